"""The tables and JSON values of the smaller measurements: a row for each thing measured."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from bot.evaluation.beside_add import BesideFigures
from bot.evaluation.fairness import FairnessFigures
from bot.evaluation.prefix import PrefixFigures
from bot.evaluation.section import Section, cell
from bot.evaluation.speculation import SpeculationFigures
from bot.ports import Load


def prefix_section(figures: PrefixFigures) -> Section:
    """Report what a shared prefix saves."""
    rows = {
        "first token, new prefix": cell(figures.cold_s, " s"),
        "first token, shared prefix": cell(figures.shared_s, " s"),
        "shared/new": cell(figures.ratio),
    }
    title = f"A prefix of {figures.prefix_tokens} tokens, new or shared with an earlier request"
    return _named("prefix", title, rows, asdict(figures))


def speculation_section(figures: Sequence[SpeculationFigures]) -> Section:
    """Report what drafts gain, by kind of summary."""
    return Section(
        name="speculation",
        title="Summaries for one reader, without and with drafts copied from the prompt",
        columns=(
            *("kind", "outputs", "written", "without /s", "with /s", "gain", "accepted"),
            "differing",
        ),
        rows=tuple(
            (
                item.kind,
                str(item.outputs),
                str(item.written_tokens),
                cell(item.plain_per_s),
                cell(item.speculating_per_s),
                cell(item.gain),
                cell(item.acceptance),
                str(item.differing),
            )
            for item in figures
        ),
        values=[asdict(item) for item in figures],
    )


def fairness_section(figures: FairnessFigures) -> Section:
    """Report what a long prompt does to those being answered."""
    rows = {
        "failed": str(figures.failed),
        "usual wait for a token": cell(figures.usual_gap_s * 1000, " ms"),
        "longest wait meanwhile": cell(figures.longest_gap_s * 1000, " ms"),
        "in steps": str(figures.longest_gap_steps),
        "first token of the long one": cell(figures.long_first_s, " s"),
    }
    title = f"A prompt of {figures.long_tokens} tokens arrives while {figures.readers} are answered"
    return _named("fairness", title, rows, asdict(figures))


def beside_section(figures: BesideFigures) -> Section:
    """Report what answering and adding leave each other."""
    return Section(
        name="add",
        title="Answering while papers are added",
        columns=("who", "alone /s", "together /s", "together/alone"),
        rows=(
            (
                "reader, tokens",
                cell(figures.reader_alone_per_s),
                cell(figures.reader_beside_per_s),
                cell(figures.reader_share),
            ),
            (
                "embedder, abstracts",
                cell(figures.embedder_alone_per_s),
                cell(figures.embedder_beside_per_s),
                cell(figures.embedder_share),
            ),
        ),
        values=asdict(figures),
    )


def overhead_section(load: Load) -> Section:
    """Report what a step costs beside the decoding itself, over everything measured until now."""
    rows = {
        "Python a step": cell(load.step_overhead_us, " us"),
        "steps": f"{load.steps:,}",
        "memory for conversations": f"{load.kv_bytes / 1e6:,.0f} MB",
    }
    values = {
        "step_overhead_us": load.step_overhead_us,
        "steps": load.steps,
        "kv_bytes": load.kv_bytes,
    }
    return _named("overhead", "What a step costs beside decoding", rows, values)


def _named(name: str, title: str, rows: Mapping[str, str], values: object) -> Section:
    return Section(name, title, ("what", "figure"), tuple(rows.items()), values)
