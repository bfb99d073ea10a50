"""A model's own chat template, applied so that no message can speak as the template.

A GGUF carries its template as Jinja source: text from a stranger, so it runs in the immutable
sandbox. It is rendered around random marks instead of the messages; the text between the marks is
the template's own and is read with control tokens, the messages are put in as ordinary text. So
"<|im_end|>" in an abstract stays eleven characters and never ends a turn.

Two fallbacks, in order: a template that refuses or drops the system message gets it at the head
of the first user message; a template that cannot carry the marks, or a file without one, gets a
plain transcript ("User: ...") without any control token.
"""

import datetime as dt
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.ports import Message


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a prompt. `control`: written by the template, may name control tokens."""

    text: str
    control: bool


class ChatTemplate:
    """Turns messages into parts of a prompt. `reason` says why it is not the model's own."""

    def __init__(self, source: str, *, leading: str = "", ending: str = "") -> None:
        """Compile `source`; `leading` and `ending` name the tokens a template may ask for."""
        self._variables = {"bos_token": leading, "eos_token": ending}
        self._template: jinja2.Template | None = None
        self.reason = "the file carries no chat template" if not source else ""
        if source:
            try:
                self._template = _environment().from_string(source)
            except jinja2.TemplateError as error:
                self.reason = f"its chat template is not valid: {error}"

    def assemble(self, messages: Sequence[Message]) -> tuple[Part, ...]:
        """Return the prompt for an answer to `messages`, outer spaces of each message removed."""
        trimmed = [Message(message.role, message.content.strip()) for message in messages]
        for variant in (trimmed, fold_system(trimmed)):
            parts = self._render(variant)
            if parts:
                return parts
        return transcript(trimmed)

    def _render(self, messages: Sequence[Message]) -> tuple[Part, ...]:
        """Return the parts, empty where the template does not carry every message in order."""
        if self._template is None or not messages:
            return ()
        nonce = secrets.token_hex(16)
        marked = [
            {"role": message.role, "content": f"{nonce}x{place}x"}
            for place, message in enumerate(messages)
        ]
        try:
            text = self._template.render(
                messages=marked,
                add_generation_prompt=True,
                enable_thinking=False,
                **self._variables,
            )
        except (
            jinja2.TemplateError,
            TypeError,
            ValueError,
            LookupError,
            ArithmeticError,
            AttributeError,
        ):
            return ()  # what a stranger's template can raise; the caller has another way
        pieces = re.split(rf"{nonce}x(\d+)x", text)
        if [int(place) for place in pieces[1::2]] != list(range(len(messages))):
            return ()
        return tuple(_interleave(pieces, messages))


def fold_system(messages: Sequence[Message]) -> list[Message]:
    """Move system messages to the head of the first user message."""
    orders = [message.content for message in messages if message.role == "system"]
    others = [message for message in messages if message.role != "system"]
    for place, message in enumerate(others):
        if message.role == "user":
            others[place] = Message("user", "\n\n".join([*orders, message.content]))
            return others
    return list(messages)


def transcript(messages: Sequence[Message]) -> tuple[Part, ...]:
    """Write a conversation down as plain text, for models without a usable template."""
    lines = [
        message.content
        if message.role == "system"
        else f"{message.role.title()}: {message.content}"
        for message in messages
    ]
    return (Part("\n\n".join([*lines, "Assistant:"]), control=False),)


def opens_thinking(parts: Sequence[Part]) -> bool:
    """Whether the prompt ends inside a thought, so that the model begins by thinking."""
    return bool(parts) and parts[-1].control and parts[-1].text.rstrip().endswith("<think>")


def _interleave(pieces: Sequence[str], messages: Sequence[Message]) -> list[Part]:
    parts = [Part(pieces[0], control=True)]
    for place, after in zip(pieces[1::2], pieces[2::2], strict=True):
        parts += [Part(messages[int(place)].content, control=False), Part(after, control=True)]
    return [part for part in parts if part.text]


def _environment() -> jinja2.Environment:
    """Return what chat templates expect to find, as transformers provides it."""
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = _now
    environment.filters["tojson"] = _json
    return environment


def _raise(message: str) -> NoReturn:
    raise jinja2.TemplateError(message)


def _now(form: str) -> str:
    return dt.datetime.now(tz=dt.timezone.utc).strftime(form)


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
