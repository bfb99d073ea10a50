"""The shapes of the JSON that scripts and other programs rely on.

Names here are a promise (DESIGN, "Contracts"): fields are added, never renamed. How they are filled
is in `bot.contract`.
"""

from typing import TypeAlias, TypedDict

from bot.types import ClaimState, Level, MadeBy, SlotName


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
    also: list[str]
    version: int | None
    venue: str | None
    tags: list[str]
    notes: str


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


class OriginJson(TypedDict):
    """Who told of a paper: the format, the file or address, and when first and last."""

    source: str
    place: str
    first_seen: str
    last_seen: str


class VersionJson(TypedDict):
    """Words of a paper that newer ones replaced; `number` is arXiv's, where it was told."""

    number: int | None
    title: str
    abstract: str
    date: str | None
    replaced_at: str


class RecordJson(PaperDetailJson):
    """Everything that is known of a paper: where it came from and what it said before, too."""

    added_at: str
    origins: list[OriginJson]
    older: list[VersionJson]


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
    support: float
    repaired: bool


class RemovedJson(TypedDict):
    """One statement kept from a reader."""

    text: str
    reason: str


class RefusalJson(TypedDict):
    """Why there is no answer, and what the library holds nearby."""

    reason: str
    searched: str
    nearest: list[PaperRefJson]


class ListedJson(PaperRefJson):
    """A paper of a list; `said` is whether the quoted sentence says what was looked for."""

    url: str | None
    date: str | None
    citation: CitationJson | None
    said: bool


class ListingJson(TypedDict):
    """All papers that a rule holds for: `total` of the `of` in the library."""

    rule: str
    total: int
    of: int
    note: str | None
    items: list[ListedJson]


class RowJson(TypedDict):
    """One aspect of a comparison, a cell a paper; null where it is not stated."""

    aspect: str
    cells: list[CitationJson | None]


class TableJson(TypedDict):
    """Papers side by side."""

    papers: list[SourceJson]
    rows: list[RowJson]


class AnswerJson(TypedDict):
    """What `ask` gives; `general` is the model's own knowledge, unchecked, where asked for."""

    question: str
    standalone_question: str
    made_by: MadeBy
    refused: bool
    refusal: RefusalJson | None
    answer: str
    claims: list[ClaimJson]
    removed: list[RemovedJson]
    papers: list[SourceJson]
    general: str | None
    computed: str | None
    listing: ListingJson | None
    table: TableJson | None
    model: ModelJson
    tokens: TokensJson
    ms: TimingJson


class SlotJson(TypedDict):
    """One question of a summary; `notes` say what the abstract does not."""

    name: SlotName
    title: str
    sentences: list[ClaimJson]
    notes: list[str]


class TermJson(TypedDict):
    """A term explained in the abstract's words."""

    term: str
    meaning: str
    citations: list[CitationJson]


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
    slots: list[SlotJson]
    glossary: list[TermJson]


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
    """Data of `searching`: the question that needs no conversation, and how it was made."""

    question: str
    made_by: MadeBy


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


class RecallingJson(TypedDict):
    """Data of `recalling`: all that the model has said so far from its own knowledge."""

    text: str


EventJson: TypeAlias = (
    QuestionJson
    | PapersReadJson
    | PlaceJson
    | TokensWrittenJson
    | StatementJson
    | ClaimJson
    | RemovedJson
    | RefusalJson
    | RecallingJson
    | AnswerJson
    | SummaryJson
)
