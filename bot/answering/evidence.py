"""Decide what of a model's words may reach a reader.

A statement is shown only when a sentence of the library carries it: the first objection of
`objections` removes it and says why. What passes gets the score of `support`: `supported` above one
bar if all its words are the sentence's, `weak` above a lower one.

Knows no model, no prompt and no store: sentences come in, verdicts go out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.abbreviations import spell_as
from bot.answering.names import find_names, mentions_name
from bot.answering.objections import OBJECTIONS, Case, checked_keys
from bot.answering.quantities import find_quantities
from bot.answering.subject import read_subject
from bot.answering.support import SUPPORTED_FROM, WEAK_FROM, support_score
from bot.answering.words import longest_common_order
from bot.types import Citation, Claim, ClaimState, Removed
from vectorstore.acronyms import mine_acronyms
from vectorstore.records import Paper, Sentence

# What was judged by other rules is judged again: raise it when a rule changes.
CHECKS_VERSION = 3

# Four digits are a year: "Cohen-Karlik et al. [2020]".
_CITED = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
# Clauses that a small model hangs on a true statement: ", which is ...", ", making it ...".
_HANGING = re.compile(
    r",?\s+(?:which|who|where|making|indicating|suggesting|showing|meaning|allowing|leading|"
    r"resulting|thus|so that|and (?:is|are|was|it|also|can|has|then))\b|;|"
    r",\s+(?:and|but|or|while)\b",
    re.IGNORECASE,
)
_LAST_PHRASE = re.compile(r"\s(?:for|in|with|by|using|across)\b(?!.*\s(?:for|in|with|by|using)\b)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence given to the model under number `n`, and how near the question it is (0 to 1)."""

    n: int
    paper: Paper
    sentence: Sentence
    relevance: float

    def cite(self) -> Citation:
        """Return the citation of this sentence, its words copied from the record by offset."""
        start, end = self.sentence.start, self.sentence.end
        return Citation(self.paper, self.sentence.n, start, end, self.paper.abstract[start:end])


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks statements against evidence; `strict` is for small models, see `objections.Case`."""

    strict: bool

    def check(
        self, statement: str, evidence: Sequence[Evidence], *, question: str = ""
    ) -> Claim | Removed:
        """Return the claim a reader may see, or the removal with its reason.

        `statement` is one sentence of the model's, with or without markers like `[2]`. Without
        one, the sentence that shares most with it is taken to be its source. Names that the
        `question` asks about must be those of the statement's source.
        """
        text = clean_statement(statement)
        numbers = cited_numbers(statement)
        known = {item.n: item for item in evidence}
        missing = [n for n in numbers if n not in known]
        if missing:
            return Removed(text, f"cites sentence {missing[0]}, which it was not given")
        cited = [known[n] for n in numbers] or _attribute(text, evidence)
        verdict: Claim | Removed = Removed(text, "rests on no sentence it was given")
        for sources in _readable_alone(cited):
            verdict = self._weigh_spelt(text, sources, question)
            if isinstance(verdict, Claim):
                break
        return verdict

    def sources(self, statement: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Return what a statement rests on: what it cites and was given, else its likely source."""
        numbers = cited_numbers(statement)
        cited = [item for item in evidence if item.n in numbers]
        return tuple(cited or _attribute(clean_statement(statement), evidence))

    def _weigh_spelt(
        self, text: str, sources: Sequence[Evidence], question: str
    ) -> Claim | Removed:
        """Return the verdict on a statement as it is, or spelt with its sources' short forms."""
        verdict = self._weigh(text, sources, question)
        quoted = " ".join(item.sentence.text for item in sources)
        spelt = spell_as(text, quoted, mine_acronyms(sources[0].paper.abstract))
        if isinstance(verdict, Claim) or spelt == text:
            return verdict
        other = self._weigh(spelt, sources, question)
        return replace(other, text=text) if isinstance(other, Claim) else verdict

    def _weigh(self, text: str, sources: Sequence[Evidence], question: str) -> Claim | Removed:
        """Return the verdict on a statement that rests on these sentences of one paper."""
        case = Case(
            text=text,
            quoted=" ".join(_ended(item.sentence.text) for item in sources),
            title=sources[0].paper.title,
            question=question,
            strict=self.strict,
        )
        for objection in OBJECTIONS:
            reason = objection(case)
            if reason:
                return Removed(text, reason)
        stray = _strays_from(case, find_names(question))
        if stray is not None:
            return Removed(text, f"speaks of something other than “{stray}”")
        held = _held_share(case)
        score = support_score(held)
        if score < WEAK_FROM:
            return Removed(text, f"support score {score:.2f} is below {WEAK_FROM}")
        whole = score >= SUPPORTED_FROM and held == 1
        state: ClaimState = "supported" if whole else "weak"
        return Claim(text, state, tuple(item.cite() for item in sources), round(score, 3))

    def check_or_trim(
        self, statement: str, evidence: Sequence[Evidence], *, question: str = ""
    ) -> Claim | Removed:
        """Check a statement; where it fails, check what stands before its last hanging clause.

        The removal returned is that of the whole statement. A last phrase is cut off too if it is
        all the model's own: made of the sentence's words, it got wrong what they say.
        """
        whole = self.check(statement, evidence, question=question)
        if isinstance(whole, Claim):
            return whole
        marks = "".join(f"[{n}]" for n in cited_numbers(statement))
        text = clean_statement(statement)
        cuts = {match.start() for match in _HANGING.finditer(text)}
        phrase = _LAST_PHRASE.search(text)
        if phrase and _is_trimming(text[phrase.start() :], _attribute(text, evidence)):
            cuts.add(phrase.start())
        for cut in sorted(cuts, reverse=True):
            shorter = f"{text[:cut].rstrip(' ,;')}. {marks}".strip()
            verdict = self.check(shorter, evidence, question=question)
            if isinstance(verdict, Claim):
                return verdict
        return whole


def clean_statement(statement: str) -> str:
    """Return a statement without its citation markers and list marks, spaces folded."""
    bare = _CITED.sub("", statement)
    bare = re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", bare)
    return re.sub(r"\s+([.,;])", r"\1", " ".join(bare.split()))


def cited_numbers(statement: str) -> tuple[int, ...]:
    """Return the sentence numbers a statement cites, each once, in order."""
    numbers = [int(n) for group in _CITED.findall(statement) for n in re.findall(r"\d+", group)]
    return tuple(dict.fromkeys(numbers))


def quote(item: Evidence) -> Claim:
    """Return a sentence of the library as a claim in its own words."""
    citation = item.cite()
    return Claim(citation.quote, "quoted", (citation,))


def _attribute(text: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the one sentence that holds most of a statement's content words, if any does."""
    said = checked_keys(text)

    def share(item: Evidence) -> tuple[float, float]:
        source = checked_keys(item.sentence.text)
        return longest_common_order(said, source) / max(len(said), 1), item.relevance

    best = max(evidence, key=share, default=None)
    return [best] if best is not None and share(best)[0] > 0 else []


def _is_trimming(phrase: str, evidence: Sequence[Evidence]) -> bool:
    """Say whether a phrase has no name, no number and no word of any sentence."""
    if find_quantities(phrase) or find_names(f"so {phrase}"):
        return False
    own = set(checked_keys(phrase))
    return all(own.isdisjoint(checked_keys(item.sentence.text)) for item in evidence)


def _readable_alone(cited: Sequence[Evidence]) -> list[tuple[Evidence, ...]]:
    """Return what a statement may rest on: each sentence, then neighbours of one paper together.

    Only a neighbour tells what "it" is, and two papers together carry nothing.
    """
    ordered = sorted(cited, key=lambda item: (item.paper.id, item.sentence.n))
    runs: list[tuple[Evidence, ...]] = []
    for item in ordered:
        last = runs[-1][-1] if runs else None
        follows = last is not None and last.paper.id == item.paper.id
        if last is not None and follows and item.sentence.n == last.sentence.n + 1:
            runs[-1] = (*runs[-1], item)
        else:
            runs.append((item,))
    return [*((item,) for item in cited), *(run for run in runs if len(run) > 1)]


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _held_share(case: Case) -> float:
    """Return the share of a statement's words and numbers that its sentences hold."""
    said = checked_keys(case.text)
    held = read_subject(case.title).name.union(checked_keys(case.quoted))
    return sum(key in held for key in said) / max(len(said), 1)


def _strays_from(case: Case, names: Sequence[str]) -> str | None:
    """Return the first of the names asked about that neither statement nor source speaks of."""
    said = f"{case.text} {case.source}"
    return next((name for name in names if not mentions_name(said, name)), None)
