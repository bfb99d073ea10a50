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
from bot.errors import ModelRefused
from bot.models.fetch import ModelFiles, Progress, ensure
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


def fetch_weights(settings: Settings, progress: Progress) -> None:
    """Fetch what the settings' models lack. Raises ModelUnknown, FetchFailed, WeightsDamaged."""
    for entry in _entries(settings):
        ensure(entry, settings.models_folder, fetch=True, progress=progress)


@contextmanager
def open_models(settings: Settings) -> Iterator[Models]:
    """Open the chat model and the embedder.

    Raises ModelUnknown, FetchFailed (weights are missing), WeightsDamaged, ModelRefused.
    """
    chat, embedder = (
        ensure(entry, settings.models_folder, fetch=False) for entry in _entries(settings)
    )
    with LlamaChat(
        chat.main,
        name=chat.entry.name,
        context_tokens=settings.context_tokens,
        threads=settings.threads,
        gpu_layers=settings.gpu_layers,
    ) as opened:
        yield Models(opened, _open_embedder(embedder, settings.threads))


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
) -> Iterator[Assistant]:
    """Open everything a reader needs and close it at the end of the block.

    Without settings they are loaded, with `home` in the place of theirs. Nothing is fetched.
    Raises any ReportedError of models, settings and library.
    """
    chosen = settings or load_settings({"home": home})
    with ExitStack() as opened:
        models = opened.enter_context(open_models(chosen))
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


def _entries(settings: Settings) -> tuple[ModelEntry, ModelEntry]:
    """Return the entries of the chat model and the embedder, each fit for its work."""
    embedder = find(settings.embedder, role="embed")
    if not {"model.safetensors", "tokenizer.json"} <= {file.name for file in embedder.files}:
        raise ModelRefused(
            f"{embedder.name} cannot embed papers: only weights in MiniLM's form can be used.",
            remedy="Set embedder to minilm.",
        )
    return find(settings.model, role="chat"), embedder


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
