"""Which words of a sentence are its finite verbs, as far as a list can tell.

Tables only, made for the prose of abstracts. Good enough to say that a part is a clause; whether
a word in -s is a verb or a plural is decided by leaving the doubtful ones out.
"""

import re
from itertools import pairwise

AUXILIARIES = frozenset(
    """is are was were has have had can could may might will would must should do does did cannot
    isn't aren't doesn't don't can't""".split()
)
_BASES = """achieve adapt address adopt allow analyse analyze apply approximate argue arise assess
    assume attempt avoid become begin bring build capture carry choose collect combine compare
    compete comprise compute conclude confirm connect consider consist construct contain contribute
    convert create decouple define deliver demonstrate denote depend derive describe detect
    determine develop differ discover discuss draw eliminate employ enable encode encourage enhance
    ensure establish evaluate examine exceed exhibit exist explain exploit explore extend extract
    fail find follow formulate gain generalise generalize generate get give go grow handle happen
    help hold identify ignore illustrate implement imply improve include incorporate indicate infer
    inspire interact introduce investigate involve keep lack lead learn leave let leverage lie
    limit lose maintain make maximise maximize mean minimise minimize need observe obtain occur
    offer operate optimise optimize outdo outperform overcome perform permit play pose predict
    prefer present preserve prevent produce propose prove provide reach reduce refine reflect
    regulate rely remain remove replace report represent require resolve retain reveal review rival
    run scale seek seem select serve share show solve speed stay stem store strengthen struggle
    study suffer suggest support surpass take target tend test train transfer treat turn
    understand use utilise utilize validate vary work yield beat bind cause trigger act activate
    affect aim alter answer appear block conduct control correlate dictate disrupt drive
    evolve express form function impair induce inhibit join link localise localize look mediate
    modulate name organise organize participate promote read recruit respond save
    signal split stabilise stabilize state trace underlie undergo""".split()
# Nouns as well: "and results", "and models". They make a clause but are no sign of a second verb.
_DOUBTFUL = frozenset(
    """attempt gain go lead limit need offer play present reach report review rival run scale share
    show store study support target test train transfer turn use work yield beat cause trigger
    speed stem let mean hold help stay act aim answer block control drive express form function
    join link look name respond signal split state trace""".split()
)
_IRREGULAR = frozenset(
    """became began brought built chose drew found gave got grew held kept led lost made meant ran
    sought showed shown spent stood took understood won wrote went""".split()
)


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "o")):
        return f"{base}es"
    return f"{base[:-1]}ies" if base.endswith("y") and base[-2] not in "aeo" else f"{base}s"


def _past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    return f"{base[:-1]}ied" if base.endswith("y") and base[-2] not in "aeo" else f"{base}ed"


THIRD_PERSON = frozenset(_third(base) for base in _BASES)
# "it ... and converts": surely a verb, with the subject of the verb before it.
SURE_THIRD_PERSON = frozenset(_third(base) for base in _BASES if base not in _DOUBTFUL) | {
    "is", "has", "does",
}  # fmt: skip
FINITE = AUXILIARIES | THIRD_PERSON | frozenset(_BASES) | frozenset(map(_past, _BASES)) | _IRREGULAR
# "the proposed framework", "the first to show": no finite verb.
_BEFORE_NOUNS = frozenset("the a an of with and by in on for its their these our as".split())
_WORD = re.compile(r"[A-Za-z][\w’'-]*")


def has_verb(text: str) -> bool:
    """Say whether a text has a finite verb after its first word, so that it may be a clause."""
    words = [word.lower() for word in _WORD.findall(text)]
    return any(
        word in FINITE and before != "to" and not (word.endswith("ed") and before in _BEFORE_NOUNS)
        for before, word in pairwise(words)
    )


def has_sure_verb(text: str) -> bool:
    """Say whether a text has a word after its first that can only be its verb."""
    words = [word.lower() for word in _WORD.findall(text)]
    return any(word in AUXILIARIES or word in SURE_THIRD_PERSON for word in words[1:])
