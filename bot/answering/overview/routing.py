"""Recognise a question over the whole library, by rule: lists, counts, the newest, disagreements.

An opening ("how many papers"), then what is asked of the papers ("mention GNNs"). What is not
surely such a question goes the usual way: a question about one fact must never end as a list.
Knows no library.
"""

import re
from dataclasses import replace
from datetime import date

from bot.answering.overview.period import read_period
from bot.answering.overview.request import ListKind, ListRequest
from bot.answering.overview.topic import is_topic
from vectorstore.records import Filters

_POLITE = re.compile(
    r"^(?:(?:please|hey|hi|ok|okay|so|and|now|then)\b[,:]?\s*)*"
    r"(?:(?:can|could|would|will) you (?:please )?|i(?:'d| would) like (?:you )?to |i want to |"
    r"let['’]?s )?(?:please )?",
    re.IGNORECASE,
)
_PAPERS = r"(?:papers|articles|abstracts|publications|preprints|works|studies)"
_PAPER = r"(?:papers?|articles?|publications?|preprints?|works?|stud(?:y|ies)|research)"
_OTHERS = r"(?:methods|models|systems|datasets|approaches|frameworks|benchmarks|architectures)"
_NEWEST = r"(?:newest|latest|most recent|recent)"
_ALL = r"(?:all\s+|every\s+|of\s+|the\s+|your\s+|my\s+|some\s+|any\s+|other\s+)*"
_SHOW = r"(?:list|show(?: me)?|give me|find(?: me)?|name|enumerate|tell me)"
_HAVE = (
    r"(?:do (?:i|you|we) have|(?:does )?(?:the|this|my|your) (?:library|collection) "
    r"(?:have|has|holds?|contains?|includes?))"
)
_HERE = rf"(?:\s+(?:(?:are )?there\b|here|{_HAVE}|in (?:the|this|my|your) (?:library|collection)))*"
_OPENINGS: tuple[tuple[ListKind, str], ...] = (
    ("disagreement", rf"(?:which|what)\s+{_PAPERS}\s+disagree"),
    ("disagreement", rf"do\s+{_ALL}{_PAPERS}\s+(?:dis)?agree"),
    ("disagreement", rf"do\s+{_ALL}{_PAPERS}\s+(?:contradict|conflict)(?: (?:each|one an)other)?"),
    ("disagreement", r"(?:is|are) there\s+(?:any |a )?(?:disagreements?|contradictions?)"),
    ("count", rf"how many\s+{_ALL}{_PAPERS}"),
    ("count", rf"(?:count|(?:what is |what['’]s )?the number of)\s+{_ALL}{_PAPERS}"),
    ("newest", rf"(?:(?:what|which)(?:['’]s| is| are)?\s+|{_SHOW}\s+)?{_ALL}{_NEWEST}\s+{_PAPER}"),
    ("newest", rf"(?:what['’]s|what is|{_SHOW} what['’]?s|(?:is there )?anything)\s+new"),
    ("newest", r"(?:the )?(?:newest|latest)(?=\s+(?:on|about|in)\b)"),
    ("list", rf"what\s+(?:{_HAVE[:-1]}|is there))(?=\s+(?:on|about)\b)"),
    ("list", rf"{_SHOW}\s+(?:which\s+)?{_ALL}{_PAPERS}"),
    ("list", rf"(?:which|what)\s+{_ALL}{_PAPERS}(?:/\w+)?"),
    ("list", rf"(?:which|what)\s+\w+/{_PAPERS}"),
    ("list", rf"(?:is|are) there\s+{_ALL}{_PAPER}"),
    ("list", rf"{_HAVE}\s+(?:any(?:thing)?|some(?:thing)?)(?:\s+{_PAPERS})?"),
    ("list", rf"{_ALL}papers"),
)
_OPENING_OF_OTHERS = rf"(?:(?:which|what)|{_SHOW})\s+{_ALL}{_OTHERS}"
_IN_HOW_MANY = re.compile(
    rf"^in how many {_PAPERS} (?:(?:do|does|is|are) )?(?P<topic>.+?) "
    r"(?:come up|appears?|occurs?|mentioned|discussed|used)$",
    re.IGNORECASE,
)
_SAYING_NOTHING = re.compile(
    r"(?:(?:that|which) )?(?:(?:are|is|were|was|came) ?(?:out|published)?)?", re.IGNORECASE
)
_NEWEST_LAST = re.compile(
    rf"^(?:which|what)\s+{_PAPER}\s+(?:is|are) (?:the )?{_NEWEST}\s*(?={_HERE}(?:on|about)\b|$)|"
    rf"^(?:which|what)\s+{_PAPER}(?P<rest>\s.+?)\s+(?:is|are) (?:the )?{_NEWEST}$",
    re.IGNORECASE,
)
# What a paper may do with a topic. Anything else may be a fact about one of them.
_PARTICIPLES = r"""about|on|over|concerning|regarding|related to|dealing with|involving|using|
    mentioning|discussing|covering|with|containing|describing|studying|applying|investigating"""
_VERBS = r"""use|mention|discuss|describe|cover|address|study|studies|investigate|explore|examine|
    consider|apply|applies|employ|contain|involve|propose|introduce|present|name|cite|say|concern|
    tackle|include|adopt|treat|leverage|exploit|speak of|speak about|talk about|write about|
    refer to|look at|make use of|have to do with|deal with|work on|work with|experiment on|
    experiment with|rely on|build on|focus on|report|report on|report results on|report results for|
    evaluate on|test on|train on|say something about|measure themselves against|
    compare themselves with|compare themselves to|compare against"""
_STATES = r"(?:(?:are|is|were|was)\s+)?(?:based|built|evaluated|tested|trained|run)\s+(?:on|with)"
_SPLIT = re.compile(r"\s*\|\s*")
_SAYS = re.compile(
    r"^(?:that|which|who)?\s*(?:(?:do|all|also|both|explicitly|actually)\s+)*(?:(?:are|is|were)\s+"
    rf")?(?:{'|'.join(_SPLIT.split(_PARTICIPLES))}|{_STATES}|"
    rf"(?:{'|'.join(sorted(_SPLIT.split(_VERBS), key=len, reverse=True))})[sd]?)\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_SAYS_OF_OTHERS = re.compile(
    rf"^(?:that|which)?\s*(?:use|mention|report(?: results)?(?: on)?|rely on|make use of|{_STATES})"
    r"\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:on|about|over|in|with|regarding|whether|for)\s+(?P<topic>.+)$", re.IGNORECASE
)
_PARTICLE = r"(?:(?:de|van|von|den|der|la|di|da|du|al|bin)\s+)*"
_AUTHOR = re.compile(
    r"\s*\b(?i:(?:(?:that )?(?:was|were) )?(?:(?:co-?)?(?:written|authored) )?by)\s+"
    rf"(?P<name>{_PARTICLE}[A-Z][\w.'’-]*(?:\s+{_PARTICLE}[A-Z][\w.'’-]*){{0,3}})|"
    r"^\s*(?:(?:written|authored) )?by\s+(?P<small>[a-z][\w'’-]+(?:\s+(?!since|from|in|about|on)"
    r"[a-z][\w'’-]+)?)"
)
_DID = re.compile(
    r"^(?:what|which papers) (?:has|have|did) (?P<name>.+?) (?:written|write|published?|authored?)"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
_CATEGORY = re.compile(
    r"\s*\b(?:in|from|of)\s+(?:the\s+)?(?:category\s+|arxiv\s+)?(?P<name>[a-z-]+\.[A-Z]{2,4})\b"
)


def read_listing(question: str, today: date) -> ListRequest | None:
    """Return what list, count or newest is asked for, None where the question is another."""
    text = _POLITE.sub("", question.strip(" ?!.")).strip()
    written = _DID.match(text)
    if written:
        request = ListRequest("list", filters=Filters(author=written["name"].strip()))
        return _narrowed(request, written["rest"], today)
    counted = _IN_HOW_MANY.match(text)
    if counted:
        return _narrowed(ListRequest("count"), f"mention {counted['topic']}", today)
    last = _NEWEST_LAST.match(text)
    if last:
        rest = last["rest"] or text[last.end() :]
        return _narrowed(ListRequest("newest"), rest, today)
    for kind, opening in _OPENINGS:
        found = re.match(rf"(?:{opening})\b{_HERE}", text, re.IGNORECASE)
        if found:
            return _narrowed(ListRequest(kind), text[found.end() :], today)
    found = re.match(rf"(?:{_OPENING_OF_OTHERS})\b", text, re.IGNORECASE)
    if found:
        return _narrowed(ListRequest("list", firm=False), text[found.end() :], today)
    return None


def _narrowed(request: ListRequest, rest: str, today: date) -> ListRequest | None:
    """Return the request with the topic and the filters of what follows its opening."""
    filters = request.filters
    author, category = _AUTHOR.search(rest), _CATEGORY.search(rest)
    for found in (category, author):
        if found:
            rest = rest.replace(found[0], " ", 1)
    if author:
        filters = replace(filters, author=author["name"] or author["small"])
    if category:
        filters = replace(filters, category=category["name"])
    period, rest = read_period(rest, today)
    rest = re.sub(rf"^{_HERE}|{_HERE}$", "", " ".join(rest.split()), flags=re.IGNORECASE).strip()
    topic = _topic(request, rest.strip(" ,"))
    if topic is None or (request.kind == "disagreement" and not topic):
        return None
    narrowed = replace(request, topic=topic, filters=filters, period=period)
    return narrowed if topic or request.firm else None


def _topic(request: ListRequest, rest: str) -> str | None:
    """Return what papers are asked to say, empty for nothing, None where it is no topic."""
    if _SAYING_NOTHING.fullmatch(rest):
        return ""
    says = _SAYS if request.firm else _SAYS_OF_OTHERS
    found = says.match(rest)
    if found is None and request.kind in {"newest", "disagreement"}:
        found = _ABOUT.match(rest)
    if found is None:
        return None
    topic = found["topic"].strip(" ,")
    return topic if is_topic(topic) else None
