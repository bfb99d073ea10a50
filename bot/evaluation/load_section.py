"""The table and the JSON values of a load measurement, with ratios to those compared with."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

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
    return {**asdict(result), "to_peer": _to_peer(result), "to_ceiling": _to_ceiling(result)}


def _to_peer(result: LoadResult) -> dict[str, float] | None:
    """Return ours divided by the peer's: above 1 is faster for rates, slower for seconds."""
    if result.ours is None or result.peer is None:
        return None
    ours, peer = asdict(result.ours), asdict(result.peer)
    return {name: ours[name] / peer[name] for name in _COMPARED if peer[name]}


def _to_ceiling(result: LoadResult) -> dict[str, float] | None:
    if result.ours is None or result.ceiling is None:
        return None
    return {
        "tokens_per_s": result.ours.tokens_per_s / result.ceiling.tokens_per_s,
        "decoding_per_s": result.ours.decoding_per_s / result.ceiling.decoding_per_s,
    }


def _rows(result: LoadResult) -> Iterator[tuple[str, ...]]:
    readers = str(result.readers)
    yield _row(readers, "ours", result.ours)
    if result.peer is not None:
        yield _row(readers, "peer", result.peer)
        yield _ratios(readers, "ours/peer", _to_peer(result))
    if result.ceiling is not None:
        top = result.ceiling
        rates = (cell(top.tokens_per_s), "", cell(top.decoding_per_s))
        yield (readers, "ceiling", "", *rates, "", "", "")
        yield _ratios(readers, "ours/ceiling", _to_ceiling(result))


def _row(readers: str, who: str, figures: LoadFigures | None) -> tuple[str, ...]:
    if figures is None:
        return (readers, who, "all", *[""] * len(_SHOWN))
    values = asdict(figures)
    return (readers, who, str(figures.failed), *(cell(values[name]) for name in _SHOWN))


def _ratios(readers: str, who: str, ratios: dict[str, float] | None) -> tuple[str, ...]:
    known = ratios or {}
    return (readers, who, "", *(cell(known[name]) if name in known else "" for name in _SHOWN))
