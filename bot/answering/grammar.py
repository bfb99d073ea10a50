"""Classes of small English words: which of them join, deny, limit or turn round what is said.

Tables only; how they are used stands in `joints` and `derivation`. Words are lower-case.
"""

# Stands in a joint for a word of the claim that its sentence does not have.
NOVEL = "*"
MARKS = frozenset(",;:.!?()[]—–")
OPENING = frozenset("([—–")

PREPOSITIONS = frozenset(
    """on in with for at by via through under across during from to into of over than about
    against among without within between as like upon onto toward towards versus vs around below
    above beyond per after before despite unlike instead""".split()
)
CONJUNCTIONS = frozenset("and or but".split())
RELATIVES = frozenset("which who whose whom that where".split())
SUBORDINATORS = frozenset(
    """because while whereas although though since when if unless until so once whether how
    why""".split()
)
BOUNDARIES = MARKS | CONJUNCTIONS | RELATIVES | SUBORDINATORS
LEADING = PREPOSITIONS | SUBORDINATORS
DETERMINERS = frozenset("the a an this these its their our such".split())
# What no statement ends with.
UNFINISHED = PREPOSITIONS | CONJUNCTIONS | DETERMINERS
PRONOUNS = frozenset("it they its their this these we our".split())

# A claim and its sentence must agree on these, both ways.
NEGATIONS = frozenset("not no never neither nor cannot without none n't".split())
CONDITIONS = frozenset("if when unless until except whether".split())
HEDGES = frozenset("may might could would should must some few many several most".split())
SOURCES = frozenset("from than by against between versus vs unlike instead".split())
AMOUNTS = frozenset("more less least fewer".split())
# A claim may leave these out but not bring them in.
STRENGTHS = frozenset("all every each any both always same other another own".split())
DIRECTIONS = frozenset("to over under above below before after".split())
# "more balanced" without "balanced" is another statement.
DEGREES = frozenset("more less most least very as so too".split())

# What carries a statement on its own but says something else once it is left out.
NEVER_SKIPPED = frozenset(
    """fail lack prevent avoid rare hard bare seldom usual often sometim part most near almost
    fewer smaller larger lower higher faster slower better wors worst less more least only
    rarely hardly barely partly mostly nearly roughli approxim virtual""".split()
)

# Words that turn a statement round: never a model's own.
REVERSALS = frozenset(
    """faster slower higher lower larger smaller bigger better worse stronger weaker cheaper
    costlier fewer highest lowest largest smallest fastest slowest best worst increase increases
    increased decrease decreases decreased reduce reduces reduced improve improves improved
    worsen worsens degrade degrades degraded outperform outperforms outperformed underperform
    underperforms beat beats beaten trail trails lose loses fail fails failed lack lacks prevent
    prevents avoid avoids rarely hardly barely seldom usually often sometimes first last equal
    unlike opposite double half slightly significantly dramatically""".split()
)

# Nouns that stand for the subject of a paper: "its model reaches", "the system".
SUBJECT_NOUNS = frozenset("model system framework network algorithm techniqu solv~er".split())

_BE = "is are was were be been being am called named known means refers".split()
_HAVE = "has have had having contain contains contained include includes including with".split()
_REACH = """reach reaches reached reaching achieve achieves achieved achieving get gets got make
    makes made show shows shown report reports reported provide provides""".split()
_USE = "use uses used using".split()
_PROPOSE = """propose proposes proposed present presents presented introduce introduces introduced
    describe describes described say says said state states mention mentions called
    named""".split()

# "All", "only", "largest": what is left out after these widens a statement, as after "not".
UNIVERSALS = frozenset(
    """all every each any always only most least first best worst largest smallest highest lowest
    fastest strongest greatest cheapest simplest""".split()
)

IS = frozenset(_BE)
HAS = frozenset(_HAVE)
# "has 90% recall", "reaches 90% recall", "recall is 90%": alike once the words beside them agree.
LINKS = frozenset(_BE + _HAVE + _REACH)
VERBS = (
    LINKS
    | frozenset(_USE + _PROPOSE)
    | frozenset(
        """do does did can could may might will would shall should must beat took ran gave won found
    kept held led fell rose grew came went became outdid""".split()
    )
    - {"with", "including"}
)
USES = frozenset(_USE)
PROPOSES = frozenset(_PROPOSE)
