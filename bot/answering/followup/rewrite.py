"""Have a model make a follow-up stand on its own, and keep its words only where they are safe.

The rewrite must keep every name and number of the question, and may bring in only names and
numbers of the conversation. Knows no paper.
"""

import re
from collections.abc import Generator, Sequence

from bot.answering.names import find_names, holds_name
from bot.answering.progress import follow_stream
from bot.answering.words import content_stems
from bot.ports import ChatModel, Message, Sampling
from bot.types import Event, Turn, Writing
from prompts.render import render

_TOKENS_MOST = 64
_TURNS_MOST = 3
_WORDS_MOST = 40
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def rewrite(
    question: str, history: Sequence[Turn], model: ChatModel
) -> Generator[Event, None, str | None]:
    """Yield the places in line; return the model's standalone question, None where it is unsafe."""
    said: list[str] = []

    def hear(piece: str) -> tuple[Event, ...]:
        said.append(piece)
        return ()

    turns = [(turn.question, turn.answer) for turn in history[-_TURNS_MOST:]]
    messages = [
        Message("system", render("condense_system", {})),
        Message("user", render("condense_user", {"turns": turns, "question": question})),
    ]
    stream = model.stream(messages, Sampling(max_tokens=_TOKENS_MOST, stop=("\n",)))
    steps = follow_stream(stream, hear)
    yield from (step for step in steps if not isinstance(step, Writing))
    text = " ".join("".join(said).split())
    return text if is_faithful(text, question, history) else None


def is_faithful(text: str, question: str, history: Sequence[Turn]) -> bool:
    """Say whether a rewrite is a question, keeps what was asked, and adds the conversation only."""
    if not text.endswith("?") or len(text.split()) > _WORDS_MOST:
        return False
    said = " ".join([question, *(f"{turn.question} {turn.answer}" for turn in history)])
    kept = all(holds_name(text, name) for name in find_names(question))
    known = all(holds_name(said, name) for name in find_names(f"· {text}"))
    asked, made = set(_NUMBER.findall(question)), set(_NUMBER.findall(text))
    numbers = asked <= made <= set(_NUMBER.findall(said))
    return kept and known and numbers and _shares_words(text, question)


def _shares_words(text: str, question: str) -> bool:
    """Say whether at least half of the words asked with are still there."""
    asked = set(content_stems(question))
    return 2 * len(asked & set(content_stems(text))) >= len(asked)
