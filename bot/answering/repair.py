"""A second try at a statement that failed its checks, with the failure named.

Says whether there is time for one, and what the model is asked. The new statement passes the same
checks as any other; what it may cite is what the failed one rested on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.citation_grammar import citation_grammar
from bot.answering.evidence import Evidence
from bot.ports import Load, Message, ModelInfo, Sampling
from bot.types import Removed
from prompts.render import render

# The default model repaired none of its statements: docs/decisions.md, "A second try".
_REPAIRS_SMALL = 0
_REPAIRS_LARGE = 2
# An answer that has taken this long is finished as it is.
_BEGIN_BEFORE_S = 20.0
_TOKENS_MOST = 96


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement that was removed, and the sentences of one paper it rested on."""

    removed: Removed
    sources: tuple[Evidence, ...]


def repairs_most(model: ModelInfo) -> int:
    """Return how many statements of an answer this model may try again."""
    return _REPAIRS_SMALL if model.small else _REPAIRS_LARGE


def is_time_left(load: Load | None, *, since_s: float) -> bool:
    """Say whether a repair may begin, `since_s` seconds into an answer.

    Where others wait their first try comes first.
    """
    return since_s < _BEGIN_BEFORE_S and (load is None or load.waiting == 0)


def repair_messages(question: str, failure: Failure, *, numbered: bool) -> list[Message]:
    """Return what is said to the model."""
    values = {
        "title": failure.sources[0].paper.title,
        "sentences": [(item.n, item.sentence.text) for item in failure.sources],
        "numbered": numbered,
        "question": question,
        "statement": failure.removed.text,
        "reason": failure.removed.reason,
    }
    return [
        Message("system", render("answer_system", {"numbered": numbered})),
        Message("user", render("repair_user", values)),
    ]


def repair_sampling(sources: Sequence[Evidence], *, numbered: bool) -> Sampling:
    """Return how one statement is drawn: of a numbered model, citing these sources only."""
    grammar = ""
    if numbered:
        grammar = citation_grammar([item.n for item in sources], statements_most=1)
    return Sampling(max_tokens=_TOKENS_MOST, stop=("\n",), grammar=grammar, begun=True)
