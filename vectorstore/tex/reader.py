r"""Reads LaTeX from left to right and returns what it says in plain characters.

Knows what commands do from `commands` and `forms`, and their signs from `signs`.
"""

import re

from vectorstore.tex import commands
from vectorstore.tex.cursor import Cursor, Stretch, survey
from vectorstore.tex.forms import FORMS, accent
from vectorstore.tex.signs import ACCENTS, PRIME, lowered, raised, signs

_TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)?|[{}^_~$]|[^\\{}^_~$]+", re.DOTALL)
_NAME = re.compile(r"[A-Za-z]+")
_FIGURES = re.compile(r"[-−+]?\d+")
_BARE_POWER = re.compile(r"([-−+]?\d{1,4}|[A-Za-z])(?![\w(]|\.\d)|\(([-−+]?\d{1,4})\)")
_OPTIONS = re.compile(r"(?:\[[^\[\]{}]{0,200}\]){1,2}(?=\{)")
_LOPSIDED = re.compile(r"(?<=[\w)])([=<>]) (?=\S)")

_RELATIONS = frozenset(
    "<>≤≥≠≈∈∉∋→←↔⇒⇐⇔⊂⊆⊃⊇≡≪≫∝↦≲≳~±≃≅≺≻⪯⪰⟶⟹⟺∩∧⊕⊗≜\N{UNION}\N{LOGICAL OR}\N{DIVIDES}"
)
_OPERATORS = frozenset("×·∘⊙")
_WORD_LENGTH_MOST = 60


def read_latex(text: str) -> str:
    """Return what `text` says, all commands in it read once."""
    return _Reader(survey(text), Stretch(0, len(text))).read()


class _Reader(Cursor):
    """A walk that knows the commands."""

    def step(self) -> None:
        """Read one token, with the arguments it takes."""
        start, token = self.at, self.match(_TOKEN)
        assert token is not None, "every character begins a token"  # noqa: S101 - for mypy
        match token[0][0]:
            case "\\":
                self._command(token[0][1:].rstrip("*") or token[0][1:], start)
            case "{":
                self._group(start)
            case "$":
                self._formula(start)
            case "^" | "_":
                self._script(token[0])
            case "~":
                self._tie(start)
            case "}":
                self.say("" if self.maths else "}")
            case _:
                self.say(token[0].replace("'", PRIME) if self.maths else token[0])

    def _group(self, start: int) -> None:
        """Read a group: prose keeps its braces, but those around a command are the command's."""
        self.at = start
        inner = self.argument()
        if inner is None:
            self.at = start + 1
            self.say("" if self.maths else "{")
        elif self.maths:
            self.say(inner)
        elif self.text[start + 1] == "\\" and inner != self.text[start + 1 : self.at - 1]:
            self.say(inner.lstrip())
        else:
            self.say(f"{{{inner}}}")

    def _formula(self, start: int) -> None:
        formula = self.source.formulas.get(start)
        if formula is None or formula.after > self.stretch.end:
            self.say("$")
            return
        inner = _LOPSIDED.sub(r" \1 ", self.inside(formula.start, formula.end, maths=True))
        self.at = formula.after
        if inner[:1].isspace() and not self.last().isalnum():
            inner = inner.lstrip()
        self.say(inner if self.next().isalnum() else inner.rstrip())

    def _script(self, mark: str) -> None:
        content = self._script_content(mark)
        if content is None:
            self.say(mark)
        else:
            self.say(raised(content) if mark == "^" else lowered(content))

    def _script_content(self, mark: str) -> str | None:
        if self.maths:
            figures = self.match(_FIGURES)  # "10^12" is never meant to be 10¹2
            return figures[0] if figures else self.argument(bare=True)
        if not self.last().isalnum() and self.last() not in {")", "]", "}"}:
            return None
        if self.next() == "{":
            return self.argument(maths=True)
        power = self.match(_BARE_POWER) if mark == "^" else None
        return (power[1] or power[2]) if power else None

    def _tie(self, start: int) -> None:
        """Read ~ as a space: always in maths, in prose only where it is sure to be meant so."""
        before, ahead = self.last(), self.next()
        ties = ahead == "\\" or (
            (before.isalpha() or before in {".", ",", ")"}) and (ahead.isdigit() or ahead == "$")
        )
        word = self.text[max(0, start - _WORD_LENGTH_MOST) : start].rpartition(" ")[2]
        self.say(" " if self.maths or (ties and "/" not in word) else "~")

    def _command(self, name: str, start: int) -> None:
        if name in commands.NOTHING:
            # the dot of a fence that is not drawn
            self.at += name in {"left", "right"} and self.next() == "."
        elif name in commands.SPACES:
            self.say(" ")
        elif start in self.source.formulas:
            self._formula(start)
        elif name in commands.DROPPED:
            self._drop(name)
        elif name in ACCENTS and (letter := accent(name, self)) is not None:
            self.say(letter)
        elif name in FORMS:
            self.say(FORMS[name](self))
        elif name in signs():
            self._sign(name, signs()[name])
        elif name == "\\":
            self._break()
        elif name.isalnum():
            self._unknown(name, start)
        else:
            self.say(name if name in commands.ESCAPED or self.maths else f"\\{name}")

    def _drop(self, name: str) -> None:
        self.option()
        self.option()
        self.argument()
        if name in commands.DROPPED_AS_SPACE:
            self.say(" ")
        elif self.next() in ".,;:)]":  # and at the end, where there is no next
            self.take_back()
            if (self.last() + self.next()) in {"()", "[]"}:
                self.take_back(self.last())
                self.at += 1

    def _sign(self, name: str, sign: str) -> None:
        if len(sign) > 1 and sign.isascii() and sign.isalpha():
            self._word(sign)
            return
        empty = self.skip_empty_group()
        if name in commands.LETTERS and not self.maths and not empty and self.next() == " ":
            self.at += self.text[self.at + 1 : self.at + 2].islower()
        if sign in _RELATIONS or (sign in _OPERATORS and self.next() == " "):
            self._relation(sign)
        else:
            self.say(sign)

    def _relation(self, sign: str) -> None:
        """Say a sign, with space around it where something stands on its left: "≤ 5", "x ≤ 5"."""
        last, ahead = self.last(), self.next()
        stands_alone = last in "([{" or (last.isspace() and not self.maths)
        before = "" if stands_alone or last.isspace() else " "
        after = "" if stands_alone or not ahead or ahead.isspace() else " "
        self.say(f"{before}{sign}{after}")

    def _word(self, word: str) -> None:
        """Say a word; in maths, letters before and after must not run into it."""
        self.skip_empty_group()
        runs_in = self.maths and (self.last().isalnum() or self.last() == ")")
        self.say(f" {word}" if runs_in else word)
        if self.maths and (self.next().isalnum() or self.next() == "\\"):
            self.say(" ")

    def _break(self) -> None:
        r"""Read \\: a line break, but in "86\\%" and "\\omega" a sign escaped twice."""
        if self.next() in {"%", "&", "#", "_"}:
            return
        doubled = _NAME.match(self.text, self.at, self.stretch.end)
        if self.maths and doubled and doubled[0] in signs():
            self.at = doubled.end()
            self._sign(doubled[0], signs()[doubled[0]])
        elif self.maths or not self.next().isalnum():
            self.option()
            self.say(" ")
        else:
            self.say("\\\\")

    def _unknown(self, name: str, start: int) -> None:
        """Say the arguments of a command, or its name; code and paths in prose stay."""
        before = self.text[start - 1 : start] if start else ""
        in_path = before.isalpha() or before in {"\\", ":", "/"}
        if not self.maths and self.next() != "{" and (len(name) == 1 or in_path):
            self.say(f"\\{name}")
            return
        self.match(_OPTIONS)
        words: list[str] = []
        while self.next() == "{" and (said := self.argument()) is not None:
            words.append(said)
        if any(words):
            self.say(" ".join(words))
        else:
            self._word(name)
