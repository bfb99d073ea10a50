"""The read path: a dense and a lexical ranking of papers, fused, with the reasons for each hit.

Knows no question answering: a query is a text, a hit a paper with its nearest sentences.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from vectorstore.catalogue import Catalogue
from vectorstore.fuse import reciprocal_rank_fusion
from vectorstore.indexes import Indexes
from vectorstore.records import Embedder, Filters, Hit, Sentence
from vectorstore.vectors import Neighbour

# Papers taken from each ranking: a paper at place 51 of one adds 1/61 to its score, less than one
# place at the top is worth.
CANDIDATES = 50
_SENTENCES_SHOWN = 3
# Naming 2,000 papers to Chroma costs 30 ms and 30,000 cost 150; beyond the former, fetching more
# passages and filtering them here is as quick.
_MAX_NAMED_PAPERS = 2_000


@dataclass(frozen=True, slots=True)
class Search:
    """Everything a search reads from. Safe to call from several threads."""

    catalogue: Catalogue
    indexes: Indexes
    embedder: Embedder

    def search(self, query: str, k: int, filters: Filters) -> tuple[Hit, ...]:
        """Return at most `k` papers nearest to the query, best first; none for an empty query."""
        if not query.strip() or k < 1:
            return ()
        allowed = None if filters == Filters() else self.catalogue.narrow(filters)
        depth = max(k, CANDIDATES)
        neighbours = {near.paper_id: near for near in self.dense(query, depth, allowed)}
        worded = self.lexical(query, depth, allowed)
        fused = reciprocal_rank_fusion([list(neighbours), worded])[:k]
        dense_ranks = {paper_id: rank for rank, paper_id in enumerate(neighbours, start=1)}
        lexical_ranks = {paper_id: rank for rank, paper_id in enumerate(worded, start=1)}
        entries = self.catalogue.entries(paper_id for paper_id, _ in fused)
        return tuple(
            Hit(
                paper=entries[paper_id].paper,
                score=score,
                dense_rank=dense_ranks.get(paper_id),
                lexical_rank=lexical_ranks.get(paper_id),
                similarity=neighbours[paper_id].similarity if paper_id in neighbours else None,
                sentences=self._nearest_sentences(query, entries[paper_id].sentences),
            )
            for paper_id, score in fused
            if paper_id in entries
        )

    def dense(
        self, query: str, depth: int, allowed: Collection[str] | None = None
    ) -> list[Neighbour]:
        """Return the nearest passage of each of the `depth` nearest papers, best first."""
        vector = self.embedder.embed_query(query)
        among = None
        if allowed is not None and len(allowed) <= _MAX_NAMED_PAPERS:
            among = list(allowed)
        limit = 2 * depth  # a paper has 2 passages on average
        while True:
            found = self.indexes.vectors.query(vector, limit, among)
            best: dict[str, Neighbour] = {}
            for near in found:
                if allowed is None or near.paper_id in allowed:
                    best.setdefault(near.paper_id, near)
            if len(best) >= depth or len(found) < limit:
                return list(best.values())[:depth]
            limit *= 4

    def lexical(self, query: str, depth: int, allowed: Collection[str] | None = None) -> list[str]:
        """Return the ids of the `depth` papers with the best words, best first."""
        among = None if allowed is None else list(allowed)
        return self.indexes.lexical.query(query, depth, among)

    def _nearest_sentences(self, query: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
        """Return the sentences that share the rarest words with the query, best first."""
        lexical = self.indexes.lexical
        weights = {word: lexical.rarity(word) for word in set(lexical.analyse(query))}

        def overlap(sentence: Sentence) -> float:
            words = set(lexical.analyse(sentence.text))
            return sum(weight for word, weight in weights.items() if word in words)

        ordered = sorted(sentences, key=lambda sentence: (-overlap(sentence), sentence.n))
        return tuple(ordered[:_SENTENCES_SHOWN])
