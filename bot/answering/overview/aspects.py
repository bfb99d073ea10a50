"""What papers are compared in: the usual rows, and the cues of what readers ask to compare.

Tables only. A sentence states an aspect if it has one of its cues; how near it is to the probe in
meaning decides between several.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aspect:
    """One row: its name, the probe it is compared with in meaning, and its cues.

    It is looked for between two `places` of an abstract (0 its begin, 1 its end). A sentence that
    serves one row with `own` set serves no other such row. Without cues, the words of the probe
    are the cues.
    """

    name: str
    probe: str
    cues: re.Pattern[str] | None = None
    places: tuple[float, float] = (0.0, 1.0)
    own: bool = False


def _cues(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_RESULTS = _cues(
    r"""\b(?:outperform\w*|achiev\w*|reach\w*|improv\w*|surpass\w*|beats?|exceed\w*|gains?|faster|
    better|fewer|lower|accuracy|error|state[- ]of[- ]the[- ]art|speed-?ups?|F1|
    BLEU|(?-i:mAP)|wins?)\b|
    \d\s?%|\b\d+(?:\.\d+)?(?:x|×|[ ]times)"""
)
_DATA = _cues(
    r"""\b(?:data[ ]?sets?|benchmarks?|corp(?:us|ora)|ImageNet\w*|CIFAR-?\d*|COCO|WMT\w*|AudioSet|
    training[ ]data|billion[- ]scale)\b|\bogbn?-\w+"""
)
_METHOD = _cues(
    r"""\b(?:uses?|using|by[ ]\w+ing|consists?|modules?|combin\w*|builds?|built|
    replac\w*|steps?|stages?|technique|keeps?|adopts?|splits?|joins?|instead|together)\b"""
)
_CODE = _cues(r"https?://|\bgithub\b")

# In the order of the table.
USUAL = (
    Aspect(
        "What it is",
        "This paper introduces a new method, model, dataset or system.",
        _cues(
            r"""\b(?:introduc|propos|present|describ|defin)\w*|\b(?:is|are)[ ](?:an?|the|built|
            designed|therefore)\b|\b(?:new|formulation|framework|called|namely|remedy|answers?|addresses|develops?)\b|
            \bthis[ ](?:paper|work|book|survey|thesis|study)\b"""
        ),
        (0.1, 0.6),
        own=True,
    ),
    Aspect(
        "The problem",
        "Earlier methods have a weakness: they fail, are costly or do not generalise.",
        _cues(
            r"""\b(?:however|but|yet|although|whereas|lack\w*|fail\w*|suffer\w*|challeng\w*|
            problems?|difficult\w*|limit(?:s|ed|ations?)|slows?|
            holds?[ ]back|weakness\w*|costly|hard|harder|rarely|cannot|poorly|
            too|expensive|bottleneck\w*|ignor\w*|overlook\w*|unstable|question|disregard\w*)\b"""
        ),
        (0.0, 0.4),
        own=True,
    ),
    Aspect(
        "How it works",
        "The method works like this: it uses, combines, trains and replaces parts.",
        _METHOD,
        (0.3, 0.8),
        own=True,
    ),
    Aspect("Data", "The experiments use these datasets, benchmarks or corpora.", _DATA),
    Aspect(
        "Results",
        "In experiments it does better than the baselines, by this much.",
        _RESULTS,
        (0.5, 1.0),
        own=True,
    ),
    Aspect("Code", "The code is available at this address.", _CODE),
)
# Rows are filled in this order: what a paper found is surest, how it works the least sure.
FILLING = ("Results", "What it is", "The problem", "How it works", "Data", "Code")

# A word that readers compare papers in, and how abstracts speak of it.
_ASKED = (
    (r"speed|fast\w*|slow\w*|latency|time|quick\w*|runtime",
     r"""\b(?:fast\w*|slow\w*|speed\w*|latency|seconds?|millisecond\w*|minutes?|hours?|days?|
     throughput|time|quick\w*)\b|\b\d+(?:\.\d+)?(?:x|×|[ ]times)"""),
    (r"memory|storage|disk|ram",
     r"\b(?:memory|storage|disk|RAM|[\d.]+\s?GB|\d+GB|parameters?)\b"),
    (r"size|parameters?|scale", r"\b(?:parameters?|size|small\w*|large\w*|[\d.]+\s?[MB]\b)\b"),
    (r"accuracy|performance|quality|results?|scores?|findings?", _RESULTS.pattern),
    (r"cost|price|efficien\w*",
     r"\b(?:costs?|expensive|cheap\w*|efficien\w*|GPU[ ]?\w*|resources?|dollars?|fewer)\b|\$"),
    (r"data|datasets?|benchmarks?|training data", _DATA.pattern),
    (r"methods?|approach\w*|techniques?|architectures?|works?", _METHOD.pattern),
    (r"code|github|implementations?", _CODE.pattern),
)  # fmt: skip


def asked_aspects(names: Sequence[str]) -> tuple[Aspect, ...]:
    """Return an aspect for each name that a reader gave, with cues where it is a usual one."""
    return tuple(Aspect(name, name, _cues_of(name)) for name in names)


def _cues_of(name: str) -> re.Pattern[str] | None:
    for words, pattern in _ASKED:
        if re.fullmatch(words, name, re.IGNORECASE):
            return _cues(pattern)
    return None
