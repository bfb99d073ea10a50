"""What a reader is told when an OpenAI-compatible server will not or cannot answer. Pure.

Every message names the server's address. None holds the key, whatever the server says.
"""

import datetime as dt
import math
import re
from http import HTTPStatus

from pydantic import BaseModel, ValidationError

from bot.errors import ContextOverflow, GenerationFailed, GrammarInvalid, ModelBusy, ModelError
from bot.models.remote.answer import Fault
from bot.models.remote.retry import Unavailable, read_retry_after

_SAID_CHARACTERS = 200  # of what a server says are passed on
_KEYLESS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_PASSING = (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)
_BUSY_S = 10  # to come back after, where the server names no time
_LONGEST_BUSY_S = 3600
_LOG = "Look into the server's own log, then ask again."


class _Refusal(BaseModel):
    """The body of an error; older vLLM has the message at the top."""

    error: Fault | str | None = None
    message: str = ""

    @property
    def fault(self) -> Fault:
        """The error, whichever form it has."""
        if isinstance(self.error, Fault):
            return self.error
        return Fault(message=self.error or self.message)


class ServerFailures:
    """Makes the errors of one server."""

    def __init__(self, address: str, key: str) -> None:
        """Take note of what to name and, unless it is empty, what to hide."""
        self._address = address
        self._key = key

    def failed(self, did: str, said: str = "", *, remedy: str = _LOG) -> GenerationFailed:
        """Return the error for what the server `did`, put as "which ...", and `said` of it."""
        return GenerationFailed(self._message(did, said), remedy=remedy)

    def gone(self) -> GenerationFailed:
        """Return the error for a model that has been closed."""
        return self.failed("is not asked any more", "the model has been closed", remedy="Open it.")

    def refusal(
        self, status: int, retry_after: str | None, body: bytes
    ) -> ModelError | Unavailable:
        """Return the error for an answer that has another status than 200."""
        if status in _KEYLESS:  # what the server says of the key may hold part of it
            did = "does not accept the key" if self._key else "asks for a key"
            remedy = "Set server_key in settings.toml, or PAPERBOT_SERVER_KEY, to the server's."
            return self.failed(f"{did} ({status})", remedy=remedy)
        fault, did = _read(body), f"answered {status}"
        unfit = self._unfit(fault) if status == HTTPStatus.BAD_REQUEST else None
        if unfit is not None:
            return unfit
        told_s = read_retry_after(retry_after, dt.datetime.now(dt.timezone.utc))
        if status in _BUSY:
            return Unavailable(self._busy(status, fault.message, told_s), told_s)
        if status in _PASSING:
            return Unavailable(self.failed(did, fault.message), told_s)
        if 300 <= status < 400:  # noqa: PLR2004 (the range of redirects)
            return self.failed(f"{did}, a redirect", remedy="Set server to where it leads.")
        return self.failed(did, fault.message, remedy="Check server and model in the settings.")

    def _unfit(self, fault: Fault) -> ModelError | None:
        """Return the error for a request that asks what this server cannot do, None for others."""
        if _is_overflow(fault):
            return ContextOverflow(
                self._message("has too small a context for the prompt", fault.message),
                remedy="Ask about fewer papers, shorten the question, or give the server more.",
            )
        if "grammar" in fault.message.casefold():
            did = "takes no such grammar"
            return GrammarInvalid(self._message(did, fault.message), remedy="Ask without one.")
        return None

    def _busy(self, status: int, said: str, told_s: float | None) -> ModelBusy:
        wait_s = max(min(math.ceil(_BUSY_S if told_s is None else told_s), _LONGEST_BUSY_S), 1)
        return ModelBusy(
            self._message(f"is busy ({status})", said),
            remedy=f"Try again in {wait_s} s.",
            retry_after_s=wait_s,
        )

    def _message(self, did: str, said: str) -> str:
        quoted = self._quoted(said)
        return f"The server {self._address} {did}{': ' if quoted else ''}{quoted}."

    def _quoted(self, text: str) -> str:
        """Return foreign text on one line, cut short, without the key or anything unprintable."""
        hidden = text.replace(self._key, "***") if self._key else text
        line = "".join(sign if sign.isprintable() else " " for sign in hidden)
        return " ".join(line.split())[:_SAID_CHARACTERS].rstrip(" .")


def _read(body: bytes) -> Fault:
    try:
        return _Refusal.model_validate_json(body).fault
    except ValidationError:
        return Fault()  # a page of HTML, most likely


def _is_overflow(fault: Fault) -> bool:
    """Tell llama-server's refusal by its type, OpenAI's by its code, vLLM's by its words.

    vLLM's type is "BadRequestError" for whatever is wrong with a request.
    """
    return (
        fault.type == "exceed_context_size_error"
        or fault.code == "context_length_exceeded"
        or re.search(r"maximum (context|model) length", fault.message) is not None
    )
