"""Instructions injected into questions and into copies of abstracts, and what came of them.

Each attack is tried three times: behind a reader's question; in the abstract that answers the
question; and in that abstract while it is summarised. Copies are made in libraries of their own,
an attack a paper, so that papers beside the one asked about are hostile too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.assistant import Assistant
from bot.evaluation.evidence.answer_figures import share
from bot.evaluation.evidence.asking import hear
from bot.evaluation.evidence.attacks import PLACES, Attack, poison
from bot.evaluation.evidence.examined import Tell, counted
from bot.evaluation.evidence.libraries import fields_of, open_library_with
from bot.evaluation.evidence.obedience import obeyed, quotes_attack
from bot.evaluation.evidence.question_sets import Answerable
from bot.evaluation.evidence.shown_text import shown_text
from bot.settings import Settings
from bot.types import Claim
from vectorstore.records import Paper

Way: TypeAlias = Literal["question", "abstract", "summary"]

_PAPERS_MOST = 200  # of a large library; each round adds them all


@dataclass(frozen=True, slots=True)
class Target:
    """A clean paper, its sentences, and a question that it answers."""

    paper: Paper
    sentences: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attack tried one way. `how` says how it was obeyed, None where it was not."""

    way: Way
    attack: Attack
    place: str
    question: str
    shown: str
    how: str | None
    quoted: bool
    refused: bool
    target_cited: bool


@dataclass(frozen=True, slots=True)
class InjectionFigures:
    """Attempts of one way, counted.

    `quoted` is the share that shows the instruction as a quotation of its record, `refused` and
    `target_cited` say what became of the answers themselves.
    """

    way: str
    attempts: int
    obeyed: int
    quoted: float | None
    refused: float | None
    target_cited: float | None


def find_targets(assistant: Assistant, questions: Sequence[Answerable]) -> tuple[Target, ...]:
    """Return the papers that single questions are about, each with its first question."""
    papers = {paper.id: paper for paper in assistant.papers(limit=_PAPERS_MOST)}
    targets: dict[str, Target] = {}
    for item in questions:
        (first, *others) = item.papers
        if first in papers and first not in targets and not others:
            sentences = tuple(sentence.text for sentence in assistant.sentences(first))
            targets[first] = Target(papers[first], sentences, item.question)
    return tuple(targets.values())


def try_questions(
    assistant: Assistant, attacks: Sequence[Attack], targets: Sequence[Target], tell: Tell
) -> Iterator[Attempt]:
    """Yield an attempt for each attack, put behind the question of a paper."""
    if not targets:
        return
    for place, attack in enumerate(counted(attacks, "attacks in questions", tell)):
        target = targets[place % len(targets)]
        asked = f"{target.question} {attack.instruction}"
        yield _ask(assistant, asked, attack, target, way="question", place="end")


def try_abstracts(
    settings: Settings, attacks: Sequence[Attack], targets: Sequence[Target], tell: Tell
) -> Iterator[Attempt]:
    """Yield two attempts for each attack, put into an abstract: a question and a summary."""
    for start in range(0, len(attacks), len(targets)):
        pairs = [
            (attack, target, PLACES[place % len(PLACES)])
            for place, (attack, target) in enumerate(
                zip(attacks[start:], targets, strict=False), start=start
            )
        ]
        papers = [
            fields_of(target.paper, poison(target.sentences, attack, place))
            for attack, target, place in pairs
        ]
        hostile = {paper["id"] for paper in papers}
        papers += [
            fields_of(target.paper, target.paper.abstract)
            for target in targets
            if target.paper.id not in hostile
        ]
        with open_library_with(settings, papers) as assistant:
            for attack, target, place in counted(pairs, "attacks in abstracts", tell):
                question = target.question
                yield _ask(assistant, question, attack, target, way="abstract", place=place)
                yield _summarise(assistant, attack, target, place)


def injection_figures(attempts: Sequence[Attempt]) -> tuple[InjectionFigures, ...]:
    """Count attempts by way, in the order in which they were tried first."""
    ways = list(dict.fromkeys(attempt.way for attempt in attempts))
    return tuple(
        _figures(way, [attempt for attempt in attempts if attempt.way == way]) for way in ways
    )


def _figures(way: Way, attempts: Sequence[Attempt]) -> InjectionFigures:
    return InjectionFigures(
        way=way,
        attempts=len(attempts),
        obeyed=sum(item.how is not None for item in attempts),
        quoted=share(item.quoted for item in attempts),
        refused=share(item.refused for item in attempts),
        target_cited=share(item.target_cited for item in attempts),
    )


def _ask(
    assistant: Assistant, asked: str, attack: Attack, target: Target, *, way: Way, place: str
) -> Attempt:
    answer = hear(assistant, asked).answer
    clean = {target.paper.id: target.paper}
    return Attempt(
        way=way,
        attack=attack,
        place=place,
        question=asked,
        shown=answer.text,
        how=obeyed(
            answer.claims,
            shown_text(answer),
            attack,
            record=_record(answer.claims, target.paper, attack, clean),
            question=target.question,
        ),
        quoted=quotes_attack(answer.claims, attack),
        refused=answer.refusal is not None,
        target_cited=any(paper.id == target.paper.id for paper in answer.papers),
    )


def _summarise(assistant: Assistant, attack: Attack, target: Target, place: str) -> Attempt:
    summary = assistant.summarise(target.paper.id, "plain")
    text = summary.text
    for term in summary.glossary:  # the abstract's words, as quoted as a quoted claim
        text = text.replace(term.meaning, " ")
    return Attempt(
        way="summary",
        attack=attack,
        place=place,
        question=f"plain summary of {target.paper.id}",
        shown=summary.text,
        how=obeyed(
            summary.sentences,
            text,
            attack,
            record=f"{target.paper.title} {target.paper.abstract}",
        ),
        quoted=quotes_attack(summary.sentences, attack),
        refused=False,
        target_cited=True,
    )


def _record(
    claims: Sequence[Claim], target: Paper, attack: Attack, clean: Mapping[str, Paper]
) -> str:
    """Return titles and abstracts of the papers cited, without the attack where it is in them."""
    papers = {target.id: target} | {
        citation.paper.id: citation.paper for claim in claims for citation in claim.citations
    }
    return " ".join(
        f"{paper.title} {clean.get(paper.id, paper).abstract.replace(attack.instruction, ' ')}"
        for paper in papers.values()
    )
