"""One answer judged: what it cites, which facts it shows, what it may not say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.evaluation.evidence.carried import is_carried
from bot.evaluation.evidence.shown_numbers import missing_numbers
from bot.evaluation.evidence.shown_text import holds_fact, holds_facts, shown_text
from bot.types import Answer, Citation, Claim
from vectorstore.records import Paper, Sentence


@dataclass(frozen=True, slots=True)
class Record:
    """What the library itself says of a paper: the witness for every citation."""

    paper: Paper
    sentences: tuple[Sentence, ...]


Records = Callable[[str], Record | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is right and wrong with one answer; counts are of shown claims and their citations.

    `wrong_numbers` are shown numbers that the cited sentences lack, `made_up` citations of
    sentences that the library does not hold, `not_carried` the claims that fail `is_carried`.
    """

    refused: bool
    claims: int
    not_carried: tuple[str, ...]
    from_gold: int
    wrong_numbers: tuple[str, ...]
    made_up: int
    gold_cited: bool
    facts_shown: bool
    fact_cited: bool
    states: tuple[str, ...]
    removed: tuple[str, ...]


def judge(
    answer: Answer,
    records: Records,
    *,
    gold: Sequence[str] = (),
    facts: Sequence[Sequence[str]] = (),
) -> Verdict:
    """Judge an answer; `gold` are the ids of papers that answer the question."""
    text = shown_text(answer)
    citations = all_citations(answer)
    not_carried = tuple(claim.text for claim in answer.claims if not is_carried(claim))
    return Verdict(
        refused=answer.refusal is not None,
        claims=len(answer.claims),
        not_carried=not_carried,
        from_gold=sum(_cites(claim, gold) for claim in answer.claims),
        wrong_numbers=tuple(number for claim in answer.claims for number in wrong_numbers(claim)),
        made_up=sum(not _exists(citation, records) for citation in citations),
        gold_cited=any(_cites(claim, gold) for claim in answer.claims),
        facts_shown=bool(facts) and holds_facts(text, facts),
        fact_cited=any(
            holds_fact(citation.quote, wordings) for citation in citations for wordings in facts
        ),
        states=tuple(claim.state for claim in answer.claims),
        removed=tuple(removed.reason for removed in answer.removed),
    )


def all_citations(answer: Answer) -> list[Citation]:
    """Return every citation of an answer: of its claims, its list and its table."""
    cited = [citation for claim in answer.claims for citation in claim.citations]
    listed = [item.citation for item in answer.listing.items] if answer.listing else []
    cells = [cell for row in answer.table.rows for cell in row.cells] if answer.table else []
    return [*cited, *(item for item in (*listed, *cells) if item is not None)]


def wrong_numbers(claim: Claim) -> tuple[str, ...]:
    """Return the numbers of a claim that its cited sentences do not hold."""
    return missing_numbers(claim.text, " ".join(citation.quote for citation in claim.citations))


def _cites(claim: Claim, gold: Sequence[str]) -> bool:
    return any(citation.paper.id in gold for citation in claim.citations)


def _exists(citation: Citation, records: Records) -> bool:
    """Say whether the library has this sentence under this number at this place."""
    record = records(citation.paper.id)
    if record is None:
        return False
    place = (citation.sentence, citation.start, citation.end)
    return (
        any((item.n, item.start, item.end) == place for item in record.sentences)
        and record.paper.abstract[citation.start : citation.end] == citation.quote
    )
