"""The shapes of the JSON that scripts and other programs rely on.

Names here are a promise (DESIGN, "Contracts"): fields are added, never renamed. How they are filled
is in `bot.contract`.
"""

from typing import TypeAlias, TypedDict

from bot.types import ClaimState, Level


class ErrorJson(TypedDict):
    """One error: match on `kind`, show the rest."""

    kind: str
    message: str
    remedy: str


class BusyJson(ErrorJson):
    """An error of kind `busy`: ask again after these seconds."""

    retry_after_s: int


class ErrorBodyJson(TypedDict):
    """What any failure looks like."""

    error: ErrorJson


class ModelJson(TypedDict):
    """The model that wrote; `small` where the page should say so."""

    name: str
    quant: str
    small: bool


class TokensJson(TypedDict):
    """Tokens of one answer."""

    prompt: int
    reused: int
    completion: int


class TimingJson(TypedDict):
    """Milliseconds of one answer."""

    search: float
    first_token: float | None
    total: float


class PaperRefJson(TypedDict):
    """A paper pointed at."""

    paper_id: str
    title: str


class SourceJson(PaperRefJson):
    """A paper that an answer rests on."""

    url: str | None
    date: str | None


class PaperJson(SourceJson):
    """A whole record of the library."""

    abstract: str
    authors: list[str]
    categories: list[str]
    links: list[str]
    source: str


class NumberedJson(TypedDict):
    """A sentence and its number in the abstract, from 1."""

    n: int
    text: str


class SentenceJson(NumberedJson):
    """A sentence with its place: `abstract[start:end]`, counted in characters."""

    start: int
    end: int


class PaperDetailJson(PaperJson):
    """A whole record with its abstract cut into numbered sentences."""

    sentences: list[SentenceJson]


class CitationJson(PaperRefJson):
    """The sentence of a paper that carries a claim; `quote` is `abstract[start:end]`."""

    sentence: int
    quote: str
    start: int
    end: int


class ClaimJson(TypedDict):
    """One statement shown to a reader."""

    text: str
    state: ClaimState
    citations: list[CitationJson]


class RemovedJson(TypedDict):
    """One statement kept from a reader."""

    text: str
    reason: str


class RefusalJson(TypedDict):
    """Why there is no answer, and what the library holds nearby."""

    reason: str
    nearest: list[PaperRefJson]


class AnswerJson(TypedDict):
    """What `ask` gives."""

    question: str
    standalone_question: str
    refused: bool
    refusal: RefusalJson | None
    answer: str
    claims: list[ClaimJson]
    removed: list[RemovedJson]
    papers: list[SourceJson]
    model: ModelJson
    tokens: TokensJson
    ms: TimingJson


class SummaryJson(TypedDict):
    """What `summarise` gives; grades are US school grades."""

    paper_id: str
    level: Level
    text: str
    sentences: list[ClaimJson]
    removed: list[RemovedJson]
    grade: float
    abstract_grade: float
    cached: bool
    model: ModelJson
    prompt_version: str


class HitJson(SourceJson):
    """A paper found and why."""

    score: float
    similarity: float | None
    dense_rank: int | None
    lexical_rank: int | None
    sentences: list[NumberedJson]


class HitsJson(TypedDict):
    """What `search` gives."""

    hits: list[HitJson]
    ms: float


class RejectionJson(TypedDict):
    """A piece of input that did not come in."""

    source: str
    where: str
    reason: str


class ReportJson(TypedDict):
    """What `add` gives."""

    added: int
    updated: int
    unchanged: int
    rejected: list[RejectionJson]
    ids: list[str]


class QuestionJson(TypedDict):
    """Data of `searching`."""

    question: str


class PapersReadJson(TypedDict):
    """Data of `reading`."""

    papers: list[SourceJson]


class PlaceJson(TypedDict):
    """Data of `queued`: a place in line, 1 is next; 0 when the turn has come."""

    place: int


class TokensWrittenJson(TypedDict):
    """Data of `writing`."""

    tokens: int


class StatementJson(TypedDict):
    """Data of `checking`."""

    statement: str


EventJson: TypeAlias = (
    QuestionJson
    | PapersReadJson
    | PlaceJson
    | TokensWrittenJson
    | StatementJson
    | ClaimJson
    | RemovedJson
    | AnswerJson
    | SummaryJson
)
