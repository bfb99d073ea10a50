"""The values that travel from the assistant to whoever shows them.

A stream of events tells a reader what is being done; the last one is an `Answered`, a `Refused`
or a `Summarised`. Values only: how claims are found or checked is not known here.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.ports import ModelInfo, Usage
from vectorstore.records import Paper

ClaimState: TypeAlias = Literal["supported", "weak", "quoted"]
Level: TypeAlias = Literal["tldr", "plain", "expert"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: the question, what was shown, the papers cited."""

    question: str
    answer: str
    paper_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of a paper: `quote` is `paper.abstract[start:end]`, copied from the library."""

    paper: Paper
    sentence: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement a reader sees, and the sentences that carry it (never none).

    `supported`: written by the model, every check passed. `weak`: passed, with a support score
    near the bar. `quoted`: the words of the paper itself, no model involved.
    """

    text: str
    state: ClaimState
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A statement of the model that no reader sees as an answer, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one answer; `first_token_ms` is None where no model was asked."""

    search_ms: float
    first_token_ms: float | None
    total_ms: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the library cannot answer, and the nearest papers it does hold (not sources)."""

    reason: str
    nearest: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything about one reply. `claims` is empty exactly where `refusal` is given.

    `text` is what a reader sees: the shown claims with markers `[1]` into `papers`.
    """

    question: str
    standalone_question: str
    text: str
    claims: tuple[Claim, ...]
    removed: tuple[Removed, ...]
    papers: tuple[Paper, ...]
    refusal: Refusal | None
    model: ModelInfo
    usage: Usage
    timing: Timing


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of one paper, each sentence checked; `grade` is a US school grade (textstat)."""

    paper: Paper
    level: Level
    text: str
    sentences: tuple[Claim, ...]
    removed: tuple[Removed, ...]
    grade: float
    abstract_grade: float
    cached: bool
    model: ModelInfo
    prompt_version: str


@dataclass(frozen=True, slots=True)
class Searching:
    """The library is being searched for this standalone question."""

    question: str


@dataclass(frozen=True, slots=True)
class Reading:
    """These papers were found and are being read by the model."""

    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class Queued:
    """The model is busy with others; 1 is next in line."""

    place: int


@dataclass(frozen=True, slots=True)
class Writing:
    """The model has written this many tokens, none of them checked yet."""

    tokens: int


@dataclass(frozen=True, slots=True)
class Checking:
    """A statement has been written and is being checked."""

    statement: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement passed its checks and may be shown."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Dropped:
    """A statement failed its checks."""

    removed: Removed


@dataclass(frozen=True, slots=True)
class Answered:
    """The end of an answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Refused:
    """The end of a question the library cannot answer; `answer.refusal` says why."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Summarised:
    """The end of a summary."""

    summary: Summary


Event: TypeAlias = (
    Searching
    | Reading
    | Queued
    | Writing
    | Checking
    | Shown
    | Dropped
    | Answered
    | Refused
    | Summarised
)
