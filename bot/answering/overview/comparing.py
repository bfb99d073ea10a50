"""Papers side by side: for each aspect the sentence of each paper that states it, or none.

A cell is the paper's own sentence; where none is near enough the aspect is "not stated". No
model writes here.
"""

from collections.abc import Sequence

import numpy as np

from bot.answering.followup.focus import short_name
from bot.answering.names import find_names, mentions_name
from bot.answering.overview.aspects import FILLING, USUAL, Aspect, asked_aspects
from bot.answering.overview.finding import Finding, cite, quote, table_text
from bot.answering.words import content_stems, stem_set
from bot.types import Refusal, Row, Table
from vectorstore.library import Library
from vectorstore.records import Embedder, Paper, Sentence, Vectors

# Weights beside a cosine, and bars, chosen on pairs of the starter library's papers.
_CUE_WEIGHT = 0.12
_CUES_COUNTED = 3
_WORDS_WEIGHT = 0.3
# Without a word of the aspect, a sentence must be this near it: MiniLM gives .05 to .25 to
# sentences about something else.
_NEAR_LEAST = 0.42
_SHARE_LEAST = 0.5
# For the part of an abstract that a sentence is away from where its aspect stands.
_AWAY_WEIGHT = 0.4
_AWAY_MOST = 0.25


def compare_papers(
    library: Library, embedder: Embedder, paper_ids: Sequence[str], asked: Sequence[str] = ()
) -> Finding:
    """Return papers side by side in the aspects asked for, or in the usual ones.

    Rows that no paper fills are left out of the usual ones. Raises PaperUnknown.
    """
    papers = tuple(library.get(paper_id) for paper_id in dict.fromkeys(paper_ids))
    aspects = asked_aspects(asked) or USUAL
    columns = [_column(library, embedder, paper, aspects) for paper in papers]
    filled = [
        (aspect.name, tuple(column[place] for column in columns))
        for place, aspect in enumerate(aspects)
    ]
    rows = tuple(
        Row(name, tuple(cite(p, s) if s else None for p, s in zip(papers, cells, strict=True)))
        for name, cells in filled
        if asked or any(cells)
    )
    table = Table(papers, rows)
    named = _and([f"“{short_name(paper.title)}”" for paper in papers])
    claims = tuple(quote(cell) for row in rows for cell in row.cells if cell)
    if not claims:
        reason = f"The abstracts of {named} state nothing on {_and(list(asked)) or 'this'}."
        return Finding(refusal=Refusal(reason, papers))
    computed = f"{named} side by side, in the words of their abstracts."
    return Finding(computed, table_text(computed, table), claims, table=table)


def _column(
    library: Library, embedder: Embedder, paper: Paper, aspects: Sequence[Aspect]
) -> list[Sentence | None]:
    """Return the sentence of a paper for each aspect; no sentence serves two usual ones."""
    sentences = library.sentences(paper.id)
    if not sentences:
        return [None] * len(aspects)
    vectors = embedder.embed_passages([sentence.text for sentence in sentences])
    cells: list[Sentence | None] = [None] * len(aspects)
    taken = np.zeros(len(sentences), dtype=bool)
    for row in sorted(range(len(aspects)), key=lambda place: _turn(aspects[place])):
        fits = _fits(embedder, aspects[row], sentences, vectors)
        if aspects[row].own:
            fits[taken] = -np.inf
        best = int(np.argmax(fits))
        if np.isfinite(fits[best]):
            cells[row] = sentences[best]
            taken[best] |= aspects[row].own
    return cells


def _turn(aspect: Aspect) -> int:
    """Return when an aspect's row is filled."""
    return FILLING.index(aspect.name) if aspect.name in FILLING else 0


def _fits(
    embedder: Embedder, aspect: Aspect, sentences: Sequence[Sentence], vectors: Vectors
) -> Vectors:
    """Return how well each sentence states an aspect, -inf where it does not; (sentences,)."""
    cosines: Vectors = vectors @ embedder.embed_query(aspect.probe)
    first, last = aspect.places
    fits = []
    for at, (sentence, cosine) in enumerate(zip(sentences, cosines, strict=True)):
        place = at / max(len(sentences) - 1, 1)
        away = max(first - place, place - last, 0.0)
        fit = _fit(aspect, sentence.text, float(cosine)) - _AWAY_WEIGHT * away
        fits.append(fit if away <= _AWAY_MOST else -np.inf)
    return np.array(fits, dtype=np.float32)


def _fit(aspect: Aspect, sentence: str, cosine: float) -> float:
    if aspect.cues is not None:
        cues = min(len({cue.lower() for cue in aspect.cues.findall(sentence)}), _CUES_COUNTED)
        return cosine + _CUE_WEIGHT * cues if cues else -np.inf
    if not all(mentions_name(sentence, name) for name in find_names(f"on {aspect.probe}")):
        return -np.inf
    stems, held = content_stems(aspect.probe), stem_set(sentence)
    share = sum(stem in held for stem in stems) / max(len(stems), 1)
    enough = share >= _SHARE_LEAST or cosine >= _NEAR_LEAST
    return cosine + _WORDS_WEIGHT * share if enough else -np.inf


def _and(words: Sequence[str]) -> str:
    """Return words as a list: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
