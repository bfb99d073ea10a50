"""Some readers at once, ours and the peer's in turn, so that a drift of the machine hits both."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.evaluation.ceiling import Ceiling, median_ceiling
from bot.evaluation.readers import Request, Writer, read_together
from bot.evaluation.texts import PromptSource
from bot.evaluation.timeline import LoadFigures, Trace, load_figures, median_figures


@dataclass(frozen=True, slots=True)
class LoadTask:
    """How many readers, how long each one's prompt, how much is written for each, how often."""

    readers: Sequence[int]
    prompt_tokens: int
    new_tokens: int
    repeats: int


@dataclass(frozen=True, slots=True)
class LoadResult:
    """One number of readers. None where there was nobody to compare with, or nobody was served.

    `ours` decodes a token a step, as the others do; `speculating` is the same as shipped.
    `failures` are the different reasons, of all sides. `client_cpu_s` is what this process computed
    while the peer was measured: reading its answers is not free.
    """

    readers: int
    ours: LoadFigures | None
    speculating: LoadFigures | None = None
    peer: LoadFigures | None = None
    ceiling: Ceiling | None = None
    client_cpu_s: float | None = None
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is measured: our engine a token a step, as shipped, and the peer."""

    ours: Writer
    speculating: Writer | None = None
    peer: Writer | None = None


def measure_load(
    sides: Sides,
    ceiling: Callable[[], Sequence[Ceiling]] | None,
    prompts: PromptSource,
    task: LoadTask,
) -> tuple[LoadResult, ...]:
    """Return a result for each number of readers; `ceiling` is asked after each repeat.

    Every prompt is new to both engines. Of several repeats the median counts.
    """
    runs: list[tuple[int, _Run]] = []
    tops: list[Ceiling] = []
    for _ in range(task.repeats):
        runs += [(count, _run(sides, prompts, count, task)) for count in task.readers]
        tops += ceiling() if ceiling else ()
    return tuple(
        _joined(
            [run for readers, run in runs if readers == count],
            [top for top in tops if top.readers == count],
            readers=count,
        )
        for count in task.readers
    )


@dataclass(frozen=True, slots=True)
class _Run:
    ours: LoadFigures | None
    speculating: LoadFigures | None
    peer: LoadFigures | None
    client_cpu_s: float
    failures: tuple[str, ...]


def _run(sides: Sides, prompts: PromptSource, readers: int, task: LoadTask) -> _Run:
    requests = [_request(prompts, task) for _ in range(readers)]
    traces: tuple[Trace, ...] = read_together(sides.ours, requests)
    guessed: tuple[Trace, ...] = ()
    if sides.speculating:  # with prompts of its own: those of the run before are still held
        others = [_request(prompts, task) for _ in range(readers)]
        guessed = read_together(sides.speculating, others)
    began = time.process_time()
    theirs = read_together(sides.peer, requests) if sides.peer else ()
    return _Run(
        ours=load_figures(traces, task.prompt_tokens),
        speculating=load_figures(guessed, task.prompt_tokens),
        peer=load_figures(theirs, task.prompt_tokens),
        client_cpu_s=time.process_time() - began,
        failures=tuple(trace.failure for trace in (*traces, *guessed, *theirs) if trace.failure),
    )


def _request(prompts: PromptSource, task: LoadTask) -> Request:
    return Request(prompts.take(task.prompt_tokens), task.new_tokens)


def _joined(runs: Sequence[_Run], tops: Sequence[Ceiling], *, readers: int) -> LoadResult:
    ours = [run.ours for run in runs if run.ours]
    speculating = [run.speculating for run in runs if run.speculating]
    peer = [run.peer for run in runs if run.peer]
    return LoadResult(
        readers=readers,
        ours=median_figures(ours) if ours else None,
        speculating=median_figures(speculating) if speculating else None,
        peer=median_figures(peer) if peer else None,
        ceiling=median_ceiling(tops) if tops else None,
        client_cpu_s=sum(run.client_cpu_s for run in runs) / len(runs) if peer else None,
        failures=tuple(dict.fromkeys(reason for run in runs for reason in run.failures)),
    )
