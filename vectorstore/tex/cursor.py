r"""A walk over LaTeX: where it is, what it has said, and how it takes the arguments of commands.

A group or an argument is a walk of its own inside that of its surroundings, to a bounded depth.
Knows no command.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from vectorstore.tex.dollars import Formula, find_formulas

# A group or argument deeper than this stays as it is.
_DEPTH_MOST = 24
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_SPACE = re.compile(r"\s{0,20}")
_OPTION = re.compile(r"\s?\[([^\[\]{}]{0,200})\]")
_ESCAPED = re.compile(r"\\([%#&_{}~$])(?:\{\})?")


@dataclass(frozen=True, slots=True)
class Source:
    """A whole text, the closing brace of each opening one, and its formulas, by place."""

    text: str
    closing: Mapping[int, int]
    formulas: Mapping[int, Formula]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text, and how it is to be read."""

    start: int
    end: int
    maths: bool = False
    depth: int = 0


def survey(text: str) -> Source:
    """Find the groups and formulas of a text."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for brace in _BRACE.finditer(text) if "{" in text else ():
        if brace[0] == "{":
            opened.append(brace.start())
        elif brace[0] == "}" and opened:
            closing[opened.pop()] = brace.start()
    return Source(text, closing, find_formulas(text) if "$" in text or "\\" in text else {})


class Cursor:
    """One walk over a stretch of a text; what stands at it is read by `step`."""

    def __init__(self, source: Source, stretch: Stretch) -> None:
        self.source = source
        self.text = source.text
        self.stretch = stretch
        self.maths = stretch.maths
        self.at = stretch.start
        self._said: list[str] = []

    def step(self) -> None:
        """Read one token, with the arguments it takes."""
        raise NotImplementedError

    def read(self) -> str:
        """Return what the stretch says."""
        while self.at < self.stretch.end:
            self.step()
        return self.said()

    def said(self) -> str:
        """Return what has been said."""
        return "".join(self._said)

    def say(self, said: str) -> None:
        """Add to what has been said."""
        if said:
            self._said.append(said)

    def last(self) -> str:
        """Return the last character said, "" where nothing has been."""
        return self._said[-1][-1] if self._said else ""

    def next(self) -> str:
        """Return the character ahead, "" at the end."""
        return self.text[self.at] if self.at < self.stretch.end else ""

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Move behind what fits the pattern here and return it, or stay and return None."""
        found = pattern.match(self.text, self.at, self.stretch.end)
        if found is not None:
            self.at = found.end()
        return found

    def argument(self, *, bare: bool = False, maths: bool | None = None) -> str | None:
        r"""Read a group, or where `bare` the one sign of x^\alpha; None where there is neither."""
        space = _SPACE.match(self.text, self.at, self.stretch.end)
        start = space.end() if space else self.at
        sign = self.text[start] if start < self.stretch.end else ""
        if sign == "{":
            closing = self.source.closing.get(start)
            if closing is None or closing >= self.stretch.end:
                return None
            self.at = closing + 1
            return self.inside(start + 1, closing, maths=self.maths if maths is None else maths)
        if not bare or not sign or sign in "}^_$~&":
            return None
        if sign == "\\":
            return self._command_as_argument(start)
        self.at = start + 1
        return sign

    def raw_argument(self) -> str | None:
        """Return a group as it stands, as addresses are given."""
        closing = self.source.closing.get(self.at, self.stretch.end)
        if closing >= self.stretch.end:
            return None
        given = self.text[self.at + 1 : closing].strip()
        self.at = closing + 1
        return _ESCAPED.sub(r"\1", given)

    def option(self) -> str:
        """Pass over an optional argument in square brackets and return it as it stands."""
        option = self.match(_OPTION)
        return option[1] if option else ""

    def inside(self, start: int, end: int, *, maths: bool) -> str:
        """Return what a part of the stretch says; as it stands where it is too deep."""
        depth = self.stretch.depth + 1
        if depth > _DEPTH_MOST:
            return self.text[start:end]
        return type(self)(self.source, Stretch(start, end, maths=maths, depth=depth)).read()

    def skip_empty_group(self) -> bool:
        r"""Pass over the {} that ends a command's name; say whether there was one."""
        empty = self.text.startswith("{}", self.at)
        self.at += 2 * empty
        return empty

    def take_back(self, ending: str = "") -> None:
        """Take back the space said last; or an `ending` of one sign, and the space before it."""
        if ending and self.last() == ending:
            self._shorten(self._said[-1][:-1])
        while self.last().isspace():
            self._shorten(self._said[-1].rstrip())

    def _shorten(self, last: str) -> None:
        self._said.pop()
        self.say(last)

    def _command_as_argument(self, start: int) -> str | None:
        depth = self.stretch.depth + 1
        if depth > _DEPTH_MOST:
            return None
        walk = type(self)(self.source, replace(self.stretch, start=start, depth=depth))
        walk.step()
        self.at = walk.at
        return walk.said()
