"""The HTTP interface that changes the library: add, mark and delete papers.

No page of another site can use it: bodies are JSON, uploads carry a header of our own, and DELETE
and PATCH need leave that is never given (CORS).
"""

from dataclasses import dataclass
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import JSONResponse

from bot.contract import paper_to_json, report_to_json
from bot.web.admission import ADDITIONS, is_json
from bot.web.curation import Curator, Source
from bot.web.fields import Text
from bot.web.named_sources import named_source
from bot.web.uploads import HEADER, received

_BODIES = {
    "requestBody": {
        "content": {
            "application/json": {"schema": {"properties": {"source": {"type": "string"}}}},
            "multipart/form-data": {
                "schema": {"properties": {"file": {"type": "string", "format": "binary"}}}
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        }
    }
}


class AddBody(BaseModel):
    """What names papers on a network."""

    model_config = ConfigDict(extra="forbid")
    source: Text


class MarkBody(BaseModel):
    """The reader's tags and notes; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")
    tags: Annotated[list[Text], Field(max_length=1_000)] | None = None
    notes: Text | None = None


@dataclass(frozen=True, slots=True)
class CurationApi:
    """The endpoints under `/api/papers` that change something, and what is being added."""

    curator: Curator

    def router(self) -> APIRouter:
        """Return the endpoints at their addresses."""
        router = APIRouter(default_response_class=JSONResponse)
        router.add_api_route(ADDITIONS, self.add, methods=["POST"], openapi_extra=_BODIES)
        router.add_api_route("/api/addition", self.addition)
        router.add_api_route("/api/papers/{paper_id:path}", self.mark, methods=["PATCH"])
        router.add_api_route("/api/papers/{paper_id:path}", self.delete, methods=["DELETE"])
        return router

    async def add(self, request: Request) -> JSONResponse:
        """Add the papers of an uploaded file, or those that an id or a link names.

        An addition goes on when its client goes away: what was read is kept.
        """
        self.curator.check_may_add()  # before a long upload
        ticket = request.headers.get(HEADER, "")
        if not is_json(request.headers):
            async with received(request) as source:
                return await self._added(source, ticket)
        try:
            body = AddBody.model_validate_json(await request.body())
        except ValidationError as error:
            raise RequestValidationError(error.errors(include_url=False)) from error
        source = await run_sync(named_source, body.source)
        return await self._added(source, ticket)

    def addition(self) -> JSONResponse:
        """Say how far the present addition is, or what the last one came to."""
        latest = self.curator.addition
        return JSONResponse(
            {
                "read_only": self.curator.read_only,
                "running": latest is not None and latest.running,
                "done": latest.done if latest else 0,
                "total": latest.total if latest else None,
                "report": report_to_json(latest.report) if latest and latest.report else None,
            }
        )

    def mark(self, paper_id: str, body: MarkBody) -> JSONResponse:
        """Set the reader's tags and notes of a paper."""
        paper = self.curator.mark(paper_id, tags=body.tags, notes=body.notes)
        return JSONResponse(paper_to_json(paper))

    def delete(self, paper_id: str) -> JSONResponse:
        """Delete a paper; nothing finds it from then on."""
        return JSONResponse({"deleted": list(self.curator.delete([paper_id]))})

    async def _added(self, source: Source, ticket: str) -> JSONResponse:
        return JSONResponse(report_to_json(await run_sync(self.curator.add, source, ticket)))
