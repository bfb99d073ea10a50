r"""Mends what saving, copying and TeX did to the text of a paper, and finds the links in it.

Every rule undoes damage seen in a real source: hard line breaks, "https: //github.com/x",
"{\footnotesizeblue{https://...}}", "2times" for 2\times, "100\%". Other words and every figure
stay as they are. Knows no file format.
"""

import re

# Control signs, and the invisible ones that split words: soft hyphen, zero-width space, byte-order
# mark. So are those that turn the direction of a text, with which a title could turn what a page
# shows after it. A line break, a tab and a form feed are white space and are collapsed instead.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)
# A line broken inside "large-scale", but not after the first word of "pre- and post-training".
_BROKEN_COMPOUND = re.compile(r"(?<=[^\W_])-\n[ \t]*(?!(?:and|or|to)\b)(?=[^\W_])")
_TEX_ESCAPE = re.compile(r"\\([%&#_])")
_TEX_TIE = re.compile(r"(?<=[A-Za-z])~(?=[A-Za-z])")
_GLUED_TIMES = re.compile(r"(?<=\d)times(?![A-Za-z])")
_TIMES_FIGURE = re.compile(r"(?<=\d times)(?=\d)")

# Begins with what is rare, not with \b, which is tried at every place.
_BROKEN_SCHEME = re.compile(r"http(?<!\whttp)(s?) ?: ?/ ?/ ?(?=[A-Za-z0-9])")
_BROKEN_URL = re.compile(r"(https?://[^\s{}]+) ([^\s{}]+)")
_TLD = re.compile(r"(?:com|org|io|net|edu|ai|co|dev)(?:[/.,;)]|$)")
_FORGE_OWNER = re.compile(r"https?://(?:www\.)?(?:github|gitlab|huggingface)\.(?:com|co)/[^/]*/?")
_PROSE = frozenset(
    "a an and are as at by can for from has in is it of on or the to we with".split()
)
# Bounded, so that no text of backslashes makes it slow.
_TEX_WRAPPED_URL = re.compile(
    r"(?:\{ ?)?(?:\\[A-Za-z]{1,30}(?: ?\{[A-Za-z]{1,20}\})? ?){1,4}"
    r"\{ ?((?:https?://|www\.)[^\s{}]+) ?\}(?: ?\})?"
)
_BRACED_URL = re.compile(r"\{ ?(https?://[^\s{}]+) ?\}")
_SPACED_STOP = re.compile(r"(https?://\S*[\w/]) ([.,;)](?:\s|$))")

_LINK = re.compile(
    r"(?:https?://(?:www\.)?|www\.|(?<![\w/.@-])(?=[\w-]+\.github\.io\b)"
    r"|(?<![\w/.@-])(?=(?:github|gitlab)\.com/|huggingface\.co/))"
    r"""[^\s<>"'{}|\\^`\[\]]+""",
    re.IGNORECASE,
)
_LINK_SIGNS = ("://", "www.", "github", "gitlab", "huggingface")
_HOST = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)


# Joining looks through the text once for each address; no abstract has more than some.
_URLS_MOST = 100


def mend_text(text: str) -> str:
    """Return `text` on one line, with known damage undone."""
    if "-\n" in text:
        text = _BROKEN_COMPOUND.sub("-", text)
    text = " ".join(text.split())
    if not text.isprintable():
        text = " ".join(_INVISIBLE.sub("", text).split())
    # Again until nothing changes, because mending one thing may lay another bare.
    while (mended := _mend_once(text)) != text:
        text = mended
    return text


def encodable(text: str) -> str:
    """Replace lone surrogates, which arguments and JSON can carry and no store or index takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def find_links(text: str) -> tuple[str, ...]:
    """Return the web addresses in mended text, in order, each once.

    A bare `github.com/x/y` counts and gets its scheme; punctuation of the sentence is left off.
    """
    low = text.lower()
    if not any(sign in low for sign in _LINK_SIGNS):
        return ()
    # Words without a slash or GitHub in them hold no address; the pattern is ten times as slow.
    words = (word for word in text.split() if "/" in word or "github" in word or "www." in word)
    links = (_bare_link(match[0]) for word in words for match in _LINK.finditer(word))
    return tuple(dict.fromkeys(link for link in links if _HOST.match(link)))


def _mend_once(text: str) -> str:
    if "\\" in text:
        text = _TEX_ESCAPE.sub(r"\1", text)
    if "~" in text:
        text = _TEX_TIE.sub(" ", text)
    if "times" in text:
        text = _TIMES_FIGURE.sub(" ", _GLUED_TIMES.sub(" times", text))
    if ("http" in text or "www." in text) and text.count("http") <= _URLS_MOST:
        text = _mend_urls(text)
    return text


def _mend_urls(text: str) -> str:
    text = _BROKEN_SCHEME.sub(r"http\1://", text)
    text = _join_broken_urls(text)
    if "{" in text:
        text = _TEX_WRAPPED_URL.sub(r"\1", text)
        text = _BRACED_URL.sub(r"\1", text)
    return _SPACED_STOP.sub(r"\1\2", text)


def _join_broken_urls(text: str) -> str:
    """Join each address with the words after it for as long as it is plainly unfinished."""
    at = 0
    while (match := _BROKEN_URL.search(text, at)) is not None:
        url, follower = match[1], match[2]
        if _is_unfinished(url, follower):
            text = text[: match.end(1)] + text[match.start(2) :]
            at = match.start()
        else:
            at = match.end(1)
    return text


def _is_unfinished(url: str, follower: str) -> bool:
    """Say whether a space inside an address is damage: only where no sentence reads that way."""
    host, _, path = url.split("://", 1)[1].partition("/")
    word = follower.rstrip(".,;:!?)")
    if "." not in host:
        return re.match(r"[\w-]*\.[a-z]{2}", follower) is not None
    if host.endswith(".") and not path:
        return _TLD.match(follower) is not None
    if word in _PROSE or not word:
        return False
    if follower.startswith("/"):
        return True
    if url.endswith("/"):
        return _FORGE_OWNER.fullmatch(url) is not None or re.search(r"[/_-]", word) is not None
    return url.endswith(("-", "_")) and word[0].isalnum()


def _bare_link(found: str) -> str:
    link = found.rstrip(".,;:!?*~")
    while link.endswith(")") and link.count(")") > link.count("("):
        link = link[:-1].rstrip(".,;:!?*~")
    return link if link.lower().startswith("http") else f"https://{link}"
