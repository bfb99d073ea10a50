"""Every paper that says a term, with the sentence that says it: exact, over the whole library.

The lexical index names the papers that may say it, and each is read in the catalogue: what is
returned is all of them. Knows no ranking and no question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vectorstore.acronyms import fold_long, fold_short, is_short_form
from vectorstore.catalogue import Catalogue
from vectorstore.lexical import LexicalIndex
from vectorstore.phrases import Phrase, read_phrase, same_phrase
from vectorstore.records import Filters, Paper, Sentence
from vectorstore.rows import Entry

# The share of the defining papers that must mean the same by a short form: "SSL" is
# self-supervised learning to most, "AL" is too many things to be one.
_MOST = 0.6
# Papers that are read as soon as they are narrowed further.
_FEW = 500
# SQLite's own limit of rows is lower.
_EVERY = 2**31


@dataclass(frozen=True, slots=True)
class Term:
    """What is looked for, in any of these wordings."""

    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A paper that says every term asked for.

    `sentence` is the first sentence of its abstract that says the most of them; where only the
    title does, or no term was asked for, the abstract's first, None where it has none.
    """

    paper: Paper
    sentence: Sentence | None
    in_title: bool
    in_abstract: bool


@dataclass(frozen=True, slots=True)
class Mentions:
    """Looks terms up. Safe to call from several threads."""

    catalogue: Catalogue
    lexical: LexicalIndex

    def find(self, terms: Sequence[Term], filters: Filters) -> tuple[Mention, ...]:
        """Return all papers that say each of the terms and pass the filters.

        Those that say one in the title come first, each part by title.

        A term is said where title or abstract hold one of its wordings, in any number, hyphenation
        and spelling; without terms all papers that pass the filters are returned.
        """
        wordings = [_phrases(term) for term in terms]
        allowed = None if terms and filters == Filters() else self.catalogue.narrow(filters)
        ids: set[str] | None = None if allowed is None else set(allowed.ids)
        for phrases in wordings:
            saying = self._candidates(phrases)
            ids = saying if ids is None else ids & saying
        entries = self.catalogue.entries(ids or ()).values()
        found = (_mention(entry, wordings) for entry in entries)
        return tuple(sorted((mention for mention in found if mention is not None), key=_place))

    def term(self, text: str) -> Term:
        """Return a term with the short or long form that the library's own papers give it.

        One that stands for several things is left alone, unless most papers mean the same by it.
        """
        phrase = _singular(text)
        if is_short_form(phrase):
            long = self._long_form(phrase)
            return Term((phrase, long) if long else (phrase,))
        known = self.catalogue.meanings([], [fold_long(phrase)])
        short = known[0].short if known else None
        meant = self._long_form(short) if short else None
        agreed = short is not None and meant is not None and same_phrase(phrase, meant)
        return Term((phrase, _singular(short)) if short and agreed else (phrase,))

    def _long_form(self, short: str) -> str | None:
        """Return what most papers that define a short form mean by it, None where they differ."""
        meanings = self.catalogue.meanings([fold_short(short)], [])
        if not meanings:
            return None
        best = meanings[0].long
        agreeing = sum(each.papers for each in meanings if same_phrase(best, each.long))
        return _singular(best) if agreeing >= _MOST * sum(m.papers for m in meanings) else None

    def _candidates(self, phrases: Iterable[Phrase]) -> set[str]:
        """Return the ids of all papers that may hold one of the phrases."""
        ids = {entry.paper.id for entry in self.catalogue.outbox.pending(_EVERY)}
        for phrase in phrases:
            ids.update(self._holding(phrase))
        return ids

    def _holding(self, phrase: Phrase) -> set[str]:
        """Return the ids of the papers that hold the rare words a phrase needs.

        While they are many, the next rarest word narrows them.
        """
        slots = [self._stems(slot) for slot in phrase.slots]
        slots.sort(key=lambda words: -min(map(self.lexical.rarity, words), default=0.0))
        held: set[str] | None = None
        for words in slots:
            if held is None or len(held) > _FEW:
                limit = max(1, self.lexical.count())
                held = set(self.lexical.query(" ".join(words.values()), limit, among=held))
        return held or set()

    def _stems(self, slot: Sequence[str]) -> dict[str, str]:
        """Return the words of a slot, one for each stem of the index."""
        analysed = ((word, self.lexical.analyse(word)) for word in slot)
        return {max(stems, key=len): word for word, stems in analysed if stems}


def _singular(text: str) -> str:
    read = read_phrase(text)
    return read.text if read else text


def _phrases(term: Term) -> list[Phrase]:
    read = (read_phrase(wording) for wording in term.wordings)
    return [phrase for phrase in read if phrase is not None]


def _mention(entry: Entry, wordings: Sequence[Sequence[Phrase]]) -> Mention | None:
    """Return how a paper says every term, None where it does not."""
    paper = entry.paper
    titled = [any(phrase.is_in(paper.title) for phrase in phrases) for phrases in wordings]
    places = [_first(phrases, paper.abstract) for phrases in wordings]
    if not all(said or place is not None for said, place in zip(titled, places, strict=True)):
        return None
    if len(wordings) > 1:
        sentence = max(entry.sentences, key=lambda each: _said(wordings, each.text), default=None)
    else:
        place = places[0] if places and places[0] is not None else 0
        sentence = entry.sentence_at(place)
    in_abstract = any(place is not None for place in places)
    return Mention(paper, sentence, in_title=any(titled), in_abstract=in_abstract)


def _first(phrases: Sequence[Phrase], text: str) -> int | None:
    """Return where a text first says one of the phrases, None where it says none."""
    places = [place for phrase in phrases if (place := phrase.find(text)) is not None]
    return min(places, default=None)


def _said(wordings: Sequence[Sequence[Phrase]], text: str) -> int:
    """Return how many terms a text says."""
    return sum(_first(phrases, text) is not None for phrases in wordings)


def _place(mention: Mention) -> tuple[bool, str, str]:
    return (not mention.in_title, mention.paper.title.casefold(), mention.paper.id)
