"""The table and the JSON values of a load measurement, with ratios to those compared with."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bot.evaluation.ceiling import Ceiling
from bot.evaluation.load import LoadResult, LoadTask
from bot.evaluation.section import Section, cell
from bot.evaluation.timeline import LoadFigures

_COLUMNS = (
    *("readers", "who", "failed", "tokens/s", "written/s", "decoded/s"),
    *("first s", "last s", "spread"),
)
# The figures of the columns from the third on, by their names in `LoadFigures`.
_SHOWN = (
    *("tokens_per_s", "written_per_s", "decoding_per_s"),
    *("first_token_median_s", "first_token_slowest_s", "slowest_to_median"),
)
_COMPARED = ("wall_s", *_SHOWN)


def load_section(
    task: LoadTask, results: Sequence[LoadResult], doubts: Sequence[str] = ()
) -> Section:
    """Return the report of a load; `doubts` are what makes the comparison with the peer unfair."""
    return Section(
        name="load",
        title=(
            f"Readers at once: {task.prompt_tokens} tokens read and {task.new_tokens} written for "
            f"each, median of {task.repeats}; all readers together, seconds to the first token"
        ),
        columns=_COLUMNS,
        rows=tuple(row for result in results for row in _rows(result)),
        values={
            **asdict(task),
            "doubts": list(doubts),
            "results": [_values(result) for result in results],
        },
    )


def _values(result: LoadResult) -> dict[str, object]:
    return {
        **asdict(result),
        "to_peer": _to_peer(result.ours, result.peer),
        "to_ceiling": _to_ceiling(result.ours, result.ceiling),
        "speculating_to_peer": _to_peer(result.speculating, result.peer),
        "speculating_to_ceiling": _to_ceiling(result.speculating, result.ceiling),
    }


def _to_peer(ours: LoadFigures | None, peer: LoadFigures | None) -> dict[str, float] | None:
    """Return ours divided by the peer's: above 1 is faster for rates, slower for seconds."""
    if ours is None or peer is None:
        return None
    mine, theirs = asdict(ours), asdict(peer)
    return {name: mine[name] / theirs[name] for name in _COMPARED if theirs[name]}


def _to_ceiling(ours: LoadFigures | None, top: Ceiling | None) -> dict[str, float] | None:
    if ours is None or top is None:
        return None
    return {
        "tokens_per_s": ours.tokens_per_s / top.tokens_per_s,
        "decoding_per_s": ours.decoding_per_s / top.decoding_per_s,
    }


def _rows(result: LoadResult) -> Iterator[tuple[str, ...]]:
    readers = str(result.readers)
    top = result.ceiling
    yield _row(readers, "ours", result.ours)
    if result.speculating is not None:
        yield _row(readers, "speculating", result.speculating)
    if result.peer is not None:
        yield _row(readers, "peer", result.peer)
    if top is not None:
        rates = (cell(top.tokens_per_s), "", cell(top.decoding_per_s))
        yield (readers, "ceiling", "", *rates, "", "", "")
    for who, figures in (("ours", result.ours), ("speculating", result.speculating)):
        if result.peer is not None and figures is not None:
            yield _ratios(readers, f"{who}/peer", _to_peer(figures, result.peer))
        if top is not None and figures is not None:
            yield _ratios(readers, f"{who}/ceiling", _to_ceiling(figures, top))


def _row(readers: str, who: str, figures: LoadFigures | None) -> tuple[str, ...]:
    if figures is None:
        return (readers, who, "all", *[""] * len(_SHOWN))
    values = asdict(figures)
    return (readers, who, str(figures.failed), *(cell(values[name]) for name in _SHOWN))


def _ratios(readers: str, who: str, ratios: dict[str, float] | None) -> tuple[str, ...]:
    known = ratios or {}
    return (readers, who, "", *(cell(known[name]) if name in known else "" for name in _SHOWN))
