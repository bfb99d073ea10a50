"""The one place where settings become objects and parts are joined.

Everything opened here is closed at the end of the block that opened it.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.answering.composer import Composer
from bot.answering.context import SentenceRanker
from bot.answering.evidence import Checker
from bot.assistant import Assistant
from bot.models.fetch import ModelFiles, Progress, ensure, silent
from bot.models.llama import LlamaChat
from bot.models.minilm import MiniLM
from bot.models.recommend import recommend
from bot.models.registry import ModelEntry, find
from bot.reading.cache import SummaryCache
from bot.reading.summarise import Summariser
from bot.settings import Settings, load_settings
from vectorstore.library import Library, open_library


@dataclass(frozen=True, slots=True)
class Models:
    """The two models of a process, opened."""

    chat: LlamaChat
    embedder: MiniLM


@contextmanager
def open_models(
    settings: Settings, *, fetch: bool = False, progress: Progress = silent
) -> Iterator[Models]:
    """Open the chat model and the embedder; with `fetch`, fetch what is missing first.

    Raises ModelUnknown, FetchFailed, WeightsDamaged, ModelRefused.
    """
    weights = {
        name: ensure(find(name), settings.models_folder, fetch=fetch, progress=progress)
        for name in (settings.model, settings.embedder)
    }
    with ExitStack() as opened:
        chat = opened.enter_context(
            LlamaChat(
                weights[settings.model].main,
                name=weights[settings.model].entry.name,
                context_tokens=settings.context_tokens,
                threads=settings.threads,
                gpu_layers=settings.gpu_layers,
            )
        )
        yield Models(chat, _open_embedder(weights[settings.embedder], settings.threads))


@contextmanager
def open_store(settings: Settings, models: Models, *, renew: bool = False) -> Iterator[Library]:
    """Open the library of the settings' home. Raises HomeInUse, IndexOutOfDate, StorageFailed."""
    counter = models.chat.counting.counter
    with open_library(settings.home, models.embedder, counter, renew=renew) as library:
        yield library


@contextmanager
def open_assistant(
    *,
    home: str | Path | None = None,
    settings: Settings | None = None,
    fetch: bool = False,
    progress: Progress = silent,
) -> Iterator[Assistant]:
    """Open everything a reader needs and close it at the end of the block.

    `home` overrides the settings'; without settings they are loaded. Weights that are missing are
    fetched only with `fetch`. Raises any ReportedError of models, settings and library.
    """
    chosen = settings or load_settings({"home": home})
    with ExitStack() as opened:
        models = opened.enter_context(open_models(chosen, fetch=fetch, progress=progress))
        library = opened.enter_context(open_store(chosen, models))
        cache = SummaryCache.open(chosen.home / "summaries.sqlite3")
        opened.callback(cache.close)
        checker = Checker(models.embedder, strict=models.chat.info.small)
        yield Assistant(
            library=library,
            ranker=SentenceRanker(models.embedder, library.sentences),
            composer=Composer(models.chat, checker),
            summariser=Summariser(models.chat, checker, models.embedder, cache),
            advice=_advice(find(chosen.model), chosen),
        )


def _open_embedder(files: ModelFiles, threads: int | None) -> MiniLM:
    weights = files.entry.files[0]
    return MiniLM(
        files.paths["model.safetensors"],
        files.paths["tokenizer.json"],
        weights_sha256=weights.sha256 or "",
        threads=threads,
    )


def _advice(entry: ModelEntry, settings: Settings) -> str | None:
    """Return one sentence offering a better model, where a small one is in use and one fits."""
    if not entry.small:
        return None
    best = recommend(psutil.virtual_memory().total, context_tokens=settings.context_tokens)
    if not best.fits or best.entry.name == entry.name:
        return None
    return (
        f"This machine has room for the better {best.entry.name}: run “paperbot models fetch "
        f"{best.entry.name}”, then “paperbot serve --model {best.entry.name}”."
    )
