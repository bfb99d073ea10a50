"""Ask the model, check what it says as it says it, and put together what a reader sees.

Events go out as things happen: only checked claims and quotes are among them, never raw output.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from bot.answering.citation_grammar import DECLINED, citation_grammar
from bot.answering.evidence import Checker, Evidence, cited_numbers, clean_statement, quote
from bot.answering.progress import follow_stream
from bot.answering.repair import (
    Failure,
    is_time_left,
    repair_messages,
    repair_sampling,
    repairs_most,
)
from bot.answering.statements import StatementReader
from bot.errors import GrammarInvalid
from bot.ports import ChatModel, Message, ModelInfo, Sampling, Usage
from bot.types import Checking, Claim, Dropped, Event, Removed, Shown
from prompts.render import render

# The default model has said what it can in one or two statements, then repeats itself.
_TOKENS_SMALL = 96
_TOKENS_LARGE = 320
# A second quote is shown when it is nearly as near to the question as the first.
_SECOND_QUOTE_FROM = 0.85
_UNUSED = Usage(prompt=0, reused=0, completion=0)


@dataclass(slots=True)
class Draft:
    """What has come of an answer so far.

    `declined`: the model said that its sentences do not answer; nothing is quoted then.
    """

    claims: list[Claim] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    usage: Usage = _UNUSED
    first_token_at: float | None = None
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes answers from numbered sentences with a model and a checker."""

    model: ChatModel
    checker: Checker

    def compose(
        self, question: str, evidence: Sequence[Evidence], draft: Draft
    ) -> Generator[Event, None, None]:
        """Yield the steps of an answer, collecting it in `draft`.

        At least a quote comes of it, unless a model that cites declines to answer.
        """
        begun_at = perf_counter()
        numbered = not self.model.info.small
        messages = self._messages(question, evidence)
        grammar = citation_grammar([item.n for item in evidence]) if numbered else ""
        sampling = Sampling(max_tokens=answer_tokens(self.model.info), grammar=grammar)

        def judge(statement: str) -> Iterable[Event]:
            return self._judge(question, statement, evidence, draft)

        yield from self._write(messages, sampling, judge, draft)
        yield from self._repair(question, draft, begun_at=begun_at)
        if draft.declined and not draft.claims:
            return
        for claim in _quotes(evidence, draft.claims):
            draft.claims.append(claim)
            yield Shown(claim)

    def _messages(self, question: str, evidence: Sequence[Evidence]) -> list[Message]:
        numbered = not self.model.info.small
        papers: dict[str, tuple[str, list[tuple[int, str]]]] = {}
        for item in evidence:
            _, sentences = papers.setdefault(item.paper.id, (item.paper.title, []))
            sentences.append((item.n, item.sentence.text))
        values = {"papers": list(papers.values()), "numbered": numbered, "question": question}
        return [
            Message("system", render("answer_system", {"numbered": numbered})),
            Message("user", render("answer_user", values)),
        ]

    def _write(
        self,
        messages: Sequence[Message],
        sampling: Sampling,
        judge: Callable[[str], Iterable[Event]],
        draft: Draft,
    ) -> Generator[Event, None, None]:
        """Let the model write, judging each statement as it is finished.

        A server that takes no grammar is asked without one: what it makes up, the checker removes.
        """
        reader = StatementReader()

        def hear(piece: str) -> Iterator[Event]:
            draft.first_token_at = draft.first_token_at or perf_counter()
            for statement in reader.feed(piece):
                yield from judge(statement)

        try:
            usage = yield from follow_stream(self.model.stream(messages, sampling), hear)
        except GrammarInvalid:
            if not sampling.grammar:
                raise
            freely = replace(sampling, grammar="")
            usage = yield from follow_stream(self.model.stream(messages, freely), hear)
        draft.usage = _sum(draft.usage, usage)
        cut = usage.finish != "stop"
        for statement in reader.finish(cut=cut):
            # Under the grammar a statement that was cut has no marker yet, "2." may be "2.5".
            if not (cut and sampling.grammar) or cited_numbers(statement):
                yield from judge(statement)

    def _judge(
        self, question: str, statement: str, evidence: Sequence[Evidence], draft: Draft
    ) -> Generator[Event, None, None]:
        text = clean_statement(statement)
        if text == DECLINED:
            draft.declined = True
            return
        if not text or _said_before(text, draft):
            return
        yield Checking(text)
        verdict = self.checker.check_or_trim(statement, evidence, question=question)
        if isinstance(verdict, Removed):
            draft.removed.append(verdict)
            sources = self.checker.sources(statement, evidence)
            draft.failures.append(Failure(verdict, sources))
            yield Dropped(verdict)
        elif not _said_before(verdict.text, draft):
            draft.claims.append(verdict)
            yield Shown(verdict)

    def _repair(
        self, question: str, draft: Draft, *, begun_at: float
    ) -> Generator[Event, None, None]:
        """Let the model try again what was removed, once, while there is time."""
        numbered = not self.model.info.small
        failures = [failure for failure in draft.failures if failure.sources]
        for failure in failures[: repairs_most(self.model.info)]:
            if not is_time_left(self.model.load, since_s=perf_counter() - begun_at):
                return
            if _cites_any(draft.claims, failure.sources):
                continue
            messages = repair_messages(question, failure, numbered=numbered)
            sampling = repair_sampling(failure.sources, numbered=numbered)
            known = len(draft.claims)

            def judge(statement: str, failure: Failure = failure) -> Iterable[Event]:
                return self._judge(question, statement, failure.sources, draft)

            yield from self._write(messages, sampling, judge, draft)
            draft.claims[known:] = [replace(c, repaired=True) for c in draft.claims[known:]]


def answer_tokens(model: ModelInfo) -> int:
    """Return the most tokens an answer of this model may take."""
    return _TOKENS_SMALL if model.small else _TOKENS_LARGE


def _sum(first: Usage, second: Usage) -> Usage:
    return Usage(
        first.prompt + second.prompt,
        first.reused + second.reused,
        first.completion + second.completion,
        second.finish,
    )


def _said_before(text: str, draft: Draft) -> bool:
    folded = text.casefold()
    said = [claim.text for claim in draft.claims] + [removed.text for removed in draft.removed]
    return any(folded == other.casefold() for other in said)


def _cites_any(claims: Sequence[Claim], sources: Sequence[Evidence]) -> bool:
    cited = {(c.paper.id, c.sentence) for claim in claims for c in claim.citations}
    return any((item.paper.id, item.sentence.n) in cited for item in sources)


def _quotes(evidence: Sequence[Evidence], claims: Sequence[Claim]) -> list[Claim]:
    """Return the best sentence as a quote unless a claim rests on it; without claims, up to two."""
    best = sorted(evidence, key=lambda item: -item.relevance)
    cited = {(c.paper.id, c.sentence) for claim in claims for c in claim.citations}
    if not best or (best[0].paper.id, best[0].sentence.n) in cited:
        return []
    quoted = best[:1]
    if not claims:
        quoted += [
            item for item in best[1:2] if item.relevance >= _SECOND_QUOTE_FROM * best[0].relevance
        ]
    return [quote(item) for item in quoted]
