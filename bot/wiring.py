"""The one place where settings become objects and parts are joined.

Everything opened here is closed at the end of the block that opened it.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.answering.bars import KnownBars, Measures
from bot.answering.composer import Composer
from bot.answering.context import SentenceRanker
from bot.answering.coverage import WordMatcher
from bot.answering.evidence import Checker
from bot.answering.refusal import Gate
from bot.assistant import Assistant
from bot.engine.cores import Cores
from bot.errors import FetchFailed
from bot.models.answer_selector import MiniLMSelector
from bot.models.fetch import ModelFiles, Progress, ensure
from bot.models.llama import LlamaChat
from bot.models.llama_embedder import LlamaEmbedder
from bot.models.memory import readers_that_fit
from bot.models.minilm import MiniLM
from bot.models.minilm_gguf import minilm_gguf
from bot.models.patient import PatientEmbedder
from bot.models.recommend import recommend
from bot.models.registry import ModelEntry, find
from bot.models.remote.chat import RemoteChat
from bot.models.requantise.choice import Chosen, CopyType, choose_weights, copies_folder
from bot.models.reranker import LlamaReranker
from bot.reading.cache import SummaryCache
from bot.reading.summarise import Summariser
from bot.settings import Settings, load_settings
from vectorstore.library import Library, open_library
from vectorstore.records import Embedder
from vectorstore.remote_chroma import RemoteChroma
from vectorstore.sources.network.client import PoliteClient
from vectorstore.sources.network.papers import NetworkPapers


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a process, opened. `patient` embeds what nobody waits for.

    `reranker` is None unless the settings name one, `selector` where MiniLM's weights, which it
    reads with, were not fetched. `weights` is which file the chat model runs,
    and why; None where a server runs it.
    """

    chat: LlamaChat | RemoteChat
    weights: Chosen | None
    embedder: MiniLM | LlamaEmbedder
    patient: PatientEmbedder
    reranker: LlamaReranker | None = None
    selector: MiniLMSelector | None = None


def fetch_weights(settings: Settings, progress: Progress) -> None:
    """Fetch what the settings' models lack. Raises ModelUnknown, FetchFailed, WeightsDamaged."""
    for entry in _entries(settings):
        ensure(entry, settings.models_folder, fetch=True, progress=progress)


def copy_type(settings: Settings) -> CopyType | None:
    """Return which copy of a chat model may be run in its place, None for none."""
    kinds: dict[str, CopyType] = {"faithful": "Q8_0", "fast": "Q4_0"}
    return kinds.get(settings.requantise)


def weights_for(settings: Settings, path: Path, *, afresh: bool = False) -> Chosen:
    """Return what to run for a chat model's file: it, or its copy; `afresh` measures again."""
    return choose_weights(
        path,
        folder=copies_folder(settings.models_folder),
        threads=settings.threads,
        gpu_layers=settings.gpu_layers,
        copy_type=copy_type(settings),
        afresh=afresh,
    )


@contextmanager
def open_models(settings: Settings) -> Iterator[Models]:
    """Open the chat model and the embedder, which share the cores.

    Raises ModelUnknown, FetchFailed (weights are missing), WeightsDamaged, ModelRefused.
    """
    cores = Cores()
    *_, embedder_entry = _entries(settings)
    files = ensure(embedder_entry, settings.models_folder, fetch=False)
    with ExitStack() as opened:
        chat, weights = _open_chat(settings, cores)
        opened.enter_context(chat)
        embedder = _open_embedder(files, settings)
        if isinstance(embedder, LlamaEmbedder):
            opened.enter_context(embedder)
        reranker = _open_reranker(settings)
        if reranker is not None:
            opened.enter_context(reranker)
        patient = PatientEmbedder(embedder, cores)
        yield Models(chat, weights, embedder, patient, reranker, _open_selector(settings))


@contextmanager
def open_store(settings: Settings, models: Models, *, renew: bool = False) -> Iterator[Library]:
    """Open the library of the settings' home. Raises HomeInUse, IndexOutOfDate, StorageFailed."""
    with ExitStack() as opened:
        library = open_library(
            settings.home,
            models.patient,
            models.chat.counter,
            reranker=models.reranker,
            fetcher=_fetcher(settings, opened),
            remote=remote_vectors(settings),
            renew=renew,
        )
        yield opened.enter_context(library)


def remote_vectors(settings: Settings) -> RemoteChroma | None:
    """Return the server that keeps the vectors, None for the home itself."""
    if settings.chroma is None:
        return None
    return RemoteChroma(
        settings.chroma,
        token=settings.chroma_token.get_secret_value() if settings.chroma_token else None,
        tenant=settings.chroma_tenant,
        database=settings.chroma_database,
        collection=settings.chroma_collection,
        unencrypted=settings.chroma_unencrypted,
    )


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
        ranker = SentenceRanker(models.embedder, library.sentences, models.selector)
        checker = Checker(strict=models.chat.info.small)
        yield Assistant(
            library=library,
            ranker=ranker,
            gate=_gate(library, ranker, models.embedder, chosen.home),
            composer=Composer(models.chat, checker),
            summariser=Summariser(models.chat, checker, models.embedder, cache),
            advice=_advice(chosen),
            general_knowledge=chosen.general_knowledge,
        )


def _entries(settings: Settings) -> list[ModelEntry]:
    """Return the entries of the models that run here, each fit for its work, the embedder last."""
    embedder = find(settings.embedder, role="embed")
    return [embedder] if settings.server else [find(settings.model, role="chat"), embedder]


def _open_chat(settings: Settings, cores: Cores) -> tuple[LlamaChat | RemoteChat, Chosen | None]:
    if settings.server:
        remote = RemoteChat(
            settings.server,
            model=settings.model,
            api_key=settings.server_key.get_secret_value() if settings.server_key else None,
            context_tokens=settings.context_tokens,
        )
        return remote, None
    files = ensure(find(settings.model, role="chat"), settings.models_folder, fetch=False)
    readers = settings.readers or readers_that_fit(
        psutil.virtual_memory().total,
        kv_bytes_per_token=files.entry.kv_bytes_per_token,
        context_tokens=settings.context_tokens,
    )
    weights = weights_for(settings, files.main)
    chat = LlamaChat(
        weights.path,
        name=files.entry.name,
        context_tokens=settings.context_tokens,
        threads=settings.threads,
        gpu_layers=settings.gpu_layers,
        readers=readers,
        line=settings.line,
        cores=cores,
    )
    return chat, weights


def _open_embedder(files: ModelFiles, settings: Settings) -> MiniLM | LlamaEmbedder:
    path = files.main
    if path.suffix != ".gguf":
        weights, tokenizer = files.paths["model.safetensors"], files.paths["tokenizer.json"]
        sha256 = files.entry.files[0].sha256 or ""
        if files.entry.runtime == "onnxruntime":
            return MiniLM(weights, tokenizer, weights_sha256=sha256, threads=settings.threads)
        path = minilm_gguf(weights, tokenizer, weights_sha256=sha256)
    return LlamaEmbedder(path, threads=settings.threads, gpu_layers=settings.gpu_layers)


def _open_reranker(settings: Settings) -> LlamaReranker | None:
    if settings.reranker is None:
        return None
    entry = find(settings.reranker, role="rerank")
    files = ensure(entry, settings.models_folder, fetch=False)
    return LlamaReranker(files.main, threads=settings.threads, gpu_layers=settings.gpu_layers)


def _open_selector(settings: Settings) -> MiniLMSelector | None:
    try:
        files = ensure(find("minilm"), settings.models_folder, fetch=False)
    except FetchFailed:  # another embedder is in use, and MiniLM not there
        return None
    return MiniLMSelector(
        files.paths["model.safetensors"],
        files.paths["tokenizer.json"],
        weights_sha256=files.entry.files[0].sha256 or "",
        threads=settings.threads,
    )


def _fetcher(settings: Settings, opened: ExitStack) -> NetworkPapers | None:
    """Return what brings papers from a network, None where that is forbidden. Opens nothing yet."""
    if not settings.network:
        return None
    return NetworkPapers(opened.enter_context(PoliteClient(settings.home / "fetched")))


def _gate(library: Library, ranker: SentenceRanker, embedder: Embedder, home: Path) -> Gate:
    matcher = WordMatcher(embedder, library.rarity)
    measures = Measures(ranker.near, matcher.cover)
    bars = KnownBars(home / "refusal.json", library, measures)
    return Gate(bars.current, matcher.cover, library.sentences)


def _advice(settings: Settings) -> str | None:
    """Return one sentence offering a better model, where a small one is in use and one fits."""
    if settings.server:
        return None
    entry = find(settings.model)
    if not entry.small:
        return None
    best = recommend(psutil.virtual_memory().total, context_tokens=settings.context_tokens)
    if not best.fits or best.entry.name == entry.name:
        return None
    return (
        f"This machine has room for the better {best.entry.name}: run “paperbot models fetch "
        f"{best.entry.name}”, then “paperbot serve --model {best.entry.name}”."
    )
