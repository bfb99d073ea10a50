"""What a person sees in a terminal: readable pages on stdout, progress and complaints on stderr.

Paper text and model output are printed as text, never as markup or control codes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.types import (
    GENERAL_LABEL,
    Answer,
    Answered,
    Citation,
    Claim,
    Event,
    Listing,
    Queued,
    Reading,
    Refusal,
    Refused,
    Searching,
    Shown,
    Summary,
)
from bot.types import Table as Comparison
from vectorstore.errors import ReportedError
from vectorstore.records import AddReport, Hit, Paper

if TYPE_CHECKING:  # importing them takes longer than printing help
    from bot.models.registry import ModelEntry
    from bot.models.requantise.choice import Chosen
    from bot.models.requantise.throughput import Throughput
    from vectorstore.checkup import Checkup

_OUT = Console(highlight=False, markup=False, soft_wrap=True)
_ERR = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def say(message: str) -> None:
    """Print one line."""
    _OUT.print(_plain(message))


def complain(error: ReportedError) -> None:
    """Print what went wrong and what to do about it, on stderr."""
    _ERR.print(Text(f"Error: {_safe(error.message)}", style="bold red"))
    _ERR.print(_plain(error.remedy))


def show_report(report: AddReport) -> None:
    """Print what an addition did."""
    say(f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged.")
    for rejection in report.rejected:
        # the reason for a whole file names it already
        place = f"{rejection.source}, {rejection.where}: " if rejection.where else ""
        _ERR.print(_plain(f"Rejected: {place}{rejection.reason}"))


def show_checkup(checkup: "Checkup") -> None:
    """Print what a library holds, and what is wrong with it."""
    say(f"{checkup.papers:,} papers in {checkup.passages:,} passages.")
    if checkup.pending or checkup.buried:
        say(
            f"{checkup.pending:,} papers are still to be indexed, {checkup.buried:,} deleted ones "
            "to be forgotten: the next `paperbot add` does it."
        )
    for fault in checkup.faults:
        _ERR.print(_plain(f"{fault.message} {fault.remedy}"))
    if not checkup.faults:
        say("Everything is whole.")


def show_hits(hits: Sequence[Hit]) -> None:
    """Print papers found, with the sentences nearest to the query."""
    if not hits:
        say("No paper found.")
    for place, hit in enumerate(hits, start=1):
        _OUT.print(Text(f"{place}. {_safe(hit.paper.title)}", style="bold"))
        _OUT.print(Text(f"   {_safe(hit.paper.id)}  {_reasons(hit)}", style="dim"))
        for sentence in hit.sentences[:1]:
            _OUT.print(_plain(f"   {sentence.text}"))


def show_answering(events: Iterable[Event]) -> None:
    """Print an answer as it comes: steps on stderr, the answer and its sources on stdout."""
    place = 0
    for event in events:
        match event:
            case Queued():
                if event.place not in {0, place}:  # repeated while it stays the same
                    _step(f"Waiting: the model is busy, your place in line is {event.place}")
                place = event.place
            case Searching(question):
                _step(f"Searching: {question}")
            case Reading(papers):
                _step(f"Reading {len(papers)} of the papers found")
            case Shown(claim):
                _step(f"Found: {claim.text}")
            case Answered(answer):
                _show_answer(answer)
            case Refused(Answer(refusal=Refusal() as refusal, general=general)):
                _show_refusal(refusal)
                if general:
                    _show_general(general)
            case _:
                pass


def show_summary(summary: Summary) -> None:
    """Print a summary, its sentences marked, and how hard it is to read."""
    _OUT.print(Text(_safe(summary.paper.title), style="bold"))
    for slot in summary.slots:
        _OUT.print(Text(slot.title, style="bold dim"))
        for claim in slot.claims:
            _OUT.print(_plain(f"  {_worded(claim)} {_numbers(claim.citations)}"))
        for note in slot.notes:
            _OUT.print(_plain(f"  {note}"))
    if summary.glossary:
        _OUT.print(Text("Terms, in the abstract’s words", style="bold dim"))
    for term in summary.glossary:
        _OUT.print(_plain(f"  {term.term}: {term.meaning} {_numbers(term.citations)}"))
    kept = ", remembered" if summary.cached else ""
    _OUT.print(
        Text(
            f"Reading grade {summary.grade} (abstract {summary.abstract_grade}); "
            f"numbers are sentences of the abstract{kept}.",
            style="dim",
        )
    )


def show_diagnosis(facts: Mapping[str, str], faults: Sequence[str]) -> None:
    """Print facts and faults."""
    width = max(map(len, facts), default=0)
    for name, value in facts.items():
        _OUT.print(Text.assemble((f"{name:<{width}}  ", "bold"), _safe(value)))
    for fault in faults:
        _OUT.print(Text(f"FAULT: {_safe(fault)}", style="bold red"))
    if not faults:
        say("Everything works.")


def show_models(entries: "Sequence[ModelEntry]", choices: "Mapping[str, Chosen | None]") -> None:
    """Print the models known by name, and which of them run as a faster copy."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("name", "role", "size", "licence", "runs as", "notes"):
        table.add_column(column)
    for entry in entries:
        size = f"{entry.size_bytes / 1e6:,.0f} MB"
        choice = choices.get(entry.name)
        runs_as = f"{choice.type}, a copy" if choice and choice.requantised else ""
        table.add_row(entry.name, entry.role, size, entry.licence, runs_as, entry.notes)
    _OUT.print(table)


def show_choice(name: str, choice: "Chosen") -> None:
    """Print the weights chosen for a model, with the figures they were chosen by."""
    if choice.before and choice.after:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for column in ("weights", "reads, tokens/s", "writes, tokens/s", "typical answer, s"):
            table.add_column(column)
        for weights, throughput in (("file", choice.before), ("copy", choice.after)):
            figures = (
                f"{throughput.prefill:.0f}",
                f"{throughput.decode:.0f}",
                f"{throughput.answer_s:.2f}",
            )
            table.add_row(weights, *figures)
        _OUT.print(table)
    say(f"{name} runs as {choice.type}: {choice.reason}. The file: {choice.path}")


def choice_row(choice: "Chosen") -> dict[str, object]:
    """Return chosen weights as JSON values."""
    return {
        "path": str(choice.path),
        "original_type": choice.original_type,
        "type": choice.type,
        "reason": choice.reason,
        "before": _throughput_row(choice.before),
        "after": _throughput_row(choice.after),
    }


def _throughput_row(throughput: "Throughput | None") -> dict[str, float] | None:
    if throughput is None:
        return None
    return {
        "prefill": round(throughput.prefill, 1),
        "decode": round(throughput.decode, 1),
        "answer_s": round(throughput.answer_s, 3),
    }


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table of figures under its title; what does not fit is wrapped, never cut."""
    table = Table(
        *columns, box=None, padding=(0, 1, 0, 0), title=_safe(title), title_justify="left"
    )
    for row in rows:
        table.add_row(*map(_plain, row))
    _OUT.print(table)
    _OUT.print()


def model_row(entry: "ModelEntry", choice: "Chosen | None") -> dict[str, object]:
    """Return a registry entry as JSON values."""
    return {
        "name": entry.name,
        "role": entry.role,
        "size_bytes": entry.size_bytes,
        "licence": entry.licence,
        "notes": entry.notes,
        "runs_as": choice_row(choice) if choice else None,
    }


def _show_listing(computed: str, listing: Listing) -> None:
    """Print a list: the count, the rule, and each paper with the sentence it is listed for."""
    _OUT.print(Text(_safe(computed), style="bold"))
    told = " ".join(filter(None, [listing.rule, listing.note]))
    _OUT.print(Text(_safe(told), style="dim"))
    for place, item in enumerate(listing.items, start=1):
        _OUT.print(Text(f"{place}. {_paper_line(item.paper)}", style="bold"))
        if item.citation:
            _OUT.print(_plain(f"   {item.citation.sentence}: “{item.citation.quote}”"))
    if listing.total > len(listing.items):
        say(f"… and {listing.total - len(listing.items):,} more.")


def _show_comparison(computed: str, comparison: Comparison) -> None:
    """Print papers side by side, a column each, with the numbers of the sentences."""
    _OUT.print(Text(_safe(computed), style="bold"))
    table = Table(box=box.SIMPLE, show_lines=True, padding=(0, 1))
    table.add_column("")
    for paper in comparison.papers:
        table.add_column(_plain(f"{paper.title}, {paper.id}"), overflow="fold")
    for row in comparison.rows:
        cells = (f"{cell.sentence}: “{cell.quote}”" if cell else "not stated" for cell in row.cells)
        table.add_row(Text(_safe(row.aspect), style="bold"), *map(_plain, cells))
    _OUT.print(table, soft_wrap=False)


def _show_answer(answer: Answer) -> None:
    if answer.computed and answer.listing:
        _show_listing(answer.computed, answer.listing)
        return
    if answer.computed and answer.table:
        _show_comparison(answer.computed, answer.table)
        return
    _OUT.print(_plain(answer.text))
    _OUT.print()
    for place, paper in enumerate(answer.papers, start=1):
        _OUT.print(Text(f"[{place}] {_paper_line(paper)}", style="bold"))
        for claim in answer.claims:
            for citation in claim.citations:
                if citation.paper.id == paper.id and claim.state != "quoted":
                    _OUT.print(_plain(f"    {citation.sentence}: “{citation.quote}”"))
    if answer.removed:
        removed = len(answer.removed)
        _step(f"{removed} statement{'s' if removed > 1 else ''} removed by the checker")
    _step(f"{answer.model.name} {answer.model.quant}, {answer.timing.total_ms / 1000:.1f} s")


def _show_refusal(refusal: Refusal) -> None:
    say(f"{refusal.reason} {refusal.searched}".rstrip())
    if refusal.nearest:
        say("Nearest papers (not sources):")
    for paper in refusal.nearest:
        say(f"  {_paper_line(paper)}")


def _show_general(text: str) -> None:
    _OUT.print()
    _OUT.print(Text(GENERAL_LABEL, style="bold yellow"))
    say(text)


def _paper_line(paper: Paper) -> str:
    date = f" ({paper.date})" if paper.date else ""
    return _safe(f"{paper.title}{date}, {paper.id}")


def _numbers(citations: Sequence[Citation]) -> str:
    return f"[{', '.join(str(citation.sentence) for citation in citations)}]"


def _worded(claim: Claim) -> str:
    match claim.state:
        case "quoted":
            return f"“{claim.text}”"
        case "weak":
            return f"{claim.text} (weakly supported)"
        case "supported":
            return claim.text


def _reasons(hit: Hit) -> str:
    parts = []
    if hit.dense_rank is not None:
        parts.append(f"meaning #{hit.dense_rank}")
    if hit.lexical_rank is not None:
        parts.append(f"words #{hit.lexical_rank}")
    return ", ".join(parts)


def _step(message: str) -> None:
    _ERR.print(Text(_safe(message), style="dim"))


def _plain(text: str) -> Text:
    return Text(_safe(text))


def _safe(text: str) -> str:
    """Return text without control characters: a title must not steer the terminal."""
    return "".join(ch for ch in text if ch.isprintable() or ch == "\n")
