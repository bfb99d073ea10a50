"""Answer a question over the whole library, or say that it is none.

A list, a count or the newest is every paper that says the topic; a comparison is a table of quotes;
a disagreement has a quote from both sides. Anything else goes the usual way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.answering.overview.comparing import compare_papers
from bot.answering.overview.contrast import read_comparison
from bot.answering.overview.disagreement import find_disagreement
from bot.answering.overview.finding import Finding
from bot.answering.overview.listing import list_papers
from bot.answering.overview.routing import read_listing
from vectorstore.library import Library
from vectorstore.records import Embedder


@dataclass(frozen=True, slots=True)
class Overview:
    """Finds what a question asks of all papers; no model is involved."""

    library: Library
    embedder: Embedder

    def answer(
        self, question: str, today: date, *, chosen: Sequence[str] = (), cited: Sequence[str] = ()
    ) -> Finding | None:
        """Return what was found, None for a question of another kind.

        `chosen` are the papers that the question is narrowed to, `cited` those last answered
        from: they are what "compare them" means.
        """
        comparison = read_comparison(question, self.library, at_hand=chosen or cited)
        if comparison is not None and not (chosen and set(comparison.paper_ids) - set(chosen)):
            return self.compare(comparison.paper_ids, comparison.aspects)
        request = None if chosen else read_listing(question, today)
        if request is None:
            return None
        if request.kind == "disagreement":
            return find_disagreement(self.library, request)
        return list_papers(self.library, request)

    def compare(self, paper_ids: Sequence[str], aspects: Sequence[str] = ()) -> Finding:
        """Return papers side by side. Raises PaperUnknown."""
        return compare_papers(self.library, self.embedder, paper_ids, aspects)
