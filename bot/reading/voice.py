"""Who speaks and who is spoken of: "we" becomes the authors, "it" the name it stands for.

Works on the words of one part of a sentence. Knows no paper beyond the name it is given.
"""

import re

from bot.answering.followup.focus import short_name

_FORMS = {
    "we": "they", "us": "them", "our": "their", "ours": "theirs", "ourselves": "themselves",
    "my": "their",
}  # fmt: skip
_FIRST_PERSON = re.compile(r"\b(?:we|us|our|ours|ourselves|my)\b(?![-.])", re.IGNORECASE)
_AUTHORS_SPEAK = re.compile(
    r"\b(?:we (?:\w+ly |also |then |first |further |have |can |do |did |were able to )?(?:propos"
    r"|introduc|present|show|find|found|demonstrat|stud|investigat|develop|use|used|report|provid"
    r"|argue|prov|describe|consider|design|evaluat|analy[sz]|explor|examin|observ|identif|construct|build|built"
    r"|train|test|perform|conduct|address|apply|appl|compar|discover|discuss|establish|review|make"
    r"|achiev|obtain|infer|conclu|deriv|formulat|measur|generat|collect|reveal|validat|illustrat"
    r"|releas|suggest|extend|focus|aim|take|employ|combin|confirm|characteri|create|determin|hypothe"
    r"|implement|leverag|outperform|pose|prove|quantif|record|sequenc|solve|tackle|utili)\w*"
    r"|(?:our|us) (?:\w+ ){0,2}(?:results?|methods?|approach\w*|models?|work|paper|analys[ie]s"
    r"|framework|experiments?|findings?|study|studies|data|dataset|system|algorithm|technique"
    r"|evaluation|contributions?|code|implementation|theory|architecture|network|knowledge|task))\b",
    re.IGNORECASE,
)
_PAPER_VERBS = re.compile(
    r"It (?:also |then |first )?(?=(?:proposes|introduces|presents|describes|studies|reviews"
    r"|investigates|examines|explores|discusses|reports|argues)\b)"
)
_AUTHORS_VERBS = re.compile(
    r"They (?P<adverb>also |then |first )?(?=(?:propose|introduce|present|describe|study|review"
    r"|investigate|examine|explore|discuss|report|argue|show|find|develop|collect|observe|prove"
    r"|demonstrate|evaluate|compare)\b)"
)
_SINGULAR = re.compile(r"(?P<before>(?:But |So )?)It (?P<after>)")
_LED_SINGULAR = re.compile(
    r"(?P<before>(?:But |So )?(?:In|On|At|With|For|From|By|Under|Once|When|As|Because|Without)\b"
    r"[^,;]{0,60}?,? )it (?P<after>)"
)
_ITS = re.compile(r"(?P<before>(?:But |So )?)Its (?=[a-z])(?P<after>)")
_PLURAL = re.compile(r"(?P<before>(?:But |So )?)They (?P<after>)")
_THEIR = re.compile(r"(?P<before>(?:But |So )?)Their (?=[a-z])(?P<after>)")
_AUTHORS = "the authors"
_LEANING = re.compile(
    r"(?:But |So |Meanwhile, |Then )?(?:[Ii]t|[Tt]hey|[Tt]hem|[Ii]ts|[Tt]heir|[Tt]hese"
    r"|[Tt]his(?! (?:paper|work|study|survey|article|review|letter|report)\b)"
    r"|[Tt]hose|[Ss]uch|[Bb]oth|[Tt]he former|[Tt]he latter|[Oo]thers?|[Aa]nother|[Tt]he resulting"
    r"|[Tt]hat|[Tt]he second|[Tt]here (?:it|they)|[Oo]ne|[Ff]our|[Tt]hree|[Tt]wo)\b"
)
_LED_LEANING = re.compile(
    r"(?:But |So )?(?:In|On|At|With|For|From|By|Under|Once|When|As|Because|Without)\b[^,;]{0,60}?"
    r"\b(?:it|they|these|those|this(?! (?:paper|work|study|article))"
    r"|the first|the second|the former)\b"
)
_PAPER = re.compile(
    r"(?:This|The) (?P<paper>paper|work|study|survey|article|review)\b"
    r"|(?P<authors>The authors)\b(?!['’])"
    r"|The (?P<made>method|model|approach|framework|system|algorithm|dataset|technique|procedure)\b"
)
# "It is widely assumed that": nothing is meant by "it".
_EMPTY_SUBJECT = re.compile(r"(?:But |So )?[Ii]t (?:is|was|has been) (?:\w+ly )?\w+ (?:that|to)\b")
_NAME = re.compile(r"(?:[A-Za-z]*[A-Z\d][\w-]*[A-Z\d][\w-]*|[a-z]+[A-Z]\w*)")


def report_authors(text: str) -> str:
    """Return a text with "we" as the authors, the second time as "they".

    Where it may be all of us ("our ears", "when we see"), it stays.
    """
    if not _AUTHORS_SPEAK.search(text):
        return text
    said = False

    def third_person(match: re.Match[str]) -> str:
        nonlocal said
        word = match[0].lower()
        if word == "us" and match[0] == "US":
            return match[0]
        first, said = not said, True
        if not first:
            return _FORMS[word]
        whole = "the authors’" if word in {"our", "ours", "my"} else "the authors"
        return whole[0].upper() + whole[1:] if match.start() == 0 else whole

    return _FIRST_PERSON.sub(third_person, text)


def report_paper(text: str) -> str:
    """Return "The paper proposes" for "It proposes", which in an abstract only a paper does."""
    return _PAPER_VERBS.sub("The paper ", text)


def report_them(text: str) -> str:
    """Return "The authors study" for "They study", which in an abstract only authors do."""
    return _AUTHORS_VERBS.sub("The authors ", text)


def leans_on_another(text: str) -> bool:
    """Say whether a text begins with a word that stands for something said before."""
    if _EMPTY_SUBJECT.match(text):
        return False
    return bool(_LEANING.match(text) or _LED_LEANING.match(text))


def subject_name(text: str) -> str:
    """Return the coined name that a text begins with, "" where it begins otherwise."""
    match = _NAME.match(text)
    return match[0] if match else ""


def name_subject(text: str, name: str) -> str | None:
    """Return a text with the name for "it" or "they" at its head; None where neither is there."""
    if not name:
        return None
    forms = (_PLURAL, _THEIR) if name == _AUTHORS else (_SINGULAR, _ITS, _LED_SINGULAR)
    for pattern in forms:
        match = pattern.match(text)
        if match:
            said = _possessive(name) if pattern in {_ITS, _THEIR} else name
            before = match["before"]
            generic = not before and name.startswith("the ")
            named = said[0].upper() + said[1:] if generic else said
            whole = f"{before}{named} {text[match.end() :]}"
            return None if leans_on_another(whole) else whole
    return None


def _possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def spoken_of(text: str, name: str, before: str) -> str:
    """Return what "it" or "they" stand for after a text, "" where that is not sure.

    `name` is what the paper is about, `before` what they stood for in the text.
    """
    begun = subject_name(text)
    if begun:
        return begun
    paper = _PAPER.match(text)
    if paper:
        made = f"the {paper['made'] or 'paper'}"
        return _AUTHORS if paper["authors"] else made
    if name and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
        return name
    return before if re.match(r"(?:But |So )?(?:It|They) ", text) else ""


def paper_name(title: str) -> str:
    """Return the name a paper gives to what it is about, "" where its title coins none."""
    short = short_name(title)
    if subject_name(short) == short:
        return short
    last = title.rpartition(" via ")[2]  # "Two at Once: ... via IBN-Net"
    return last if subject_name(last) == last else ""
