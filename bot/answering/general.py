"""What the model says from its own knowledge where the library cannot answer: unchecked, uncited.

Only on a reader's wish, and always shown apart from answers. The question is all that it is given.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from bot.answering.progress import follow_stream
from bot.ports import ChatModel, Message, Sampling, Usage
from bot.types import Event, Recalling
from prompts.render import render

# Three short sentences; a small model that goes on repeats itself.
_TOKENS_MOST = 160
# Without a library behind it, a number in brackets or a link would only look like a source.
_LOOKS_CITED = re.compile(
    r"\s*\[\d+(?:\s*[,–-]\s*\d+)*\]|\s*\(?(?:https?://|www\.)\S+", re.IGNORECASE
)
_LAST_SENTENCE_END = re.compile(r"[.!?][”\"')]*(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the model said, None for nothing, and what the whole reply cost."""

    text: str | None
    usage: Usage


def recall(question: str, model: ChatModel, spent: Usage) -> Generator[Event, None, Recalled]:
    """Yield places in line and what the model has said so far; return all of it.

    `spent` is what the reply has cost before. Closing the generator stops the model.
    """
    said: list[str] = []

    def hear(piece: str) -> Iterator[Event]:
        before = plain(said)
        said.append(piece)
        text = plain(said)
        if text != before:
            yield Recalling(text)

    messages = [
        Message("system", render("general_system", {})),
        Message("user", render("general_user", {"question": question})),
    ]
    stream = model.stream(messages, Sampling(max_tokens=_TOKENS_MOST))
    usage = yield from follow_stream(stream, hear)
    text = plain(said)
    if usage.finish != "stop":
        text = whole_sentences(text)
    return Recalled(text or None, _sum(spent, usage))


def plain(said: list[str]) -> str:
    """Return pieces as one text in which nothing looks like a citation."""
    return " ".join(_LOOKS_CITED.sub("", "".join(said)).split())


def whole_sentences(text: str) -> str:
    """Return a text that was cut off up to its last whole sentence, if it has one."""
    ends = [found.end() for found in _LAST_SENTENCE_END.finditer(text)]
    return text[: ends[-1]] if ends else text


def _sum(first: Usage, second: Usage) -> Usage:
    return Usage(
        prompt=first.prompt + second.prompt,
        reused=first.reused + second.reused,
        completion=first.completion + second.completion,
        finish=second.finish,
    )
