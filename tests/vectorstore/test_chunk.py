"""Sentences keep their place, passages keep the budget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.chunk import pack, restore_sentences, split_sentences
from vectorstore.fakes import WordCounter
from vectorstore.records import Paper, Sentence


@pytest.mark.parametrize(
    "sentences",
    [
        ["SPANN is 2.5 times faster.", "It needs 90.6% (vs. 89.8%) of it.", "Done."],
        ["We (1) propose a model, (2) test it, and iii) ship it.", "It works."],
        ["Details are in the supplement (Appendix A).", "This is new."],
        ["It improves mAP [3, 4] by 1.2.", "Others [5] do not."],
        ["They serve as pruning, compression etc.", "Hypernets help."],
        ["Results, e.g. Cityscapes, hold for Smith et al. [7] too.", "See Fig. 3 for more."],
        ["It is good.", "(We say so.)", "Is it?", "Yes!"],
        ["Code is at https://github.com/x/y.", "Try it."],
    ],
)
def test_sentences_end_where_a_reader_sees_them_end(sentences: list[str]) -> None:
    """Abbreviations, enumerators, figures, references and brackets do not mislead."""
    assert [sentence.text for sentence in split_sentences(" ".join(sentences))] == sentences


@given(st.text(alphabet=' ab.A(1)[2]"?!é,;:', max_size=200))
def test_sentences_lose_no_text(text: str) -> None:
    """Sentences are numbered slices in order, and only space lies between them."""
    sentences = split_sentences(text)
    end = 0
    for n, sentence in enumerate(sentences, start=1):
        assert sentence.n == n
        assert sentence.text == text[sentence.start : sentence.end] == sentence.text.strip() != ""
        assert not text[end : sentence.start].strip()
        end = sentence.end
    assert not text[end:].strip()


@given(st.text(alphabet=" ab.A(1)?!", max_size=200))
def test_sentences_are_restored_from_their_offsets(text: str) -> None:
    """What the catalogue keeps of sentences is enough."""
    sentences = split_sentences(text)
    offsets = [[sentence.start, sentence.end] for sentence in sentences]
    assert restore_sentences(text, offsets) == sentences


LENGTHS = st.lists(st.integers(min_value=1, max_value=30), min_size=1, max_size=30)


def written(lengths: list[int], title_words: int) -> tuple[Paper, tuple[Sentence, ...]]:
    """Write a paper whose sentences have these numbers of words."""
    texts = [" ".join(["Word"] * (length - 1) + ["end."]) for length in lengths]
    sentences: list[Sentence] = []
    at = 0
    for n, text in enumerate(texts, start=1):
        sentences.append(Sentence(n, at, at + len(text), text))
        at += len(text) + 1
    title = " ".join(["Title"] * title_words)
    return Paper(id="title:0", title=title, abstract=" ".join(texts)), tuple(sentences)


@given(lengths=LENGTHS, title_words=st.integers(1, 8), budget_tokens=st.integers(5, 60))
def test_every_sentence_is_in_one_passage_within_the_budget(
    lengths: list[int], title_words: int, budget_tokens: int
) -> None:
    """Passages follow each other without gap; only a sentence alone may exceed the budget."""
    paper, sentences = written(lengths, title_words)
    passages = pack(paper, sentences, WordCounter(), budget_tokens)
    covered = [n for passage in passages for n in range(passage.first, passage.last + 1)]
    assert covered == [sentence.n for sentence in sentences]
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    for passage in passages:
        start, end = sentences[passage.first - 1].start, sentences[passage.last - 1].end
        assert passage.text == f"{paper.title}\n{paper.abstract[start:end]}"
        assert passage.tokens == WordCounter().count(passage.text)
        assert passage.tokens <= budget_tokens or passage.first == passage.last


@given(lengths=LENGTHS)
def test_no_fewer_passages_would_do(lengths: list[int]) -> None:
    """Filling greedily never needs fewer passages."""
    paper, sentences = written(lengths, 1)
    greedy, filled = 1, 0
    for length in lengths:
        if filled and filled + length > 40:
            greedy, filled = greedy + 1, 0
        filled += length
    assert len(pack(paper, sentences, WordCounter(), 41)) == greedy


def test_passages_are_even() -> None:
    """Five equal sentences of which four would fit make three and two, not four and one."""
    paper, sentences = written([10] * 5, 1)
    passages = pack(paper, sentences, WordCounter(), 41)
    assert sorted(passage.last - passage.first + 1 for passage in passages) == [2, 3]


class GluedCounter:
    """Counts as a tokenizer does that needs one more token for each joint of two sentences."""

    def count(self, text: str) -> int:
        """Return words and full stops within the text."""
        return len(text.split()) + text.count(". ")


@given(lengths=LENGTHS)
def test_the_budget_holds_when_tokens_do_not_add_up(lengths: list[int]) -> None:
    """A passage is counted whole, not as the sum of its sentences."""
    paper, sentences = written(lengths, 1)
    passages = pack(paper, sentences, GluedCounter(), 40)
    assert all(p.tokens <= 40 or p.first == p.last for p in passages)
    assert sum(p.last - p.first + 1 for p in passages) == len(sentences)
