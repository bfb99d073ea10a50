"""The HTTP interface for programs: papers, search, answers as they come, summaries, health.

A thin surface: requests become calls of the assistant, its values become the contract's JSON. The
OpenAI-compatible half is in `bot.web.openai_api`; failures are told in `bot.web.failures`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import APIRouter, FastAPI, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from bot.contract import (
    error_to_json,
    event_to_json,
    hits_to_json,
    model_to_json,
    paper_to_json,
    record_to_json,
    summary_to_json,
)
from bot.types import Event, Level, Queued, Turn
from bot.web.admission import LOCAL_HOSTS, BodyLimit, KnownHosts
from bot.web.api_ports import Served
from bot.web.curation import Curator
from bot.web.curation_api import CurationApi
from bot.web.event_stream import EventStream, comment, frame
from bot.web.failures import add_handlers
from bot.web.fields import IsoDate, Text
from bot.web.metrics import CONTENT_TYPE, Metrics
from bot.web.openai_api import OpenAiApi
from bot.web.work import ANSWERS_AT_ONCE, Asked, Work
from vectorstore.errors import ReportedError
from vectorstore.records import Filters

_PAGE_MOST = 200
_HITS_MOST = 100
_OFFSET_MOST = 10_000_000


class TurnBody(BaseModel):
    """One earlier exchange."""

    question: Text
    answer: Text
    paper_ids: list[Text] = Field(default=[], max_length=100)


class AskBody(BaseModel):
    """A question, the conversation so far, and the papers it is narrowed to.

    A `standalone` question is searched for as it is. `general_knowledge` left out is the setting's.
    """

    question: Text
    history: list[TurnBody] = Field(default=[], max_length=100)
    paper_ids: list[Text] = Field(default=[], max_length=100)
    standalone: bool = False
    general_knowledge: bool | None = None


class SummaryBody(BaseModel):
    """Which paper to summarise, and for whom."""

    paper_id: Text
    level: Level


def build_api(
    assistant: Served,
    *,
    metrics: Metrics | None = None,
    curator: Curator | None = None,
    allowed_hosts: Collection[str] | None = LOCAL_HOSTS,
    answers_at_once: int = ANSWERS_AT_ONCE,
) -> FastAPI:
    """Return the application, ready for the page to be mounted on it.

    `allowed_hosts` are the names a request may be sent to (`admission.hosts_for`), None for any.
    `metrics` and `curator` may be shared with the page, so that its questions are counted as well,
    and one addition at a time is made by both.
    `answers_at_once` is more than the model serves and lets wait together.
    """
    app = FastAPI(
        title="paperbot",
        # The interactive pages load their scripts from a CDN.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    counts = metrics or Metrics()
    work = Work(assistant, counts, CapacityLimiter(answers_at_once))
    app.include_router(Api(assistant, counts, work).router())
    app.include_router(CurationApi(curator or Curator(assistant)).router())
    app.include_router(OpenAiApi(assistant, work).router())
    add_handlers(app)
    app.add_middleware(BodyLimit)
    if allowed_hosts is not None:
        app.add_middleware(KnownHosts, allowed=allowed_hosts)
    return app


@dataclass(frozen=True, slots=True)
class Api:
    """The endpoints under `/api/`, and the two for whoever keeps the server running."""

    assistant: Served
    metrics: Metrics
    work: Work

    def router(self) -> APIRouter:
        """Return the endpoints at their addresses."""
        router = APIRouter(default_response_class=JSONResponse)
        router.add_api_route("/api/papers", self.papers)
        router.add_api_route("/api/papers/{paper_id:path}", self.paper)
        router.add_api_route("/api/search", self.search)
        router.add_api_route("/api/ask", self.ask, methods=["POST"])
        router.add_api_route("/api/summaries", self.summarise, methods=["POST"])
        router.add_api_route("/healthz", self.health)
        router.add_api_route("/metrics", self.counts)
        return router

    def papers(
        self,
        offset: Annotated[int, Query(ge=0, le=_OFFSET_MOST)] = 0,
        limit: Annotated[int, Query(ge=1, le=_PAGE_MOST)] = 50,
    ) -> JSONResponse:
        """Return a page of the library, in the order papers came in."""
        papers = self.assistant.papers(offset=offset, limit=limit)
        return JSONResponse(
            {
                "papers": [paper_to_json(paper) for paper in papers],
                "total": self.assistant.count(),
                "offset": offset,
                "limit": limit,
            }
        )

    def paper(self, paper_id: str) -> JSONResponse:
        """Return one paper with its numbered sentences, its origins and its older words."""
        record = self.assistant.record(paper_id)
        return JSONResponse(record_to_json(record, self.assistant.sentences(paper_id)))

    def search(  # noqa: PLR0917 - a query string has no positions; FastAPI passes all by name
        self,
        q: Annotated[Text, Query(min_length=1, max_length=2_000)],
        k: Annotated[int, Query(ge=1, le=_HITS_MOST)] = 10,
        after: IsoDate | None = None,
        before: IsoDate | None = None,
        author: Text | None = None,
        category: Text | None = None,
        source: Text | None = None,
        tag: Text | None = None,
    ) -> JSONResponse:
        """Return the papers nearest to a query, best first."""
        filters = Filters(after, before, author, category, source, tag)
        started = perf_counter()
        hits = self.assistant.search(q, k=k, filters=filters)
        return JSONResponse(hits_to_json(hits, (perf_counter() - started) * 1000))

    async def ask(self, body: AskBody) -> EventStream:
        """Stream the steps of an answer; `answered` or `refused` is the last, `error` a failure."""
        asked = Asked(
            question=body.question,
            history=[Turn(t.question, t.answer, tuple(t.paper_ids)) for t in body.history],
            paper_ids=body.paper_ids,
            standalone=body.standalone,
            general_knowledge=body.general_knowledge,
        )
        return await self.work.stream(asked, _frames)

    async def summarise(self, body: SummaryBody, request: Request) -> JSONResponse:
        """Return a checked summary of one paper."""
        summary = await self.work.summary(body.paper_id, body.level, request)
        return JSONResponse(summary_to_json(summary))

    def health(self) -> JSONResponse:
        """Say that the server answers, with which model, over how many papers, for how many."""
        load = self.assistant.load
        readers = {"answering": load.answering, "waiting": load.waiting} if load else None
        return JSONResponse(
            {
                "status": "ok",
                "papers": self.assistant.count(),
                "model": model_to_json(self.assistant.model),
                "readers": readers,
            }
        )

    def counts(self) -> Response:
        """Return the counts as Prometheus reads them."""
        text = self.metrics.render(
            papers=self.assistant.count(), model=self.assistant.model, load=self.assistant.load
        )
        return Response(text, media_type=CONTENT_TYPE)


def _frames(events: Iterable[Event]) -> Iterator[str]:
    place = 0
    try:
        for event in events:
            name, data = event_to_json(event)
            if isinstance(event, Queued):
                place, before = event.place, place
                if place == before:  # said again, to notice a client that has gone
                    yield comment(name)
                    continue
            yield frame(data, event=name)
    except ReportedError as error:
        yield frame(error_to_json(error), event="error")
