"""Read this first: a question or a paper goes in, a stream of events comes out.

    question ─ condense ─ search ─ rank sentences ─┬─ too far ───────────────── Refused
                                                   └─ model ─ check each claim ─ Answered

A question over the whole library ("which papers use X?") is computed from the index instead.
Every step is a part given by `bot.wiring`; nothing native is known here.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from time import perf_counter
from typing import BinaryIO

from bot.answering.composer import Composer, Draft, answer_tokens
from bot.answering.condense import Condenser, Standalone, condense_by_model
from bot.answering.context import SentenceRanker, choose, narrow
from bot.answering.evidence import Evidence
from bot.answering.general import Recalled, recall
from bot.answering.overview.finding import Finding
from bot.answering.overview.overview import Overview
from bot.answering.refusal import Gate, refuse, unmentioned_names
from bot.answering.shown import answer_text, cited_papers
from bot.errors import GenerationFailed, QuestionRefused
from bot.ports import Load, ModelInfo, Usage
from bot.reading.summarise import Summariser
from bot.types import (
    Answer,
    Answered,
    Declined,
    Event,
    Level,
    Reading,
    Refused,
    Searching,
    Summarised,
    Summary,
    Timing,
    Turn,
)
from vectorstore.library import Library
from vectorstore.mending import encodable
from vectorstore.records import AddReport, Filters, Hit, Paper, Progress, Record, Sentence

QUESTION_CHARACTERS_MOST = 2_000
_PAPERS_READ = 6
# More than one: the dense half of a search for a bare name is noise.
_PAPERS_BY_NAME = 3
# The default model mixes up the names and numbers of different sentences, so it is given few:
# docs/decisions.md, "how much a small model reads".
_SENTENCES_SMALL = 2
_SENTENCES_LARGE = 16
# Room for the system prompt, the chat template and the line breaks of a prompt.
_PROMPT_MARGIN_TOKENS = 200
_EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions and summarises papers: one library, one model, any number of readers."""

    library: Library
    ranker: SentenceRanker
    gate: Gate
    composer: Composer
    summariser: Summariser
    advice: str | None = None
    general_knowledge: bool = False

    @property
    def model(self) -> ModelInfo:
        """Describe the model that answers."""
        return self.composer.model.info

    @property
    def load(self) -> Load | None:
        """Say what the model is doing, None where that is not known."""
        return self.composer.model.load

    def ask(
        self,
        text: str,
        *,
        history: Sequence[Turn] = (),
        paper_ids: Sequence[str] = (),
        standalone: bool = False,
        general_knowledge: bool | None = None,
    ) -> Generator[Event, None, None]:
        """Yield the steps of an answer; the last event is `Answered` or `Refused`.

        A `standalone` question is searched for as it is. With `general_knowledge` (the assistant's
        own setting, if None) the model says what it knows where the library cannot answer. Closing
        the generator stops the model. Raises QuestionRefused for an empty or overlong question and
        PaperUnknown for an unknown paper id, both before anything is searched.
        """
        started = perf_counter()
        question = _accept(text)
        for paper_id in paper_ids:
            self.library.get(paper_id)
        asked = Standalone(question)
        found = self._over_all(question, history, paper_ids)
        if found is None and not standalone:
            asked = yield from self._condense(question, history, paper_ids)
            if asked.text != question:
                found = self._over_all(asked.text, (), paper_ids)
        yield Searching(asked.text, asked.made_by)
        if found is not None:
            answer = self._computed(question, asked, found, started)
        else:
            wanted = self.general_knowledge if general_knowledge is None else general_knowledge
            steps = self._read(question, asked, paper_ids, started, general_knowledge=wanted)
            with closing(steps):
                answer = yield from steps
        yield Refused(answer) if answer.refusal else Answered(answer)

    def _read(
        self,
        question: str,
        asked: Standalone,
        paper_ids: Sequence[str],
        started: float,
        *,
        general_knowledge: bool,
    ) -> Generator[Event, None, Answer]:
        """Yield the steps of an answer from the sentences nearest to a question; return it."""
        hits = self._find(asked, paper_ids)
        ranked = self.ranker.rank(asked.text, narrow(asked.text, hits))
        searched = perf_counter()
        draft = Draft()
        given = bool(paper_ids or asked.paper_ids)
        reason = self.gate.reason_to_refuse(asked.text, hits, ranked, chosen=given)
        if reason is None:
            evidence = choose(
                ranked,
                count=self.composer.model.count,
                budget_tokens=self._budget_tokens(asked.text),
                most=_SENTENCES_SMALL if self.model.small else _SENTENCES_LARGE,
                likely=self.model.small,
            )
            yield Reading(_papers_of(evidence))
            with closing(self.composer.compose(asked.text, evidence, draft)) as steps:
                yield from steps
            if not draft.claims:
                reason = "Nothing the model said about this is carried by a sentence it was given."
        refusal = refuse(reason, hits, papers=self.library.count()) if reason else None
        recalled = Recalled(None, draft.usage)
        if refusal and general_knowledge:
            yield Declined(refusal)
            recalled = yield from recall(asked.text, self.composer.model, draft.usage)
        return Answer(
            question=question,
            standalone_question=asked.text,
            text=answer_text(draft.claims),
            claims=tuple(draft.claims),
            removed=tuple(draft.removed),
            papers=cited_papers(draft.claims),
            refusal=refusal,
            model=self.model,
            usage=recalled.usage,
            timing=_timing(started, searched, draft.first_token_at),
            made_by=asked.made_by,
            general=recalled.text,
        )

    def compare(self, paper_ids: Sequence[str], aspects: Sequence[str] = ()) -> Answer:
        """Return papers side by side, each cell quoted from its paper. Raises PaperUnknown."""
        started = perf_counter()
        found = self._overview().compare(paper_ids, aspects)
        question = f"Compare {', '.join(paper_ids)}"
        return self._computed(question, Standalone(question), found, started)

    def summarise_steps(self, paper_id: str, level: Level) -> Generator[Event, None, None]:
        """Yield the steps of a summary; the last event is `Summarised`.

        Raises PaperUnknown for an unknown paper id.
        """
        paper = self.library.get(paper_id)
        return self.summariser.steps(paper, self.library.sentences(paper_id), level)

    def summarise(self, paper_id: str, level: Level) -> Summary:
        """Return a checked summary of one paper. Raises PaperUnknown."""
        for event in self.summarise_steps(paper_id, level):
            if isinstance(event, Summarised):
                return event.summary
        raise GenerationFailed(
            f"The summary of “{paper_id}” ended without a result.", remedy="Ask for it again."
        )

    def add(
        self,
        source: str | Path,
        progress: Progress | None = None,
        *,
        stdin: BinaryIO | None = None,
        without: str = "",
    ) -> AddReport:
        """Read the papers of a source into the library and report on each.

        A source is a file, a folder, an archive, an address such as `arxiv:2409.13740`, or "-"
        for `stdin`. Places are noted `without` this beginning, of a folder that is about to go.
        """
        report = self.library.add(source, progress, stdin=stdin, without=without)
        self.gate.bars()  # learnt now where the library has grown, so that no question waits for it
        return report

    def search(self, query: str, *, k: int = 10, filters: Filters = _EVERYTHING) -> tuple[Hit, ...]:
        """Return the `k` papers nearest to a query, best first."""
        return self.library.search(query, k, filters)

    def paper(self, paper_id: str) -> Paper:
        """Return one paper. Raises PaperUnknown."""
        return self.library.get(paper_id)

    def papers(self, *, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return a page of the library, in the order papers came in."""
        return self.library.papers(offset, limit)

    def record(self, paper_id: str) -> Record:
        """Return everything that is known of one paper: origins and older words too.

        Raises PaperUnknown.
        """
        return self.library.record(paper_id)

    def mark(self, paper_id: str, *, tags: Sequence[str], notes: str) -> Paper:
        """Set the reader's own tags and notes of a paper. Raises PaperUnknown."""
        return self.library.mark(paper_id, tags=tags, notes=notes)

    def delete(self, paper_ids: Sequence[str]) -> tuple[str, ...]:
        """Delete papers, all or none; return their ids. Raises PaperUnknown."""
        return self.library.delete(paper_ids)

    def sentences(self, paper_id: str) -> tuple[Sentence, ...]:
        """Return the numbered sentences of one paper. Raises PaperUnknown."""
        return self.library.sentences(paper_id)

    def count(self) -> int:
        """Return how many papers the library holds."""
        return self.library.count()

    def _overview(self) -> Overview:
        return Overview(self.library, self.ranker.embedder)

    def _over_all(
        self, question: str, history: Sequence[Turn], paper_ids: Sequence[str]
    ) -> Finding | None:
        """Return what the index says where the question is over the whole library, else None."""
        today = datetime.now(tz=timezone.utc).date()
        cited = history[-1].paper_ids if history else ()
        return self._overview().answer(question, today, chosen=paper_ids, cited=cited)

    def _computed(self, question: str, asked: Standalone, found: Finding, started: float) -> Answer:
        """Return what was found over the whole library as an answer that no model wrote."""
        return Answer(
            question=question,
            standalone_question=asked.text,
            text=found.text,
            claims=found.claims,
            removed=(),
            papers=cited_papers(found.claims),
            refusal=found.refusal,
            model=self.model,
            usage=Usage(prompt=0, reused=0, completion=0),
            timing=_timing(started, perf_counter(), None),
            made_by=asked.made_by,
            computed=found.computed,
            listing=found.listing,
            table=found.table,
        )

    def _condense(
        self, question: str, history: Sequence[Turn], paper_ids: Sequence[str]
    ) -> Generator[Event, None, Standalone]:
        """Return the question that needs no conversation: by rule, or else by the model."""
        rules = Condenser(self.library.get, self.library.search)
        by_rule = rules.condense(question, history, paper_ids)
        if by_rule is not None:
            return by_rule
        return (yield from condense_by_model(question, history, self.composer.model))

    def _find(self, asked: Standalone, paper_ids: Sequence[str]) -> tuple[Hit, ...]:
        """Return the papers to read: those named, else the nearest, a carried-over one alone."""
        carried = [each for each in asked.paper_ids if not paper_ids or each in paper_ids]
        if paper_ids or carried:
            return tuple(_given(self.library.get(each)) for each in carried or paper_ids)
        hits = self.library.search(asked.text, _PAPERS_READ, _EVERYTHING)
        missed = unmentioned_names(asked.text, hits)
        by_name = [
            hit
            for name in missed
            for hit in self.library.search(name, _PAPERS_BY_NAME, _EVERYTHING)
        ]
        return tuple({hit.paper.id: hit for hit in (*by_name, *hits)}.values())

    def _budget_tokens(self, question: str) -> int:
        model = self.composer.model
        used = answer_tokens(model.info) + _PROMPT_MARGIN_TOKENS + model.count(question)
        return model.info.context_tokens - used


def _accept(text: str) -> str:
    question = " ".join(encodable(text).split())
    if not question:
        raise QuestionRefused("The question is empty.", remedy="Write a question and ask again.")
    if len(question) > QUESTION_CHARACTERS_MOST:
        raise QuestionRefused(
            f"The question has {len(question):,} characters; the limit is "
            f"{QUESTION_CHARACTERS_MOST:,}.",
            remedy="Ask in a few sentences; long texts can be added to the library as papers.",
        )
    return question


def _given(paper: Paper) -> Hit:
    return Hit(paper, score=1.0, dense_rank=None, lexical_rank=None, similarity=None, sentences=())


def _papers_of(evidence: Sequence[Evidence]) -> tuple[Paper, ...]:
    return tuple({item.paper.id: item.paper for item in evidence}.values())


def _timing(started: float, searched: float, first_token_at: float | None) -> Timing:
    return Timing(
        search_ms=(searched - started) * 1000,
        first_token_ms=None if first_token_at is None else (first_token_at - started) * 1000,
        total_ms=(perf_counter() - started) * 1000,
    )
