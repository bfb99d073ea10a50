"""A Markdown text as sections under headings; its signs taken off for reading. Knows no papers."""

import re
from dataclasses import dataclass, replace

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})[ \t]*")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
# Links in round brackets; Obsidian has [[page|words]] and comments between %% and %%.
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,500}\")?\)")
_WIKI = re.compile(r"\[\[(?:[^\[\]|]{0,300}\|)?([^\[\]|]{0,300})\]\]")
_STRONG = re.compile(r"\*\*|__")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(\S(?:[^*_\n]{0,500}\S)?)\1(?![\w*])")
_COMMENT = re.compile(r"<!--.{0,2000}?-->|%%.{0,2000}?%%", re.DOTALL)
_QUOTE = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_BLOCK_ID = re.compile(r"[ \t]\^[\w-]+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its level (1 to 6; 0 for what stands before the first), and the lines under it."""

    level: int
    heading: str
    line: int
    body: tuple[str, ...]


def sections_of(text: str, first_line: int = 1) -> tuple[Section, ...]:
    """Return the sections of a text in order; code between fences is left out."""
    sections: list[Section] = []
    section = Section(0, "", first_line, ())
    body: list[str] = []
    fenced = False
    for number, line in enumerate(text.split("\n"), start=first_line):
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced:
            continue
        begun = _begun(line.rstrip(), number, body)
        if begun is None:
            body.append(line)
            continue
        above = body if begun.line == number else body[:-1]  # its words stand over the rule
        sections.append(replace(section, body=tuple(above)))
        section, body = begun, []
    sections.append(replace(section, body=tuple(body)))
    return tuple(sections)


def _begun(line: str, number: int, above: list[str]) -> Section | None:
    """Return the section that a line begins: "## Words", or a rule under one line of words."""
    signs = _HEADING.fullmatch(line)
    if signs is not None:
        return Section(len(signs[1]), signs[2].rstrip("#").rstrip(), number, ())
    rule = _UNDERLINE.fullmatch(line)
    if rule is None or not above or not above[-1].strip() or "".join(above[-2:-1]).strip():
        return None
    return Section(1 if rule[1][0] == "=" else 2, above[-1].strip(), number - 1, ())


def plain(text: str) -> str:
    """Return Markdown as words: links, emphasis, quotation and comments are taken off."""
    text = _BLOCK_ID.sub("", _QUOTE.sub("", _COMMENT.sub(" ", text)))
    text = _STRONG.sub("", _WIKI.sub(r"\1", _LINK.sub(r"\1", text)))
    return _EMPHASIS.sub(r"\2", text).strip()
