"""The attributes of a web page's elements, read as a stream; no tree of the page is built.

The one file that imports lxml. Measured on hostile pages: lxml's stream takes .4 s for 2.5 MB of
"<div>"; selectolax and nh3, which build trees, take over 20 s for it; `html.parser` of the standard
library takes over 20 s for 0.3 MB of "<a ". Knows no site.
"""

from collections.abc import Mapping
from typing import TypeAlias

from lxml import etree

from vectorstore.errors import SourceUnreadable

Attributes: TypeAlias = Mapping[str, str]


class _Collector:
    """Told of every start tag by the parser; keeps those that carry an attribute."""

    def __init__(self, attribute: str) -> None:
        self._attribute = attribute
        self._found: list[Attributes] = []

    def start(self, _tag: str, attributes: Attributes) -> None:
        """Take note of a start tag."""
        if self._attribute in attributes:
            self._found.append(dict(attributes))

    def close(self) -> list[Attributes]:
        """Return what was kept."""
        return self._found


def elements_with(attribute: str, html: str, place: str) -> list[Attributes]:
    """Return the attributes of each element that has `attribute`, in order, entities resolved.

    Raises SourceUnreadable for a page that is broken; `place` is named in it.
    """
    # Not huge, libxml2 hands over an attribute of more than 10 MB as an empty one, without a word.
    parser = etree.HTMLParser(
        target=_Collector(attribute), encoding="utf-8", no_network=True, huge_tree=True
    )
    try:
        parser.feed(html.encode())
        found: list[Attributes] = parser.close()
    except UnicodeEncodeError:
        raise SourceUnreadable(
            f"{place} is not text in UTF-8.", remedy="Save it again from the browser."
        ) from None
    except etree.LxmlError as error:
        raise SourceUnreadable(
            f"{place} cannot be read as HTML: {error}.", remedy="Save it again from the browser."
        ) from error
    return found
