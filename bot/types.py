"""The values that travel from the assistant to whoever shows them.

A stream of events tells a reader what is being done; the last one is an `Answered`, a `Refused`
or a `Summarised`. Values only: how claims are found or checked is not known here.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.ports import ModelInfo, Usage
from vectorstore.records import Paper

ClaimState: TypeAlias = Literal["supported", "weak", "quoted"]
Level: TypeAlias = Literal["tldr", "plain", "expert"]
SlotName: TypeAlias = Literal["did", "how", "found", "unsaid"]
_SLOT_TITLES: dict[SlotName, str] = {
    "did": "What they did",
    "how": "How they did it",
    "found": "What they found",
    "unsaid": "What it does not say",
}
# How a question that needs no conversation was made of the one that was asked.
MadeBy: TypeAlias = Literal["as asked", "rule", "model"]
# What stands over `Answer.general` wherever it is shown.
GENERAL_LABEL = "Not from your library: the model's own knowledge, unchecked"


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

    `supported`: written by the model, or cut from its sentence by rule, and every check passed.
    `weak`: passed, with a support score near the bar. `quoted`: the words of the paper itself, no
    model involved. `support` is that score, 0 to 1, 1 for a quote. `repaired`: the model's second
    try at what was removed.
    """

    text: str
    state: ClaimState
    citations: tuple[Citation, ...]
    support: float = field(default=1.0, compare=False)
    repaired: bool = False


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
    """Why the library cannot answer, and the nearest papers it does hold (not sources).

    `searched` says what was looked through.
    """

    reason: str
    nearest: tuple[Paper, ...]
    searched: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper of a list and the sentence it is listed for, None where it has no abstract.

    `said` is whether that sentence says what was looked for; else the title does, or nothing was.
    """

    paper: Paper
    citation: Citation | None
    said: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The `total` papers that a rule holds for, of the `of` in the library, found without a model.

    `items` are all of them, unless the rule holds for the whole library: then its first page.
    `rule` is the rule in words, `note` what a reader must know of the order, if anything.
    """

    rule: str
    total: int
    of: int
    items: tuple[Listed, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One aspect of a comparison: a sentence of each paper, None where it is not stated."""

    aspect: str
    cells: tuple[Citation | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Papers side by side, one column each."""

    papers: tuple[Paper, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything about one reply. `claims` is empty exactly where `refusal` is given.

    `text` is what a reader sees: the shown claims with markers `[1]` into `papers`. `general` is
    what the model says from its own knowledge, unchecked: only where the library could not answer
    and the reader asked for it, and never a part of `text`. `computed` is what was counted over
    the whole library, no model involved; it begins `text`, and `listing` or `table` has the rest.
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
    made_by: MadeBy = "as asked"
    general: str | None = None
    computed: str | None = None
    listing: Listing | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One question that a summary answers: claims, or notes where the abstract is silent.

    Notes are our own words on the abstract, found by rule; they cite nothing.
    """

    name: SlotName
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return the question as a reader sees it."""
        return _SLOT_TITLES[self.name]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an abstract and its meaning, in the abstract's words, with their sentence."""

    term: str
    meaning: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of one paper, each sentence checked.

    `text` is what a reader sees, in the order of `slots`; `sentences` are all claims of the slots,
    in that order. `grade` is the US school grade (textstat) of the sentences alone.
    """

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
    slots: tuple[Slot, ...] = ()
    glossary: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Searching:
    """The library is being searched for this standalone question."""

    question: str
    made_by: MadeBy = "as asked"


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
class Declined:
    """The library cannot answer; what follows until `Refused` is the model's own knowledge."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Recalling:
    """What the model has said so far from its own knowledge, all of it, unchecked."""

    text: str


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
    | Declined
    | Recalling
    | Answered
    | Refused
    | Summarised
)
