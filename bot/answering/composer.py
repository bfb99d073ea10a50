"""Ask the model, check what it says as it says it, and put together what a reader sees.

Events go out as things happen: only checked claims and quotes are among them, never raw output.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from bot.answering.evidence import Checker, Evidence, clean_statement, quote
from bot.answering.progress import follow_stream
from bot.answering.statements import StatementReader
from bot.ports import ChatModel, Message, ModelInfo, Sampling, Usage
from bot.types import Checking, Claim, Dropped, Event, Removed, Shown
from prompts.render import render

# The default model has said what it can in one or two statements, then repeats itself.
_TOKENS_SMALL = 96
_TOKENS_LARGE = 320
# A second quote is shown when it is nearly as near to the question as the first.
_SECOND_QUOTE_FROM = 0.9
_UNUSED = Usage(prompt=0, reused=0, completion=0)


@dataclass(slots=True)
class Draft:
    """What has come of an answer so far."""

    claims: list[Claim] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    usage: Usage = _UNUSED
    first_token_at: float | None = None


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes answers from numbered sentences with a model and a checker."""

    model: ChatModel
    checker: Checker

    def compose(
        self, question: str, evidence: Sequence[Evidence], draft: Draft
    ) -> Generator[Event, None, None]:
        """Yield the steps of an answer, collecting it in `draft`; at least a quote comes of it."""
        reader = StatementReader()

        def hear(piece: str) -> Iterator[Event]:
            draft.first_token_at = draft.first_token_at or perf_counter()
            for statement in reader.feed(piece):
                yield from self._judge(question, statement, evidence, draft)

        sampling = Sampling(max_tokens=answer_tokens(self.model.info))
        stream = self.model.stream(self._messages(question, evidence), sampling)
        draft.usage = yield from follow_stream(stream, hear)
        for statement in reader.finish(cut=draft.usage.finish != "stop"):
            yield from self._judge(question, statement, evidence, draft)
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

    def _judge(
        self, question: str, statement: str, evidence: Sequence[Evidence], draft: Draft
    ) -> Generator[Event, None, None]:
        text = clean_statement(statement)
        if not text or _said_before(text, draft):
            return
        yield Checking(text)
        verdict = self.checker.check_or_trim(statement, evidence, question=question)
        if isinstance(verdict, Removed):
            draft.removed.append(verdict)
            yield Dropped(verdict)
        elif not _said_before(verdict.text, draft):
            draft.claims.append(verdict)
            yield Shown(verdict)


def answer_tokens(model: ModelInfo) -> int:
    """Return the most tokens an answer of this model may take."""
    return _TOKENS_SMALL if model.small else _TOKENS_LARGE


def _said_before(text: str, draft: Draft) -> bool:
    folded = text.casefold()
    said = [claim.text for claim in draft.claims] + [removed.text for removed in draft.removed]
    return any(folded == other.casefold() for other in said)


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
