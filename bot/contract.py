"""Turn the values of an answer, a summary, a search or an addition into their JSON objects.

One place for `--json` and HTTP alike; how the objects are printed or sent is not known here.
"""

from collections.abc import Sequence

from bot.errors import ModelBusy
from bot.ports import ModelInfo, Usage
from bot.shapes import (
    AnswerJson,
    BusyJson,
    CitationJson,
    ClaimJson,
    ErrorBodyJson,
    ErrorJson,
    EventJson,
    HitJson,
    HitsJson,
    ListingJson,
    ModelJson,
    PaperDetailJson,
    PaperJson,
    PaperRefJson,
    RecordJson,
    RefusalJson,
    RemovedJson,
    ReportJson,
    SlotJson,
    SourceJson,
    SummaryJson,
    TableJson,
    TermJson,
    TimingJson,
    TokensJson,
)
from bot.types import (
    Answer,
    Answered,
    Checking,
    Citation,
    Claim,
    Declined,
    Dropped,
    Event,
    Listing,
    Queued,
    Reading,
    Recalling,
    Refusal,
    Refused,
    Removed,
    Searching,
    Shown,
    Slot,
    Summarised,
    Summary,
    Table,
    Term,
    Timing,
    Writing,
)
from vectorstore.errors import ReportedError
from vectorstore.records import AddReport, Hit, Paper, Record, Sentence

# Fused scores differ in the third decimal, cosines in the second; more digits are noise.
_SCORE_DIGITS = 6
_COSINE_DIGITS = 4


def answer_to_json(answer: Answer) -> AnswerJson:
    """Return the contract of `paperbot ask` and of the events `answered` and `refused`."""
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "made_by": answer.made_by,
        "refused": answer.refusal is not None,
        "refusal": _refusal(answer.refusal) if answer.refusal else None,
        "answer": answer.text,
        "claims": [_claim(claim) for claim in answer.claims],
        "removed": [_removed(removed) for removed in answer.removed],
        "papers": [_source(paper) for paper in answer.papers],
        "general": answer.general,
        "computed": answer.computed,
        "listing": _listing(answer.listing) if answer.listing else None,
        "table": _table(answer.table) if answer.table else None,
        "model": model_to_json(answer.model),
        "tokens": _tokens(answer.usage),
        "ms": _timing(answer.timing),
    }


def summary_to_json(summary: Summary) -> SummaryJson:
    """Return the contract of `paperbot summarise`."""
    return {
        "paper_id": summary.paper.id,
        "level": summary.level,
        "text": summary.text,
        "sentences": [_claim(claim) for claim in summary.sentences],
        "removed": [_removed(removed) for removed in summary.removed],
        "grade": round(summary.grade, 1),
        "abstract_grade": round(summary.abstract_grade, 1),
        "cached": summary.cached,
        "model": model_to_json(summary.model),
        "prompt_version": summary.prompt_version,
        "slots": [_slot(slot) for slot in summary.slots],
        "glossary": [_term(term) for term in summary.glossary],
    }


def hits_to_json(hits: Sequence[Hit], ms: float) -> HitsJson:
    """Return the contract of `paperbot search`; `ms` is what the search took."""
    return {"hits": [_hit(hit) for hit in hits], "ms": _ms(ms)}


def report_to_json(report: AddReport) -> ReportJson:
    """Return the contract of `paperbot add`."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": [
            {"source": item.source, "where": item.where, "reason": item.reason}
            for item in report.rejected
        ],
        "ids": list(report.ids),
    }


def paper_to_json(paper: Paper) -> PaperJson:
    """Return a whole record of the library."""
    return {
        **_source(paper),
        "abstract": paper.abstract,
        "authors": list(paper.authors),
        "categories": list(paper.categories),
        "links": list(paper.links),
        "source": paper.source,
        "also": list(paper.also),
        "version": paper.version,
        "venue": paper.venue,
        "tags": list(paper.tags),
        "notes": paper.notes,
    }


def paper_detail_to_json(paper: Paper, sentences: Sequence[Sentence]) -> PaperDetailJson:
    """Return a whole record and its numbered sentences."""
    return {
        **paper_to_json(paper),
        "sentences": [
            {"n": item.n, "text": item.text, "start": item.start, "end": item.end}
            for item in sentences
        ],
    }


def record_to_json(record: Record, sentences: Sequence[Sentence]) -> RecordJson:
    """Return everything that is known of a paper."""
    return {
        **paper_detail_to_json(record.paper, sentences),
        "added_at": record.added_at,
        "origins": [
            {
                "source": origin.source,
                "place": origin.place,
                "first_seen": origin.first_seen,
                "last_seen": origin.last_seen,
            }
            for origin in record.origins
        ],
        "older": [
            {
                "number": version.number,
                "title": version.title,
                "abstract": version.abstract,
                "date": version.date,
                "replaced_at": version.replaced_at,
            }
            for version in record.older
        ],
    }


def model_to_json(model: ModelInfo) -> ModelJson:
    """Return what a reader is told of the model that wrote."""
    return {"name": model.name, "quant": model.quant, "small": model.small}


def error_to_json(error: ReportedError) -> ErrorBodyJson:
    """Return an error as every surface gives it."""
    told: ErrorJson = {"kind": error.kind, "message": error.message, "remedy": error.remedy}
    if isinstance(error, ModelBusy):
        busy: BusyJson = {**told, "retry_after_s": error.retry_after_s}
        return {"error": busy}
    return {"error": told}


def event_to_json(event: Event) -> tuple[str, EventJson]:
    """Return the name of an event and its data; the last event has the whole contract."""
    data: EventJson
    match event:
        case Searching() | Reading() | Queued() | Writing() | Checking() | Recalling():
            data = _step(event)
        case Shown(claim):
            data = _claim(claim)
        case Dropped(removed):
            data = _removed(removed)
        case Declined(refusal):
            data = _refusal(refusal)
        case Answered(answer) | Refused(answer):
            data = answer_to_json(answer)
        case Summarised(summary):
            data = summary_to_json(summary)
    return type(event).__name__.lower(), data


def _step(
    event: Searching | Reading | Queued | Writing | Checking | Recalling,
) -> EventJson:
    """Return the data of an event that only says what is being done."""
    match event:
        case Searching(question, made_by):
            return {"question": question, "made_by": made_by}
        case Reading(papers):
            return {"papers": [_source(paper) for paper in papers]}
        case Queued(place):
            return {"place": place}
        case Writing(tokens):
            return {"tokens": tokens}
        case Checking(statement):
            return {"statement": statement}
        case Recalling(text):
            return {"text": text}


def _reference(paper: Paper) -> PaperRefJson:
    return {"paper_id": paper.id, "title": paper.title}


def _source(paper: Paper) -> SourceJson:
    return {**_reference(paper), "url": paper.url, "date": paper.date}


def _claim(claim: Claim) -> ClaimJson:
    return {
        "text": claim.text,
        "state": claim.state,
        "citations": [_citation(citation) for citation in claim.citations],
        "support": claim.support,
        "repaired": claim.repaired,
    }


def _citation(citation: Citation) -> CitationJson:
    return {
        **_reference(citation.paper),
        "sentence": citation.sentence,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _slot(slot: Slot) -> SlotJson:
    return {
        "name": slot.name,
        "title": slot.title,
        "sentences": [_claim(claim) for claim in slot.claims],
        "notes": list(slot.notes),
    }


def _term(term: Term) -> TermJson:
    return {
        "term": term.term,
        "meaning": term.meaning,
        "citations": [_citation(citation) for citation in term.citations],
    }


def _listing(listing: Listing) -> ListingJson:
    return {
        "rule": listing.rule,
        "total": listing.total,
        "of": listing.of,
        "note": listing.note,
        "items": [
            {
                **_source(item.paper),
                "citation": _citation(item.citation) if item.citation else None,
                "said": item.said,
            }
            for item in listing.items
        ],
    }


def _table(table: Table) -> TableJson:
    return {
        "papers": [_source(paper) for paper in table.papers],
        "rows": [
            {
                "aspect": row.aspect,
                "cells": [_citation(cell) if cell else None for cell in row.cells],
            }
            for row in table.rows
        ],
    }


def _removed(removed: Removed) -> RemovedJson:
    return {"text": removed.text, "reason": removed.reason}


def _refusal(refusal: Refusal) -> RefusalJson:
    return {
        "reason": refusal.reason,
        "nearest": [_reference(paper) for paper in refusal.nearest],
        "searched": refusal.searched,
    }


def _hit(hit: Hit) -> HitJson:
    return {
        **_source(hit.paper),
        "score": round(hit.score, _SCORE_DIGITS),
        "similarity": None if hit.similarity is None else round(hit.similarity, _COSINE_DIGITS),
        "dense_rank": hit.dense_rank,
        "lexical_rank": hit.lexical_rank,
        "sentences": [{"n": item.n, "text": item.text} for item in hit.sentences],
    }


def _tokens(usage: Usage) -> TokensJson:
    return {"prompt": usage.prompt, "reused": usage.reused, "completion": usage.completion}


def _timing(timing: Timing) -> TimingJson:
    return {
        "search": _ms(timing.search_ms),
        "first_token": None if timing.first_token_ms is None else _ms(timing.first_token_ms),
        "total": _ms(timing.total_ms),
    }


def _ms(milliseconds: float) -> float:
    return round(milliseconds, 1)
