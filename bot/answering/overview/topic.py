"""What a list is asked for: whether words are a topic, and the terms it is looked up as.

A topic is looked up as it stands; where no paper says that, its parts are, each of them.
"""

import re

from bot.answering.names import find_names

_WORDS_MOST = 8
# A topic is the name of a thing; with these it says or asks something of it.
_NO_TOPIC = re.compile(
    r"\b(?:than|most|least|because|whether|when|how|why|who|whose|what|better|best|worse|worst|"
    r"not|no|without|never|instead|it|its|itself|them|this paper|the authors?|is|are|was|were|do|"
    r"does|did|has|have|had|can|could)\b|[?;:]",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:the|a|an|any|some|both|topics? (?:of|like)|subjects? of|(?:the )?(?:term|word|phrase|"
    r"name|use|idea|concept|topic|subject|task|problem|method|technique) (?:of )?(?=[\"“A-Za-z]))"
    r"\s*\b",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s+(?:in|from)\s+(?:(?:the|their|its)\s+)?(?:title|abstract|titles|abstracts|library|text)"
    r"(?:\s+or\s+\w+)?$|\s+(?:at all|anywhere|somewhere|too|as well|please|here|papers?|"
    r"settings?|scenarios?)$",
    re.IGNORECASE,
)
_KIND_OF_NAME = re.compile(
    r"\s+(?:data ?sets?|benchmarks?|corpus|corpora|methods?|models?|tasks?|algorithms?|"
    r"architectures?|systems?|frameworks?|techniques?)$",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r"\s+(?:and|together with|for|with|in|on|to|by|using|of)\s+|\s*,\s*", re.IGNORECASE
)
_EITHER = re.compile(r"\s+or\s+|\s*/\s*(?=\w{3})", re.IGNORECASE)
_SHORT_FORM = re.compile(r"^(?P<long>.+?)\s+\((?P<short>[\w-]+)\)$")
_QUOTED = re.compile(r"[\"“]([^\"”]+)[\"”]")


def is_topic(words: str) -> bool:
    """Say whether words name a thing that can be looked up."""
    quoted = _QUOTED.fullmatch(words.strip())
    return bool(quoted) or (
        len(words.split()) <= _WORDS_MOST and not _NO_TOPIC.search(_clean(words))
    )


def phrase_of(topic: str) -> str:
    """Return the phrase to look up: no article, no "in the title", no "dataset" after a name."""
    quoted = _QUOTED.search(topic)
    if quoted:
        return quoted[1]
    cleaned = _clean(topic)
    shorter = _KIND_OF_NAME.sub("", cleaned)
    # "the CIFAR-10 dataset" is looked for as CIFAR-10, "language models" as it stands.
    named = shorter != cleaned and len(find_names(f"on {shorter}")) == len(shorter.split())
    return shorter if named else cleaned


def either_of(phrase: str) -> tuple[str, ...]:
    """Return the phrases of which any will do: "A or B", "neural architecture search (NAS)"."""
    both = _SHORT_FORM.match(phrase)
    return _phrases([both["long"], both["short"]] if both else _EITHER.split(phrase))


def parts_of(phrase: str) -> tuple[str, ...]:
    """Return the phrases that must all be said: "A and B", "A for B"."""
    return _phrases(_JOINTS.split(phrase))


def _phrases(parts: list[str]) -> tuple[str, ...]:
    cleaned = (phrase_of(part) for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if part))


def _clean(words: str) -> str:
    before = None
    words = re.sub(r",?\s*please$", "", words.strip(" ,.'’"), flags=re.IGNORECASE)
    while before != words:
        before = words
        words = _TRAILING.sub("", _LEADING.sub("", words)).strip(" ,")
    return words
