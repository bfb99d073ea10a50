"""The lexical index: BM25 over title and abstract in tantivy. The only file that imports it.

A document is a paper's id and its words, stemmed; no text is stored. Derived from the catalogue,
so `paperbot reindex` rebuilds it. What a user types is never parsed as tantivy's query language:
it is cut into words, and these are looked up.
"""

import json
import math
import re
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import tantivy

from vectorstore.errors import IndexOutOfDate, StorageFailed
from vectorstore.mending import encodable
from vectorstore.records import Paper
from vectorstore.spelled_signs import spell_signs
from vectorstore.widening import Part

_NOTES = "paperbot.json"
# Part of what an index must agree on: raise it when texts come out as other words.
_WORDS_VERSION = 3
_TOKENIZER = "paperbot_english"
# tantivy's smallest heap a thread is 15 MB; 74,728 abstracts take 3 s.
_HEAP_BYTES = 30_000_000
# A question has some 12 words; one of 20,000 characters would walk 3,000 lists of papers.
_MAX_QUERY_WORDS = 256
_PLURAL = re.compile(r"(?<=[A-Z][A-Z\d])s(?![^\W_])")
# What another wording weighs beside the query's own words (docs/decisions.md, "Acronyms").
_OTHER_WEIGHT = 0.5
# A list of 2,000 papers to choose from takes tantivy 1 ms, 10,000 take 5, 37,000 take 20. Where
# many pass, the best 100 of them are mostly among the best 2,000 of all, which take 2 to 4 ms.
_MOST_NAMED = 7_500
_LOOKED_THROUGH = 2_000


class LexicalIndex:
    """Papers by words. Queries may come from several threads, writes from one at a time."""

    def __init__(self, index: tantivy.Index, generation: str) -> None:
        self.generation = generation
        self._analyser = _analyser()
        self._index = index
        self._index.register_tokenizer(_TOKENIZER, _analyser())

    @classmethod
    def create(cls, folder: Path, *, generation: str) -> "LexicalIndex":
        """Make an empty index in place of whatever the folder holds."""
        with _reported("cannot be made"):
            if folder.is_dir():
                shutil.rmtree(folder)
            folder.mkdir()
            index = tantivy.Index(_schema(), path=str(folder))
            notes = {"generation": generation, "words": _WORDS_VERSION}
            (folder / _NOTES).write_text(json.dumps(notes), "utf-8")
        return cls(index, generation)

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open the index that the folder holds. Raises IndexOutOfDate when there is none."""
        try:
            notes = json.loads((folder / _NOTES).read_text("utf-8"))
            generation, version = str(notes["generation"]), notes.get("words", 1)
            if version != _WORDS_VERSION:
                raise _out_of_date(f"has words of version {version}, now {_WORDS_VERSION}")
            return cls(tantivy.Index(_schema(), path=str(folder)), generation)
        except FileNotFoundError:
            raise _out_of_date("is missing") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _out_of_date(f"is damaged ({error})") from error

    def count(self) -> int:
        """Return the number of papers."""
        return self._index.searcher().num_docs

    def ids(self) -> dict[str, int]:
        """Return the papers that the index holds, each with its number of entries: 1."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(searcher.num_docs, 1)).hits
        return dict(Counter(str(searcher.doc(address)["id"][0]) for _, address in hits))

    def upsert(self, papers: Iterable[Paper]) -> None:
        """Write papers in place of what is known under their ids, in one commit."""
        with _reported("cannot be written"):
            writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            for paper in papers:
                writer.delete_documents_by_term("id", paper.id)
                text = _prepared(f"{paper.title}\n{paper.abstract}")
                writer.add_document(tantivy.Document(id=paper.id, text=text))
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def delete(self, paper_ids: Iterable[str]) -> None:
        """Forget these papers, in one commit; unknown ones are passed over."""
        with _reported("cannot be written"):
            writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            for paper_id in paper_ids:
                writer.delete_documents_by_term("id", paper_id)
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def query(self, text: str, limit: int, among: Collection[str] | None = None) -> list[str]:
        """Return the ids of the best papers, best first; of those in `among` where given."""
        return list(self.score([Part(text)], limit, among))

    def score(
        self, query: Sequence[Part], limit: int, among: Collection[str] | None = None
    ) -> dict[str, float]:
        """Return the BM25 scores of the best papers, best first; of those in `among` where given.

        A word counts once, however often it is asked for. For a part with other wordings a paper
        is given the score of its words or, where it is higher, that of a wording it holds whole.
        """
        parts = self._terms(query)
        if not parts:
            return {}
        wanted = _any_of(parts)
        if among is None:
            return dict(self._hits(wanted, limit))
        if len(among) > _MOST_NAMED and limit <= _LOOKED_THROUGH:
            hits = self._hits(wanted, _LOOKED_THROUGH)
            best = dict(islice((hit for hit in hits if hit[0] in among), limit))
            if len(best) == limit:
                return best
        named = tantivy.Query.term_set_query(_schema(), "id", list(among))
        return dict(
            self._hits(_all_of([wanted, tantivy.Query.const_score_query(named, 0.0)]), limit)
        )

    def _hits(self, query: tantivy.Query, limit: int) -> Iterator[tuple[str, float]]:
        with _reported("cannot be read"):
            searcher = self._index.searcher()
            for score, address in searcher.search(query, limit, count=False).hits:
                yield str(searcher.doc(address)["id"][0]), float(score)

    def _terms(self, query: Sequence[Part]) -> list[tantivy.Query]:
        seen: set[str] = set()
        terms: list[tantivy.Query] = []
        for part in query:
            words = [word for word in dict.fromkeys(self.analyse(part.text)) if word not in seen]
            words = words[: _MAX_QUERY_WORDS - len(seen)]
            seen.update(words)
            wordings = [self.analyse(other) for other in part.others]
            if words and any(wordings):
                terms.append(_either(words, [wording for wording in wordings if wording]))
            else:
                terms += [_term(word) for word in words]
        return terms

    def analyse(self, text: str) -> list[str]:
        """Return the words of `text` as the index knows them: lower case, no accents, stemmed."""
        return self._analyser.analyze(_prepared(encodable(text)))

    def holding(self, word: str) -> int:
        """Return how many papers hold a word, by its commonest stem where it has several."""
        searcher = self._index.searcher()
        return max((searcher.doc_freq("text", stem) for stem in self.analyse(word)), default=0)

    def rarity(self, word: str) -> float:
        """Return the inverse document frequency of an analysed word, as BM25 has it."""
        searcher = self._index.searcher()
        holding = searcher.doc_freq("text", word)
        return math.log1p((searcher.num_docs - holding + 0.5) / (holding + 0.5))


def _prepared(text: str) -> str:
    """Return `text` as it is cut into words: signs spelt, and acronyms in the singular.

    To the stemmer LLMs are no LLM.
    """
    return _PLURAL.sub("", spell_signs(text))


def _term(word: str) -> tantivy.Query:
    return tantivy.Query.term_query(_schema(), "text", word, index_option="freq")


def _any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _all_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _either(words: Sequence[str], wordings: Sequence[Sequence[str]]) -> tantivy.Query:
    """Return what scores any of the words, or all of one wording, whichever is more."""
    others = [
        tantivy.Query.boost_query(_all_of([_term(word) for word in wording]), _OTHER_WEIGHT)
        for wording in wordings
    ]
    return tantivy.Query.disjunction_max_query([_any_of([_term(word) for word in words]), *others])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name=_TOKENIZER, index_option="freq")
    return builder.build()


def _analyser() -> tantivy.TextAnalyzer:
    # The long limit drops encoded data and keeps every real word; stop words stay: BM25 weighs
    # them down itself.
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _out_of_date(what: str) -> IndexOutOfDate:
    return IndexOutOfDate(f"The lexical index {what}.", remedy="Run `paperbot reindex`.")


@contextmanager
def _reported(failure: str) -> Iterator[None]:
    # tantivy's Python binding raises ValueError for everything.
    try:
        yield
    except (OSError, ValueError) as error:
        # Of a full disk it gives half a page of nested Rust values.
        why = "the disk is full" if "StorageFull" in str(error) else str(error).rstrip(".")
        raise StorageFailed(
            f"The lexical index {failure}: {why}.",
            remedy="Check disk space and permissions, then run the command again: nothing is lost.",
        ) from error
