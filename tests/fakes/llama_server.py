"""What llama-server answers to a benchmark: its facts, and completions as events."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Body, FastAPI
from fastapi.responses import JSONResponse, Response, StreamingResponse


@dataclass
class LlamaServer:
    """Writes as many tokens as it is asked for, one an event, the second told with the third.

    `fault` is reported in the place of the second event; `status` refuses everything.
    """

    model_path: str = "/models/tiny.gguf"
    slots: int = 4
    fault: str = ""
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)  # JSON: the tests look into it

    def app(self) -> FastAPI:
        """Return it as an application."""
        api = FastAPI()

        @api.get("/props")
        def props() -> Response:
            facts = {"model_path": self.model_path, "total_slots": self.slots}
            return JSONResponse(facts, self.status)

        @api.post("/completion")
        def completion(body: Annotated[dict[str, Any], Body()]) -> Response:
            self.asked.append(body)
            events = self._events(body["n_predict"])
            return StreamingResponse(events, self.status, media_type="text/event-stream")

        return api

    def _events(self, tokens: int) -> Iterator[str]:
        for written in range(1, tokens + 1):
            if written == 2 and self.fault:
                yield _event({"error": {"message": self.fault}})
                return
            if written != 2:
                yield _event({"stop": False, "content": "x", "tokens_predicted": written})
        yield _event({"stop": True, "content": "", "tokens_predicted": tokens})


def _event(values: dict[str, object]) -> str:
    return f"data: {json.dumps(values)}\n\n"
