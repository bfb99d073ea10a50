"""Summarise one paper at three levels, in fixed slots: what was done, how, what came of it.

Its abstract is put into short statements by rule, the most telling that are easy enough are chosen,
and the model may reword what is still hard; its words stand only where the checker passes them.
Knows no store and no screen.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from bot.answering.evidence import CHECKS_VERSION, Checker, Evidence, clean_statement, quote
from bot.answering.names import holds_name, is_name
from bot.answering.progress import follow_stream
from bot.answering.words import split_words
from bot.ports import ChatModel, Message, Sampling
from bot.reading.cache import SummaryCache
from bot.reading.choose import Picked, Told, choose, texts
from bot.reading.glossary import glossary
from bot.reading.grades import reading_grade
from bot.reading.silences import NOTHING_SAID, TOO_HARD, silences
from bot.reading.simplify import Statement, simplify
from bot.reading.slots import assign_slots, how_telling, other_slot
from bot.types import (
    Checking,
    Claim,
    Dropped,
    Event,
    Level,
    Reading,
    Removed,
    Shown,
    Slot,
    SlotName,
    Summarised,
    Summary,
)
from prompts.render import render, version
from vectorstore.records import Embedder, Paper, Sentence

# What was simplified by other rules is made again: raise it when a rule of `bot.reading` changes.
RULES_VERSION = 1

# How many statements of each slot a summary of a level has.
_STATEMENTS: Mapping[Level, Mapping[SlotName, int]] = {
    "tldr": {"did": 1, "found": 1},
    "plain": {"did": 2, "how": 3, "found": 2},
    "expert": {"did": 2, "how": 3, "found": 3},
}
# What the model is asked to do with a statement.
_PROMPTS: Mapping[Level, str] = {"tldr": "shorten", "plain": "simplify", "expert": "shorten"}
_PLAIN_BELOW = 12.0  # the school grade that a plain summary stays below
# Rounded to one decimal, a grade must still be below the other.
_CLEARLY = 0.1
_HARD_FROM = 13.0
# Of what a small model rewords one in ten passes (docs/decisions.md), at about a second each.
_REWORDED_MOST_SMALL = 2
_SENTENCE_TOKENS_MOST = 120


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a summary is to be made of."""

    paper: Paper
    sentences: Sequence[Sentence]
    statements: Sequence[Statement]
    told: Sequence[Told]
    picked: Picked

    def of(self, slot: SlotName) -> list[tuple[Statement, str]]:
        """Return the statements chosen for a slot, each with the text it is read in."""
        indices = self.picked.get(slot, ())
        read = texts(self.statements, indices) or []
        return [(self.statements[n], text) for n, text in zip(indices, read, strict=True)]

    def had(self, slot: SlotName) -> bool:
        """Say whether any statement belongs to a slot, chosen or not."""
        return any(slot == its.slot for its in self.told)


@dataclass(frozen=True, slots=True)
class Summariser:
    """Makes and remembers checked summaries."""

    model: ChatModel
    checker: Checker
    embedder: Embedder
    cache: SummaryCache

    def steps(
        self, paper: Paper, sentences: Sequence[Sentence], level: Level
    ) -> Generator[Event, None, None]:
        """Yield the steps of a summary; the last is `Summarised`."""
        prompt_version = _version_of(level)
        remembered = self.cache.find(paper, level, self.model.info, prompt_version)
        if remembered is not None:
            yield Summarised(remembered)
            return
        yield Reading((paper,))
        abstract_grade = reading_grade(paper.abstract)
        statements = simplify(sentences, paper.title, plainly=level != "expert")
        told = self._assign(paper, statements)
        picked = _pick(statements, told, level, abstract_grade)
        removed: list[Removed] = []
        plan = _Plan(paper, sentences, statements, told, picked)
        with closing(self._fill(plan, level, removed)) as steps:
            filled = yield from steps
        slots = (*filled, *_unsaid(paper, level))
        claims = tuple(claim for slot in slots for claim in slot.claims)
        summary = Summary(
            paper=paper,
            level=level,
            text=_text(slots),
            sentences=claims,
            removed=tuple(removed),
            grade=reading_grade(" ".join(map(_readable, claims))),
            abstract_grade=abstract_grade,
            cached=False,
            model=self.model.info,
            prompt_version=prompt_version,
            slots=slots,
            glossary=glossary(paper, sentences),
        )
        self.cache.keep(summary)
        yield Summarised(summary)

    def _assign(self, paper: Paper, statements: Sequence[Statement]) -> tuple[Told, ...]:
        """Tell where each statement belongs and how telling it is: near the whole, outspoken."""
        if not statements:
            return ()
        said = [statement.text for statement in statements]
        vectors = self.embedder.embed_passages([f"{paper.title}. {paper.abstract}", *said])
        nearness = [float(near) for near in vectors[1:] @ vectors[0]]
        slots = assign_slots(statements, paper.title, nearness)
        return tuple(
            Told(
                slot, other_slot(its, slot, paper.title), near + how_telling(its, slot, paper.title)
            )
            for its, slot, near in zip(statements, slots, nearness, strict=True)
        )

    def _fill(
        self, plan: _Plan, level: Level, removed: list[Removed]
    ) -> Generator[Event, None, tuple[Slot, ...]]:
        """Turn the chosen statements into claims, slot by slot, and show each."""
        slots: list[Slot] = []
        for name in _STATEMENTS[level]:
            claims: list[Claim] = []
            for statement, text in plan.of(name):
                item = Evidence(1, plan.paper, plan.sentences[statement.n - 1], relevance=1.0)
                claim = _claim(item, statement, text)
                if self._is_worth_rewording(claim, removed):
                    with closing(self._reword(claim, item, level, removed)) as steps:
                        claim = yield from steps
                claims.append(claim)
                yield Shown(claim)
            notes = () if claims else (TOO_HARD if plan.had(name) else NOTHING_SAID,)
            slots.append(Slot(name, tuple(claims), notes))
        return tuple(slots)

    def _is_worth_rewording(self, claim: Claim, removed: Sequence[Removed]) -> bool:
        """Say whether the model is asked: a large one always, a small one where it is hard."""
        if not self.model.info.small:
            return True
        return len(removed) < _REWORDED_MOST_SMALL and reading_grade(claim.text) >= _HARD_FROM

    def _reword(
        self, claim: Claim, item: Evidence, level: Level, removed: list[Removed]
    ) -> Generator[Event, None, Claim]:
        """Let the model reword a claim; return its words if they hold and are easier."""
        text = yield from self._write(_PROMPTS[level], claim.text, begun=bool(removed))
        if not text or text.casefold() == claim.text.casefold():
            return claim
        yield Checking(text)
        verdict = self.checker.check(text, [item])
        if isinstance(verdict, Claim) and not _keeps_subject(text, claim.text):
            verdict = Removed(text, "loses what the sentence is about")
        if isinstance(verdict, Removed):
            removed.append(verdict)
            yield Dropped(verdict)
            return claim
        easier = reading_grade(text) < reading_grade(claim.text)
        return verdict if verdict.state == "supported" and easier else claim

    def _write(self, prompt: str, sentence: str, *, begun: bool) -> Generator[Event, None, str]:
        """Let the model follow a prompt; return its sentence, "" where it finished none."""
        pieces: list[str] = []

        def hear(piece: str) -> tuple[Event, ...]:
            pieces.append(piece)
            return ()

        messages = [
            Message("system", render("rewrite_system", {})),
            Message("user", render(f"{prompt}_user", {"sentence": sentence})),
        ]
        sampling = Sampling(max_tokens=_SENTENCE_TOKENS_MOST, stop=("\n",), begun=begun)
        yield from follow_stream(self.model.stream(messages, sampling), hear)
        text = clean_statement("".join(pieces))
        # What the limit cut off is no sentence.
        return text if text.endswith((".", "!", "]")) else ""


def _pick(
    statements: Sequence[Statement], told: Sequence[Told], level: Level, abstract_grade: float
) -> Picked:
    """Choose statements for each slot; a level for laymen stays below the abstract's grade."""
    wishes = {"tldr": [abstract_grade], "plain": [abstract_grade, _PLAIN_BELOW]}.get(level, [])
    below = [wish - _CLEARLY for wish in wishes]
    return choose(statements, told, _STATEMENTS[level], below)


def _claim(item: Evidence, statement: Statement, text: str) -> Claim:
    """Return a statement as a claim: quoted where it is the paper's own sentence."""
    return quote(item) if statement.verbatim else Claim(text, "supported", (item.cite(),))


def _unsaid(paper: Paper, level: Level) -> tuple[Slot, ...]:
    """Return the slot on what the abstract does not say; the shortest level has none."""
    return () if level == "tldr" else (Slot("unsaid", notes=silences(paper)),)


def _text(slots: Sequence[Slot]) -> str:
    """Return what a reader sees: a line for each slot, begun with its title."""
    return "\n".join(
        f"{slot.title}: {' '.join([*map(_readable, slot.claims), *slot.notes])}" for slot in slots
    )


def _readable(claim: Claim) -> str:
    """Return a claim as it stands in running text: quotes marked, each one ended."""
    if claim.state != "quoted":
        return claim.text
    return f"“{claim.text}”" + ("" if claim.text.endswith((".", "!", "?")) else ".")


def _keeps_subject(text: str, source: str) -> bool:
    """Say whether a rewording still names what its source begins by naming."""
    first = next((word for word in split_words(source) if word.content), None)
    return first is None or not is_name(first, source) or holds_name(text, first.text)


def _version_of(level: Level) -> str:
    """Return the version of all that a summary depends on, beside paper and model."""
    names = ("rewrite_system", f"{_PROMPTS[level]}_user")
    return f"{version(*names)}.{CHECKS_VERSION}.{RULES_VERSION}"
