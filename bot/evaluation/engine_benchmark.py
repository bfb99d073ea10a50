"""`paperbot bench engine`: opens the model, runs the measurements asked for, reports each.

READ FIRST in this package. What is measured is in a file each: load, prefix, speculation,
fairness, beside_add; how it is told is in the `*_section` files.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from bot.errors import SettingsInvalid
from bot.evaluation.beside_add import measure_beside
from bot.evaluation.ceiling import CeilingTask, run_ceiling
from bot.evaluation.fairness import measure_fairness
from bot.evaluation.figure_sections import (
    beside_section,
    fairness_section,
    overhead_section,
    prefix_section,
    speculation_section,
)
from bot.evaluation.load import LoadTask, Sides, measure_load
from bot.evaluation.load_section import load_section
from bot.evaluation.machine import machine_facts
from bot.evaluation.peer import open_peer
from bot.evaluation.prefix import measure_prefix
from bot.evaluation.readers import Request, Writer, read_together
from bot.evaluation.section import Section
from bot.evaluation.speculation import measure_speculation, summary_prompts
from bot.evaluation.subject import EngineWriter
from bot.evaluation.subject_opening import Subject, open_subject
from bot.evaluation.texts import PromptSource, make_source, read_papers
from bot.models.llama import LlamaChat
from bot.settings import Settings
from bot.wiring import open_models
from vectorstore.records import Paper

Part: TypeAlias = Literal["load", "prefix", "speculation", "fairness", "add"]
Tell: TypeAlias = Callable[[str], None]

PARTS: tuple[Part, ...] = ("load", "prefix", "speculation", "fairness", "add")

_PREFIX_TOKENS = 512
_PREFIX_REPEATS = 5
_LONG_TOKENS = 3000
_SUMMARY_TOKENS = 2048  # an abstract in a prompt, and its summary
_SUMMARISED = 12  # papers
_FEWEST_READERS = 5  # what the long prompt of `fairness` needs
_MARGIN_TOKENS = 256
_BESIDE_TOKENS = 384
_WARM_TOKENS = 16


@dataclass(frozen=True, slots=True)
class EngineTask:
    """What is measured, and with whom it is compared.

    `peer` is the address of a llama-server, `ceiling` the path of llama-batched-bench; `papers`
    is a file of papers whose abstracts become prompts; `arguments` is the command line.
    """

    load: LoadTask
    parts: frozenset[Part]
    papers: Path
    peer: str | None
    ceiling: Path | None
    arguments: Sequence[str]


def measure_engine(settings: Settings, task: EngineTask, tell: Tell) -> Iterator[Section]:
    """Yield the report's sections as they are measured, the machine and the model first.

    `tell` hears what is being done. Raises any ReportedError of models, papers and peers.
    """
    papers = read_papers(task.papers)
    tell("Opening the model")
    readers = max(*task.load.readers, _FEWEST_READERS)
    with open_subject(settings, readers=readers, context_tokens=_context_tokens(task)) as subject:
        yield _about(task, subject)
        prompts = make_source(papers, subject.chat.counting.counter.encode)
        _warm_up(EngineWriter(subject.chat), prompts)
        if "load" in task.parts:
            yield _load(subject, prompts, task, tell)
        if "prefix" in task.parts:
            tell("Prefix: requests that begin alike")
            yield prefix_section(
                measure_prefix(
                    EngineWriter(subject.chat),
                    prompts,
                    prefix_tokens=_PREFIX_TOKENS,
                    repeats=_PREFIX_REPEATS,
                )
            )
        if "speculation" in task.parts:
            yield _speculation(subject, papers, tell)
        if "fairness" in task.parts:
            tell("Fairness: a long prompt arrives")
            yield fairness_section(
                measure_fairness(
                    EngineWriter(subject.chat),
                    prompts,
                    lambda: subject.chat.load.longest_gap_steps,
                    long_tokens=_LONG_TOKENS,
                    new_tokens=_LONG_TOKENS // 16,
                )
            )
        yield overhead_section(subject.chat.load)
    if "add" in task.parts:
        yield _beside(settings, papers, tell)


def _warm_up(writer: Writer, prompts: PromptSource) -> None:
    """Have the weights read from the disk, as those compared with do when they start."""
    read_together(writer, [Request(prompts.take(_WARM_TOKENS), _WARM_TOKENS)])


def _context_tokens(task: EngineTask) -> int:
    """Return the context each reader needs for the longest of what is asked."""
    needs = {"prefix": _PREFIX_TOKENS, "speculation": _SUMMARY_TOKENS, "fairness": _LONG_TOKENS}
    load = task.load.prompt_tokens + task.load.new_tokens
    most = max(load, *(needs.get(part, 0) for part in task.parts))
    return most + _MARGIN_TOKENS


def _about(task: EngineTask, subject: Subject) -> Section:
    info = asdict(subject.chat.info)
    machine = machine_facts(task.arguments, subject.threads)
    shown = {**{name: str(value) for name, value in info.items()}, **machine}
    return Section(
        name="about",
        title=f"{subject.path.name} on {machine['processor']}",
        columns=("fact", "value"),
        rows=tuple(shown.items()),
        values={"model": {**info, "gpu_layers": subject.gpu_layers}, "machine": machine},
    )


def _load(subject: Subject, prompts: PromptSource, task: EngineTask, tell: Tell) -> Section:
    with ExitStack() as opened:
        doubts: tuple[str, ...] = ()
        peer = opened.enter_context(open_peer(task.peer)) if task.peer else None
        if peer is not None:
            doubts = tuple(peer.facts().doubts(subject.path, max(task.load.readers)))
        for doubt in doubts:
            tell(f"Note: {doubt}")
        tell(f"Load: {', '.join(map(str, task.load.readers))} readers")
        binary = task.ceiling
        results = measure_load(
            Sides(EngineWriter(subject.chat), EngineWriter(subject.chat, speculate=True), peer),
            (lambda: run_ceiling(binary, _ceiling_task(subject, task.load))) if binary else None,
            prompts,
            task.load,
        )
        return load_section(task.load, results, doubts)


def _ceiling_task(subject: Subject, load: LoadTask) -> CeilingTask:
    return CeilingTask(
        model=subject.path,
        threads=subject.threads,
        gpu_layers=subject.gpu_layers,
        prompt_tokens=load.prompt_tokens,
        new_tokens=load.new_tokens,
        readers=load.readers,
    )


def _speculation(subject: Subject, papers: Sequence[Paper], tell: Tell) -> Section:
    figures = []
    for kind, asked in summary_prompts(papers[:_SUMMARISED]).items():
        tell(f"Speculation: {kind}")
        prompts = [subject.tokens_of(messages) for messages in asked]
        figures.append(measure_speculation(subject.chat, kind, prompts))
    return speculation_section(figures)


def _beside(settings: Settings, papers: Sequence[Paper], tell: Tell) -> Section:
    """Measure with both models joined as for answers: that is where they share the cores."""
    tell("Answering while papers are added")
    abstracts = [paper.abstract for paper in papers]
    with open_models(settings) as models:
        chat = models.chat
        if not isinstance(chat, LlamaChat):
            raise SettingsInvalid(
                f"The chat model is run by {settings.server}, not by this engine.",
                remedy="Unset the setting server to measure the engine.",
            )
        prompts = make_source(papers, chat.counting.counter.encode)
        return beside_section(
            measure_beside(EngineWriter(chat), models.patient, abstracts, prompts, _BESIDE_TOKENS)
        )
