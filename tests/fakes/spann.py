"""One question, asked and answered, with every value spelt out: what is sent of it is checked."""

from bot.types import (
    Answer,
    Answered,
    Checking,
    Citation,
    Claim,
    Dropped,
    Event,
    Reading,
    Refusal,
    Refused,
    Removed,
    Searching,
    Shown,
    Writing,
)
from tests.fakes.answers import answer_of, summary_of
from vectorstore.records import Hit, Paper, Sentence

SPANN = Paper(
    id="arxiv:2111.08566",
    title="SPANN: Highly-efficient Billion-scale Search",
    abstract="SPANN is 2 times faster than DiskANN. It reaches 90% recall.",
    authors=("Qi Chen",),
    date="2021-11-05",
    url="https://arxiv.org/abs/2111.08566",
    categories=("cs.DB",),
    links=("https://github.com/microsoft/SPTAG",),
    source="jsonl",
)
SLASHED = Paper(id="doi:10.1000/a/b(1)", title="A DOI  with\nslashes", abstract="It has one.")
SENTENCES = (
    Sentence(1, 0, 37, "SPANN is 2 times faster than DiskANN."),
    Sentence(2, 38, 60, "It reaches 90% recall."),
)
FIRST = Claim(
    "SPANN is 2 times faster than DiskANN.",
    "supported",
    (Citation(SPANN, 1, 0, 37, "SPANN is 2 times faster than DiskANN."),),
)
SECOND = Claim(
    "It reaches 90% recall.", "quoted", (Citation(SPANN, 2, 38, 60, "It reaches 90% recall."),)
)
REMOVED = Removed("SPANN is 2.5 times faster.", "2.5 is in no sentence it cites")
HIT = Hit(SPANN, 0.181_818_18, 1, None, 0.712_345_6, SENTENCES[:1])


def make_answer(*claims: Claim, refusal: Refusal | None = None) -> Answer:
    """Return an answer made of these claims, or of none where it is a refusal."""
    return answer_of(
        "How fast is it?",
        standalone="How fast is SPANN?",
        claims=claims,
        removed=(REMOVED,),
        refusal=refusal,
    )


ANSWER = make_answer(FIRST, SECOND)
REFUSAL = make_answer(
    refusal=Refusal(
        "The library holds no paper on this.", (SPANN,), "Searched 2 abstracts in the library."
    )
)
ANSWERING: tuple[Event, ...] = (
    Searching("How fast is SPANN?"),
    Reading((SPANN,)),
    Writing(1),
    Checking(REMOVED.text),
    Dropped(REMOVED),
    Shown(FIRST),
    Shown(SECOND),
    Answered(ANSWER),
)
REFUSING: tuple[Event, ...] = (Searching("What is the capital of France?"), Refused(REFUSAL))
SUMMARY = summary_of(SPANN, "tldr")
