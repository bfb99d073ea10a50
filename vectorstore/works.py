"""A batch of told papers, each laid to the work it belongs to, and what is to be written of these.

A work is found by any of its ids, else by its title (`vectorstore.merge.same_work`). Pure: what the
catalogue holds comes in, changes go out; the works of a batch find each other too.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from vectorstore.identity import title_id
from vectorstore.merge import is_older, known_apart, may_be_same, merge, outdated, same_work
from vectorstore.records import Paper, Version
from vectorstore.sources.draft import Draft

Fate: TypeAlias = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Told:
    """A paper as a source tells it, the draft it was made of, and the hash of that."""

    paper: Paper
    draft: Draft
    digest: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be written of one work.

    `seq` and `before` are its row as it stands, None for a new one; `spoken` told the words that
    `paper` has now, None where they stay; `absorbed` are rows that turned out to be this work, and
    `voice` the one of them that has these words, where one has.
    """

    seq: int | None
    before: Paper | None
    paper: Paper
    told: tuple[Told, ...]
    spoken: Told | None
    replaced: tuple[Version, ...]
    absorbed: tuple[int, ...]
    voice: int | None = None

    def among(self, standing: Container[int]) -> "Change":
        """Return the change as it is where only these rows are left.

        The number of a row that was deleted may be another's by the time this is written.
        """
        gone = self.seq is not None and self.seq not in standing
        return replace(
            self,
            seq=None if gone else self.seq,
            before=None if gone else self.before,
            absorbed=tuple(seq for seq in self.absorbed if seq in standing),
            voice=self.voice if self.voice in standing else None,
        )


@dataclass(slots=True, eq=False)
class _Work:
    """A work while its batch is heard; `part_of` is the work that it turned out to be."""

    place: int
    seq: int | None
    before: Paper | None
    paper: Paper
    told: list[Told] = field(default_factory=list)
    spoken: Told | None = None
    replaced: list[Version] = field(default_factory=list)
    absorbed: list[int] = field(default_factory=list)
    voice: int | None = None
    part_of: "_Work | None" = None


class Gathering:
    """The works that a batch may be about, and what becomes of them."""

    def __init__(self, known: Iterable[tuple[int, Paper]], now: str) -> None:
        """Take the rows (number, paper) that share an id or a title with the batch."""
        self._now = now
        self._works: list[_Work] = []
        self._by_id: dict[str, _Work] = {}
        self._by_title: dict[str, list[_Work]] = {}
        for seq, paper in known:
            self._enter(seq, paper, paper)

    def hear(self, told: Told) -> tuple[int, Fate]:
        """Lay a told paper to its work; return the work's number in this batch, and its fate."""
        same = self._matching(told.paper)
        if not same:
            work = self._enter(None, None, self._distinct(told.paper))
            work.told, work.spoken = [told], told
            return work.place, "added"
        work = same[0]
        joined = [self._absorb(work, other) for other in same[1:]]
        before, paper = work.paper, told.paper
        if self._by_id.get(paper.id, work) is not work:  # the id of its title is a namesake's
            paper = replace(paper, id=before.id)
        left = outdated(before, paper, self._now)
        work.paper = merge(before, paper)
        work.told.append(told)
        if left is not None:
            work.replaced.append(left)
            if (left.title, left.abstract) == (before.title, before.abstract):
                work.spoken, work.voice = told, None
        self._name(work)
        changed = work.paper != before or left is not None or any(joined)
        return work.place, "updated" if changed else "unchanged"

    def final(self, number: int) -> int:
        """Return the number of the work that a work turned out to be, mostly its own."""
        work = self._works[number]
        while work.part_of is not None:
            work = work.part_of
        return work.place

    def changes(self) -> dict[int, Change]:
        """Return what is to be written, by number of the work, in the order of the batch."""
        return {
            work.place: Change(
                seq=work.seq,
                before=work.before,
                paper=work.paper,
                told=tuple(work.told),
                spoken=work.spoken,
                replaced=tuple(work.replaced),
                absorbed=tuple(work.absorbed),
                voice=work.voice,
            )
            for work in self._works
            if work.told and work.part_of is None
        }

    def _enter(self, seq: int | None, before: Paper | None, paper: Paper) -> _Work:
        work = _Work(len(self._works), seq, before, paper)
        self._works.append(work)
        self._name(work)
        return work

    def _name(self, work: _Work) -> None:
        for known in (work.paper.id, *work.paper.also):
            self._by_id[known] = work
        namesakes = self._by_title.setdefault(title_id(work.paper.title), [])
        if work not in namesakes:
            namesakes.append(work)

    def _matching(self, paper: Paper) -> list[_Work]:
        """Return the works that a paper is, the one with the best id first; mostly one or none."""
        near = [self._by_id[known] for known in (paper.id, *paper.also) if known in self._by_id]
        near += self._by_title.get(title_id(paper.title), [])
        unique = {work.place: work for work in near if work.part_of is None}.values()
        same = [work for work in unique if same_work(work.paper, paper)]
        if not same:
            same = [work for work in unique if _unnamed(work.paper, paper)][:1]
        order = ("arxiv", "doi", "title")
        return sorted(same, key=lambda work: order.index(work.paper.id.partition(":")[0]))

    def _absorb(self, work: _Work, other: _Work) -> bool:
        """Make another work part of this one, unless their ids say that they are two.

        Where their words differ, the newer ones stay.
        """
        if known_apart(work.paper, other.paper):
            return False
        left = outdated(other.paper, work.paper, self._now)
        if left is not None and is_older(work.paper, than=other.paper):
            work.spoken, work.voice = other.spoken, other.voice or other.seq
        work.paper = merge(other.paper, work.paper)
        work.told += other.told
        work.replaced += [*other.replaced, *([left] if left else [])]
        work.absorbed += [*other.absorbed, *([] if other.seq is None else [other.seq])]
        other.part_of = work
        return True

    def _distinct(self, paper: Paper) -> Paper:
        """Return a paper under an id of its own where another work has the one of its title."""
        if paper.id not in self._by_id:
            return paper
        return replace(paper, id=title_id(paper.title, *paper.authors[:1], paper.abstract))


def _unnamed(known: Paper, told: Paper) -> bool:
    """Say whether both papers are a title and words only, of one title: an edited abstract."""
    return known.id == told.id and may_be_same(known, told)
