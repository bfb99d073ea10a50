"""The lexical index: BM25 over title and abstract in tantivy. The only file that imports it.

A document is a paper's id and its words, stemmed; no text is stored. Derived from the catalogue,
so `paperbot reindex` rebuilds it. What a user types is never parsed as tantivy's query language:
it is cut into words, and these are looked up.
"""

import json
import math
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from vectorstore.errors import IndexOutOfDate, StorageFailed
from vectorstore.mending import encodable
from vectorstore.records import Paper

_NOTES = "paperbot.json"
_TOKENIZER = "paperbot_english"
# tantivy's smallest heap a thread is 15 MB; 74,728 abstracts take 3 s.
_HEAP_BYTES = 30_000_000
# A question has some 12 words; one of 20,000 characters would walk 3,000 lists of papers.
_MAX_QUERY_WORDS = 256


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
            (folder / _NOTES).write_text(json.dumps({"generation": generation}), "utf-8")
        return cls(index, generation)

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open the index that the folder holds. Raises IndexOutOfDate when there is none."""
        try:
            notes = json.loads((folder / _NOTES).read_text("utf-8"))
            return cls(tantivy.Index(_schema(), path=str(folder)), str(notes["generation"]))
        except FileNotFoundError:
            raise _out_of_date("is missing") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _out_of_date(f"is damaged ({error})") from error

    def count(self) -> int:
        """Return the number of papers."""
        return self._index.searcher().num_docs

    def upsert(self, papers: Iterable[Paper]) -> None:
        """Write papers in place of what is known under their ids, in one commit."""
        with _reported("cannot be written"):
            writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            for paper in papers:
                writer.delete_documents_by_term("id", paper.id)
                writer.add_document(
                    tantivy.Document(id=paper.id, text=f"{paper.title}\n{paper.abstract}")
                )
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def query(self, text: str, limit: int, among: Sequence[str] | None = None) -> list[str]:
        """Return the ids of the best papers, best first; of those in `among` where given."""
        words = Counter(self.analyse(text)[:_MAX_QUERY_WORDS])
        if not words:
            return []
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, _term(*w)) for w in words.items()]
        )
        if among is not None:
            allowed = tantivy.Query.term_set_query(_schema(), "id", list(among))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0)),
                ]
            )
        with _reported("cannot be read"):
            searcher = self._index.searcher()
            hits = searcher.search(query, limit, count=False).hits
            return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    def analyse(self, text: str) -> list[str]:
        """Return the words of `text` as the index knows them: lower case, no accents, stemmed."""
        return self._analyser.analyze(encodable(text))

    def rarity(self, word: str) -> float:
        """Return the inverse document frequency of an analysed word, as BM25 has it."""
        searcher = self._index.searcher()
        holding = searcher.doc_freq("text", word)
        return math.log1p((searcher.num_docs - holding + 0.5) / (holding + 0.5))


def _term(word: str, times: int) -> tantivy.Query:
    term = tantivy.Query.term_query(_schema(), "text", word, index_option="freq")
    return tantivy.Query.boost_query(term, float(times))


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
