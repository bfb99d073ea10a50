"""The read path: a dense and a lexical ranking of papers, fused, with the reasons for each hit.

A reranker, where there is one, reads the first of them and puts these in its own order.

Knows no question answering: a query is a text, a hit a paper with its nearest sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vectorstore.catalogue import Catalogue
from vectorstore.fuse import Ranking, fuse
from vectorstore.indexes import Indexes
from vectorstore.records import Embedder, Filters, Hit, Reranker, Sentence
from vectorstore.rows import Entry
from vectorstore.shelf import Narrowed
from vectorstore.widening import Part, widen

# Papers taken from each ranking. Of 809 claims 50 find .845 of the papers among the first ten, 100
# .853 and 200 no more.
CANDIDATES = 100
# A cross-encoder reads each anew: some 9,000 tokens in all.
RERANKED = 30
_SENTENCES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Search:
    """Everything a search reads from. Safe to call from several threads."""

    catalogue: Catalogue
    indexes: Indexes
    embedder: Embedder
    reranker: Reranker | None = None

    def search(self, query: str, k: int, filters: Filters) -> tuple[Hit, ...]:
        """Return at most `k` papers nearest to the query, best first; none for an empty query."""
        if not query.strip() or k < 1:
            return ()
        among = None if filters == Filters() else self.catalogue.narrow(filters)
        depth = max(k, CANDIDATES)
        near = self.dense(query, depth, among)
        worded = self.lexical(query, depth, among)
        fused = fuse([Ranking(found, cut=len(found) == depth) for found in (near, worded)])
        wanted = fused[: max(k, RERANKED if self.reranker else 0)]
        entries = self.catalogue.entries(paper_id for paper_id, _ in wanted)
        best = self._reranked(query, [pair for pair in wanted if pair[0] in entries], entries)[:k]
        dense_ranks = {paper_id: rank for rank, paper_id in enumerate(near, start=1)}
        lexical_ranks = {paper_id: rank for rank, paper_id in enumerate(worded, start=1)}
        return tuple(
            Hit(
                paper=entries[paper_id].paper,
                score=score,
                dense_rank=dense_ranks.get(paper_id),
                lexical_rank=lexical_ranks.get(paper_id),
                similarity=near.get(paper_id),
                sentences=self._nearest_sentences(query, entries[paper_id].sentences),
            )
            for paper_id, score in best
        )

    def widened(self, query: str) -> tuple[Part, ...]:
        """Return the query in parts, with what the library's papers also call them."""
        return widen(query, self.catalogue.meanings, self.indexes.lexical.holding)

    def dense(self, query: str, depth: int, among: Narrowed | None = None) -> dict[str, float]:
        """Return the cosines of the `depth` papers nearest in meaning, best first.

        Of those in `among` where given. The whole library is Chroma's to search, which finds some
        98 % of them; where the search is narrowed, every paper that passes is compared.
        """
        vector = self.embedder.embed_query(query)
        if among is not None:
            return among.nearest(vector, depth)
        found = self.indexes.vectors.query(vector, depth)
        return {near.paper_id: near.similarity for near in found}

    def lexical(self, query: str, depth: int, among: Narrowed | None = None) -> dict[str, float]:
        """Return the scores of the `depth` papers with the best words, best first."""
        ids = None if among is None else among.ids
        return self.indexes.lexical.score(self.widened(query), depth, ids)

    def _reranked(
        self, query: str, found: Sequence[tuple[str, float]], entries: Mapping[str, Entry]
    ) -> list[tuple[str, float]]:
        """Return what was found, the first ones in the order and with the scores of the reranker.

        Those behind keep their order, and are not scored higher than the last of the first.
        """
        if self.reranker is None or not found:
            return list(found)
        first = [paper_id for paper_id, _ in found[:RERANKED]]
        papers = [entries[paper_id].paper for paper_id in first]
        scores = self.reranker.scores(query, [f"{p.title}\n{p.abstract}" for p in papers])
        ranked = sorted(zip(first, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))
        lowest = ranked[-1][1]
        return ranked + [(paper_id, min(score, lowest)) for paper_id, score in found[RERANKED:]]

    def _nearest_sentences(self, query: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
        """Return the sentences that share the rarest words with the query, best first."""
        lexical = self.indexes.lexical
        weights = {word: lexical.rarity(word) for word in set(lexical.analyse(query))}

        def overlap(sentence: Sentence) -> float:
            words = set(lexical.analyse(sentence.text))
            return sum(weight for word, weight in weights.items() if word in words)

        ordered = sorted(sentences, key=lambda sentence: (-overlap(sentence), sentence.n))
        return tuple(ordered[:_SENTENCES_SHOWN])
