"""A paper cut up: its abstract into numbered sentences, those into passages to embed.

Knows no index and no model; how long a text is in tokens is told by a counter.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sentencex import get_sentence_boundaries

from vectorstore.records import Paper, Passage, Sentence, TokenCounter

# Part of what an index must agree on: raise it when sentences or passages come out otherwise.
CHUNKING_VERSION = 1

# Marks that the splitter takes for the end of a sentence, or that hide one from it: enumerators
# "(1).", "b)", "1. We"; references "[3, 4]"; addresses; "etc." before a new sentence. With these
# masked it errs on about 20 of the 6,353 sentences of 766 abstracts. Each pattern begins with a
# rare sign: one that begins with what stands before it is tried at every place, and masking took
# 102 µs a paper instead of 28.
_CLOSED = re.compile(r"\)\.?(?=\s)")
_ENUMERATOR = re.compile(r"(?<!\S)(?:\(?(?:\d{1,2}|[ivx]{1,4})\)\.?|\([a-hA-H]\)\.?|[a-hA-H]\))\Z")
_ENUMERATOR_CHARS_MOST = len("(viii).")
_ITEM_NUMBER = re.compile(
    r"\d\d?\.(?=\s[A-Z])"
    r"(?:(?<=^\d\.)|(?<=^\d\d\.)|(?<=[.:;!?]\s\d\.)|(?<=[.:;!?]\s\d\d\.))"
)
_REFERENCE = re.compile(r"\[(?<=\s\[)\d[\d,; \u2013-]*\]")
_ADDRESS = re.compile(r"https?://\S*\w")
_ET_CETERA = re.compile(r" etc\.(?= [A-Z])")
_CLOSED_STOP = re.compile(r"([.!?])[)\]](?=\s[A-Z])")
# An opening bracket becomes a space, but a closing one a letter: "Appendix A ." would read as an
# abbreviation where "Appendix Ax." ends the sentence.
_BRACKETS = str.maketrans({"(": " ", "[": " ", "{": " ", '"': " ", ")": "x", "]": "x", "}": "x"})
_OPENING = re.compile(r"""(?<=\s)[(\[{"]\s*\Z""")


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of `text`, numbered from 1: they are in order and lose only space."""
    sentences: list[Sentence] = []
    starts = [
        _before_opening(text, boundary["start_index"])
        for boundary in get_sentence_boundaries("en", _mask(text))
    ]
    for at, following in pairwise([*starts, len(text)]):
        start, end = _trim(text, at, following)
        if start < end:
            sentences.append(Sentence(len(sentences) + 1, start, end, text[start:end]))
    return tuple(sentences)


def restore_sentences(text: str, offsets: Sequence[Sequence[int]]) -> tuple[Sentence, ...]:
    """Return the sentences of `text` that were once split at these (start, end) offsets."""
    return tuple(
        Sentence(n, start, end, text[start:end]) for n, (start, end) in enumerate(offsets, start=1)
    )


def pack(
    paper: Paper, sentences: Sequence[Sentence], counter: TokenCounter, budget_tokens: int
) -> tuple[Passage, ...]:
    """Pack neighbouring sentences into the fewest passages of at most `budget_tokens`, evenly.

    The text of a passage is the title, a line break and its sentences, because sentences alone
    ("It is 2 times faster.") do not say what they are about; its tokens count that text. A sentence
    over the budget stands alone.
    """

    def passage(first: int, last: int) -> Passage:
        body = paper.abstract[sentences[first].start : sentences[last].end]
        text = f"{paper.title}\n{body}"
        return Passage(
            paper_id=paper.id,
            ordinal=0,
            first=sentences[first].n,
            last=sentences[last].n,
            text=text,
            tokens=counter.count(text),
        )

    room = budget_tokens - counter.count(f"{paper.title}\n")
    lengths = [counter.count(sentence.text) for sentence in sentences]
    runs = _even_runs(lengths, room)
    packed = [part for run in runs for part in _within(run, passage, budget_tokens)]
    return tuple(
        Passage(part.paper_id, ordinal, part.first, part.last, part.text, part.tokens)
        for ordinal, part in enumerate(packed)
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """The best way found to pack the first sentences: fewest passages, then evenest."""

    passages: int
    unevenness: int
    start: int


def _even_runs(lengths: Sequence[int], room: int) -> list[tuple[int, int]]:
    """Split into the fewest runs (first, last) whose summed length fits, of least squared length.

    Least squares leaves no tiny last passage, which a greedy filling would.
    """
    plans = [_Plan(0, 0, 0)]
    for end in range(1, len(lengths) + 1):
        best: _Plan | None = None
        length = 0
        for start in range(end - 1, -1, -1):
            length += lengths[start]
            if length > room and start < end - 1:
                break
            before = plans[start]
            plan = _Plan(before.passages + 1, before.unevenness + length * length, start)
            if best is None or _cost(plan) < _cost(best):
                best = plan
        plans.append(best or plans[-1])
    runs: list[tuple[int, int]] = []
    end = len(lengths)
    while end > 0:
        runs.append((plans[end].start, end - 1))
        end = plans[end].start
    return runs[::-1]


def _cost(plan: _Plan) -> tuple[int, int]:
    return plan.passages, plan.unevenness


def _within(
    run: tuple[int, int], passage: Callable[[int, int], Passage], budget_tokens: int
) -> list[Passage]:
    """Return the passage of a run, or of its halves where the whole has more tokens than its parts.

    Tokens of parts do not quite add up to those of the whole, so the whole is counted.
    """
    first, last = run
    whole = passage(first, last)
    if whole.tokens <= budget_tokens or first == last:
        return [whole]
    middle = (first + last) // 2
    return [
        *_within((first, middle), passage, budget_tokens),
        *_within((middle + 1, last), passage, budget_tokens),
    ]


def _mask(text: str) -> str:
    """Blank out what misleads the splitter; the length stays, so offsets hold for `text`."""
    text = _ITEM_NUMBER.sub(lambda match: "X" * len(match[0]), text)
    text = _mask_enumerators(text)
    text = _ET_CETERA.sub(" xxx.", text)
    text = _CLOSED_STOP.sub(r"x\1", text)  # "(We say so.) It" ends at the bracket
    text = _REFERENCE.sub(lambda match: "x" * len(match[0]), text)
    text = _ADDRESS.sub(lambda match: "x" * len(match[0]), text)
    return text.translate(_BRACKETS)


def _mask_enumerators(text: str) -> str:
    """Blank out "(1)", "iv)." and "b)", looked for before each closing bracket."""
    parts: list[str] = []
    at = 0
    for closed in _CLOSED.finditer(text):
        earliest = max(at, closed.end() - _ENUMERATOR_CHARS_MOST)
        found = _ENUMERATOR.search(text, earliest, closed.end())
        if found:
            parts += (text[at : found.start()], "X" * len(found[0]))
            at = found.end()
    return "".join(parts) + text[at:]


def _before_opening(text: str, start: int) -> int:
    """Move the start of a sentence before the bracket or quotation mark that opens it."""
    opening = _OPENING.search(text, max(0, start - 3), start)
    return start if opening is None else opening.start()


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
