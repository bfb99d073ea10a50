"""How fast texts are embedded, beside two other ways to run the same weights.

All ways take the same texts and threads, in turn, so that whatever else the machine does falls on
each of them; the load is told. Ratios of processor time are a second opinion on a busy machine.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

import numpy as np
import psutil

from bot.evaluation.library.references import FittedReference, PaddedReference
from bot.evaluation.section import Section, cell
from bot.models.cores import usable_cores
from bot.models.fetch import ensure
from bot.models.minilm import MiniLM
from bot.models.registry import find
from bot.settings import Settings
from vectorstore.records import Vectors

Embed = Callable[[Sequence[str]], Vectors]

_OURS = "paperbot, int8"
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class WayFigures:
    """One way of embedding: medians over the rounds.

    `gain` is our speed divided by its speed, `processor_gain` the same of processor time.
    `least_cosine` is the worst agreement of its vectors with ours.
    """

    way: str
    texts_per_s: float
    processor_ms_per_text: float
    gain: float
    processor_gain: float
    least_cosine: float


def measure_embedding(
    settings: Settings, texts: Sequence[str], *, rounds: int = _ROUNDS
) -> Section:
    """Embed the texts in each way, `rounds` times in turn.

    Raises ModelUnknown, FetchFailed (weights are missing), WeightsDamaged, ModelRefused.
    """
    threads = settings.threads or usable_cores()
    ways = _open_ways(settings, threads)
    load = psutil.getloadavg()[0]
    figures = compare(ways, texts, rounds)
    return Section(
        name="embedding",
        title=f"Embedding {len(texts)} texts, {threads} threads, load {load:.1f} before",
        columns=("way", "texts/s", "processor ms", "gain", "processor gain", "least cosine"),
        rows=tuple(
            (
                item.way,
                cell(item.texts_per_s),
                cell(item.processor_ms_per_text),
                cell(item.gain),
                cell(item.processor_gain),
                f"{item.least_cosine:.4f}",
            )
            for item in figures
        ),
        values={
            "texts": len(texts),
            "threads": threads,
            "rounds": rounds,
            "load": load,
            "ways": [asdict(item) for item in figures],
        },
    )


def compare(ways: Mapping[str, Embed], texts: Sequence[str], rounds: int) -> tuple[WayFigures, ...]:
    """Return figures for each way; the first is what the others are compared with."""
    vectors = {way: embed(texts) for way, embed in ways.items()}  # a first time, untimed
    taken: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, embed in ways.items():
            taken[way].append(_timed(embed, texts))
    seconds = {way: median(wall for wall, _ in times) for way, times in taken.items()}
    processor = {way: median(busy for _, busy in times) for way, times in taken.items()}
    ours = next(iter(ways))
    return tuple(
        WayFigures(
            way=way,
            texts_per_s=len(texts) / seconds[way],
            processor_ms_per_text=1000 * processor[way] / len(texts),
            gain=seconds[way] / seconds[ours],
            processor_gain=processor[way] / processor[ours],
            least_cosine=float(np.sum(vectors[way] * vectors[ours], axis=1).min()),
        )
        for way in ways
    )


def _open_ways(settings: Settings, threads: int) -> dict[str, Embed]:
    entry = find("minilm", role="embed")  # whatever embeds here: the others are ways to run it
    paths = ensure(entry, settings.models_folder, fetch=False).paths
    files = paths["model.safetensors"], paths["tokenizer.json"]
    ours = MiniLM(*files, weights_sha256=entry.files[0].sha256 or "", threads=threads)
    return {
        _OURS: ours.embed_passages,
        "fp32, fitted batches": FittedReference(*files, threads=threads).embed_passages,
        "fp32, as Chroma's default": PaddedReference(*files, threads=threads).embed_passages,
    }


def _timed(embed: Embed, texts: Sequence[str]) -> tuple[float, float]:
    """Return seconds on the clock and of the processor."""
    wall, busy = time.perf_counter(), time.process_time()
    embed(texts)
    return time.perf_counter() - wall, time.process_time() - busy
