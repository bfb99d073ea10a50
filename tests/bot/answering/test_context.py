"""Which sentences a question is answered from."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.candidate import Candidate
from bot.answering.context import SentenceRanker, choose, narrow
from tests.fakes.evidence import paper_of
from vectorstore.chunk import split_sentences
from vectorstore.fakes import HashedEmbedder
from vectorstore.records import Hit, Paper, Sentence

SPANN = paper_of(
    "SPANN: Vector Search",
    "SPANN is an index for vector search.",
    "It keeps the posting lists on disk.",
    "It reaches 90% recall 2 times faster than DiskANN.",
    "The code is at https://github.com/microsoft/SPTAG.",
)
LABELS = paper_of(
    "Labels",
    "With 10% of the labels the network reaches 77.5% accuracy.",
    "With 1% of the labels the network reaches 73.9% accuracy.",
)
GRAPHS = paper_of("Graphs", "Graphs are hard to train on.")


def hit(paper: Paper, score: float = 1.0) -> Hit:
    """Return a paper as found."""
    return Hit(paper, score, 1, 1, 0.5, ())


def rank(question: str, *papers: Paper) -> list[str]:
    """Return the sentences of papers, the most relevant first."""
    by_id = {paper.id: split_sentences(paper.abstract) for paper in papers}
    ranker = SentenceRanker(HashedEmbedder(), by_id.__getitem__)
    return [
        candidate.sentence.text
        for candidate in ranker.rank(question, [hit(paper) for paper in papers])
    ]


def test_the_sentence_that_answers_comes_first() -> None:
    """Words and meaning decide, the paper's name counts in each of its sentences."""
    best = rank("Where does SPANN keep the posting lists?", SPANN, GRAPHS)[0]
    assert best == "It keeps the posting lists on disk."


def test_a_number_asked_about_decides() -> None:
    """1% is not 10%."""
    best = rank("What accuracy does the network reach with 1% of the labels?", LABELS)[0]
    assert best.startswith("With 1%")


def test_a_question_for_a_number_gets_one() -> None:
    """How much and how fast are answered by sentences with figures."""
    counted = "With it, search takes 3 ms."
    plain = "With it, search takes no time."
    paper = paper_of("SPANN: Search", plain, counted)
    assert rank("How long does search take with SPANN?", paper) == [counted, plain]
    assert rank("Does search take time with SPANN?", paper)[0] == plain


def test_an_address_answers_only_who_asks_for_it() -> None:
    """The line with the code's address is about nothing else."""
    assert "https" in rank("Where is the code of SPANN?", SPANN)[0]
    assert "https" in rank("What is SPANN?", SPANN)[-1]


def test_a_definition_answers_what_something_is() -> None:
    """What introduces its subject comes first."""
    assert rank("What is SPANN?", SPANN)[0] == "SPANN is an index for vector search."


def test_nothing_found_ranks_nothing() -> None:
    """No papers, no sentences."""
    assert rank("What is SPANN?") == []


def test_papers_that_name_everything_are_read_alone() -> None:
    """If some papers speak of all names, the others are left out; if none, none is."""
    hits = [hit(GRAPHS), hit(SPANN)]
    assert narrow("How fast is SPANN?", hits) == (hits[1],)
    assert narrow("How fast is HNSW?", hits) == tuple(hits)


def test_a_papers_own_words_come_first() -> None:
    """What others say of SPANN is read only by who asks which papers say it."""
    gossip = hit(paper_of("Gossip", "SPANN is 900 times faster than DiskANN."))
    assert narrow("How fast is SPANN?", [gossip, hit(SPANN)]) == (hit(SPANN),)
    assert len(narrow("Which methods beat SPANN?", [gossip, hit(SPANN)])) == 2
    assert narrow("How fast is SPANN?", [gossip]) == (gossip,)


_CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.sampled_from([SPANN, LABELS, GRAPHS]),
        st.builds(
            lambda n, words: Sentence(n, 0, 1, "w " * words),
            st.integers(1, 9),
            st.integers(1, 60),
        ),
        st.floats(0, 1),
    ),
    max_size=12,
)


@given(_CANDIDATES, st.integers(0, 200), st.integers(0, 16))
def test_the_budget_is_never_exceeded(ranked: list[Candidate], budget: int, most: int) -> None:
    """Sentences and each title once fit, whatever was found."""
    chosen = choose(ranked, count=lambda text: len(text.split()), budget_tokens=budget, most=most)
    titles = {item.paper.id: item.paper.title for item in chosen}
    words = [item.sentence.text for item in chosen] + list(titles.values())
    assert sum(len(text.split()) for text in words) <= budget
    assert len(chosen) <= most
    assert [item.n for item in chosen] == list(range(1, len(chosen) + 1))


def test_chosen_sentences_are_in_reading_order() -> None:
    """By paper, the best first, and within one as the abstract has them."""
    first, *_, last = split_sentences(SPANN.abstract)
    other = split_sentences(GRAPHS.abstract)[0]
    ranked = [
        Candidate(SPANN, last, 0.9),
        Candidate(GRAPHS, other, 0.8),
        Candidate(SPANN, first, 0.7),
    ]
    chosen = choose(ranked, count=len, budget_tokens=1000, most=3)
    assert [item.sentence for item in chosen] == [first, last, other]


def test_a_small_model_gets_no_second_sentence_that_hardly_answers() -> None:
    """It would tell of that too; one that nobody has read for it stays, and so does the first."""
    first, second, third, last = split_sentences(SPANN.abstract)
    ranked = [
        Candidate(SPANN, first, 0.9, answers=-5.0),
        Candidate(SPANN, second, 0.8, answers=-4.0),
        Candidate(SPANN, third, 0.7, answers=-1.0),
        Candidate(SPANN, last, 0.6),
    ]
    chosen = choose(ranked, count=len, budget_tokens=1_000, most=4, likely=True)
    assert [item.sentence.n for item in chosen] == [1, 3, 4]
    assert len(choose(ranked, count=len, budget_tokens=1_000, most=4)) == 4
