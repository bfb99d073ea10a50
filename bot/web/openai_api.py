"""Answers in the form that OpenAI's clients expect, so that existing programs can ask the library.

The last user message is the question, what stands before it the conversation. The reply is the
checked answer and its numbered sources; sampling parameters and the model's name are accepted and
ignored, because the assistant decides both. An extra field `paperbot` has the whole contract.
https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from time import time
from uuid import uuid4

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from bot.answering.shown import answer_text
from bot.contract import answer_to_json, error_to_json
from bot.errors import QuestionRefused
from bot.ports import Usage
from bot.types import Answer, Answered, Claim, Event, Refused, Shown, Turn
from bot.web.api_ports import Served
from bot.web.event_stream import EventStream, comment, frame
from bot.web.failures import openai_error
from bot.web.fields import Text
from bot.web.plain_reply import inert, reply_text, split_reply
from bot.web.work import Asked, Work
from vectorstore.errors import PaperUnknown, ReportedError

_DONE = "data: [DONE]\n\n"


class PartBody(BaseModel):
    """One piece of a message; only text is read."""

    text: Text | None = None


class MessageBody(BaseModel):
    """One message of the conversation."""

    role: str
    content: Text | list[PartBody] | None = None

    def words(self) -> str:
        """Return the message's text."""
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "\n".join(part.text for part in self.content if part.text)


class StreamOptionsBody(BaseModel):
    """What a client wants at the end of a stream."""

    include_usage: bool | None = None


class CompletionBody(BaseModel):
    """A request; every other parameter of OpenAI's is ignored.

    `general_knowledge` is ours: only a request that has it gets what the model knows by itself.
    """

    messages: list[MessageBody] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptionsBody | None = None
    general_knowledge: bool = False


@dataclass(frozen=True, slots=True)
class OpenAiApi:
    """The endpoints under `/v1/`."""

    assistant: Served
    work: Work

    def router(self) -> APIRouter:
        """Return the endpoints at their addresses."""
        router = APIRouter()
        router.add_api_route(
            "/v1/chat/completions", self.complete, methods=["POST"], response_model=None
        )
        router.add_api_route("/v1/models", self.models)
        return router

    async def complete(self, body: CompletionBody, request: Request) -> EventStream | JSONResponse:
        """Answer the last user message from the library, whole or as it comes."""
        question, earlier = read_conversation(body.messages)
        history = await run_sync(partial(self._without_unknown_papers, earlier))
        asked = Asked(question, history, general_knowledge=body.general_knowledge)
        head = Head(f"chatcmpl-{uuid4().hex}", int(time()), self.assistant.model.name)
        if body.stream:
            usage = bool(body.stream_options and body.stream_options.include_usage)
            write = partial(write_chunks, head, include_usage=usage)
            return await self.work.stream(asked, write)
        return JSONResponse(head.completion(await self.work.answer(asked, request)))

    def models(self) -> JSONResponse:
        """Name the one model there is."""
        model = {"id": self.assistant.model.name, "object": "model", "created": 0}
        return JSONResponse({"object": "list", "data": [{**model, "owned_by": "paperbot"}]})

    def _without_unknown_papers(self, turns: Sequence[Turn]) -> list[Turn]:
        """Return turns that cite only papers still in the library: their text is the client's."""
        return [
            Turn(turn.question, turn.answer, tuple(filter(self._holds, turn.paper_ids)))
            for turn in turns
        ]

    def _holds(self, paper_id: str) -> bool:
        try:
            self.assistant.paper(paper_id)
        except PaperUnknown:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Head:
    """What every piece of one reply repeats."""

    id: str
    created: int
    model: str

    def completion(self, answer: Answer) -> dict[str, object]:
        """Return a whole reply."""
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": reply_text(answer), "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
        return {
            **self._fields("chat.completion"),
            "choices": [choice],
            "usage": _usage(answer.usage),
            "paperbot": answer_to_json(answer),
        }

    def chunk(
        self, delta: dict[str, str], *, finish_reason: str | None = None
    ) -> dict[str, object]:
        """Return one piece of a reply."""
        choice = {
            "index": 0,
            "delta": delta,
            "logprobs": None,
            "finish_reason": finish_reason,
        }
        return {**self._fields("chat.completion.chunk"), "choices": [choice]}

    def usage_chunk(self, usage: Usage) -> dict[str, object]:
        """Return the piece that has only the cost."""
        return {
            **self._fields("chat.completion.chunk"),
            "choices": [],
            "usage": _usage(usage),
        }

    def _fields(self, kind: str) -> dict[str, object]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


def read_conversation(messages: Sequence[MessageBody]) -> tuple[str, tuple[Turn, ...]]:
    """Return the last user message and the exchanges before it.

    System messages and tools are left out: the assistant has its own instructions. Raises
    QuestionRefused where no user speaks.
    """
    turns: list[Turn] = []
    question: str | None = None
    answer: str | None = None
    for message in messages:
        if message.role == "user":
            if question is not None and answer is not None:
                turns.append(Turn(question, *split_reply(answer)))
            question, answer = message.words(), None
        elif message.role == "assistant":
            answer = message.words()
    if question is None:
        raise QuestionRefused(
            "The conversation holds no user message.", remedy="Add one with the question."
        )
    return question, tuple(turns)


def write_chunks(head: Head, events: Iterable[Event], *, include_usage: bool) -> Iterator[str]:
    """Yield a reply as frames: each claim when it has passed its checks, the sources at the end."""
    yield frame(head.chunk({"role": "assistant", "content": ""}))
    claims: list[Claim] = []
    sent = ""
    try:
        for event in events:
            if isinstance(event, Shown):
                claims.append(event.claim)
                text = inert(answer_text(claims))
                yield frame(head.chunk({"content": text[len(sent) :]}))
                sent = text
            elif isinstance(event, Answered | Refused):
                rest = reply_text(event.answer).removeprefix(sent)
                yield frame(head.chunk({"content": rest}))
                yield from _end(head, event.answer, include_usage=include_usage)
            else:
                yield comment(type(event).__name__.lower())
    except ReportedError as error:
        yield frame(openai_error(error_to_json(error)))


def _end(head: Head, answer: Answer, *, include_usage: bool) -> Iterator[str]:
    stop = head.chunk({}, finish_reason="stop")
    yield frame({**stop, "paperbot": answer_to_json(answer)})
    if include_usage:
        yield frame(head.usage_chunk(answer.usage))
    yield _DONE


def _usage(usage: Usage) -> dict[str, object]:
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
        "prompt_tokens_details": {"cached_tokens": usage.reused},
    }
