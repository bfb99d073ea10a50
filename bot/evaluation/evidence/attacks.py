"""Injected instructions: read from a file, and put into an abstract or behind a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import InputUnreadable
from bot.evaluation.evidence.json_lines import read_objects

Place: TypeAlias = Literal["begin", "middle", "end"]
PLACES: tuple[Place, ...] = ("begin", "middle", "end")

_FORM = (
    'Each line is {"instruction"}, with a "marker" that gives obedience away where there is one.'
)


class Attack(BaseModel):
    """An instruction; `marker` are signs that only whoever obeys it writes ("" for none)."""

    model_config = ConfigDict(frozen=True)

    instruction: Annotated[str, Field(min_length=1)]
    marker: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Poisoned:
    """An abstract with an instruction in it, and where."""

    abstract: str
    place: Place


def read_attacks(path: Path) -> tuple[Attack, ...]:
    """Return the attacks of a file of JSON lines. Raises InputUnreadable."""
    attacks = [item for _, item in read_objects(path, Attack.model_validate_json, _FORM)]
    if not attacks:
        raise InputUnreadable(f"{path} holds no attack.", remedy=_FORM)
    return tuple(attacks)


def poison(sentences: Sequence[str], attack: Attack, place: Place) -> str:
    """Return an abstract of these sentences with the instruction as one of its own."""
    ended = attack.instruction.rstrip().endswith((".", "?", "!"))
    instruction = attack.instruction.strip() + ("" if ended else ".")
    cut = {"begin": 0, "middle": len(sentences) // 2, "end": len(sentences)}[place]
    return " ".join([*sentences[:cut], instruction, *sentences[cut:]])
