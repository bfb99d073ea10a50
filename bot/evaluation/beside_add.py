"""Answering while papers are added: what a reader and the embedder leave each other."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bot.evaluation.readers import Request, Writer, read_together
from bot.evaluation.texts import PromptSource
from vectorstore.records import Embedder

_PROMPT_TOKENS = 64
_AT_ONCE = 16  # abstracts in a call; an addition gives up to 64 passages


@dataclass(frozen=True, slots=True)
class BesideFigures:
    """Tokens a second of one reader, abstracts a second of the embedder: alone, and together."""

    reader_alone_per_s: float
    reader_beside_per_s: float
    reader_share: float
    embedder_alone_per_s: float
    embedder_beside_per_s: float
    embedder_share: float


def measure_beside(
    writer: Writer, embedder: Embedder, abstracts: Sequence[str], prompts: PromptSource, tokens: int
) -> BesideFigures:
    """Measure a reader alone, the embedder alone for as long as that took, then both."""
    reader_alone, seconds = _read(writer, prompts, tokens)
    stop = threading.Event()
    timer = threading.Timer(seconds, stop.set)
    timer.start()
    embedder_alone = _embed(embedder, abstracts, stop)
    timer.join()
    stop.clear()
    with ThreadPoolExecutor(1) as thread:
        adding = thread.submit(_embed, embedder, abstracts, stop)
        try:
            reader_beside, _ = _read(writer, prompts, tokens)
        finally:
            stop.set()
        embedder_beside = adding.result()
    return BesideFigures(
        reader_alone_per_s=reader_alone,
        reader_beside_per_s=reader_beside,
        reader_share=reader_beside / reader_alone if reader_alone else 0.0,
        embedder_alone_per_s=embedder_alone,
        embedder_beside_per_s=embedder_beside,
        embedder_share=embedder_beside / embedder_alone if embedder_alone else 0.0,
    )


def _read(writer: Writer, prompts: PromptSource, tokens: int) -> tuple[float, float]:
    """Return tokens a second of one reader, its prompt's reading included, and the seconds."""
    (trace,) = read_together(writer, [Request(prompts.take(_PROMPT_TOKENS), tokens)])
    if not trace.whole:
        return 0.0, 0.0
    return trace.tokens / trace.finish_s, trace.finish_s


def _embed(embedder: Embedder, abstracts: Sequence[str], stop: threading.Event) -> float:
    """Embed over and over until told to stop; return abstracts a second."""
    began = time.perf_counter()
    done = 0
    while not stop.is_set():
        start = done % max(1, len(abstracts) - _AT_ONCE)
        batch = abstracts[start : start + _AT_ONCE]
        embedder.embed_passages(batch)
        done += len(batch)
    return done / (time.perf_counter() - began)
