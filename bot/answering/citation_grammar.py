"""The grammar of an answer that cites: GBNF in which no number can be written that was not given.

A statement is words, then one to three markers like `[2]`, then its full stop: markers before the
stop stay with their statement when the text is cut into sentences. Brackets stand nowhere else, so
whatever a model draws under this grammar cites, and cites what exists. Whether what it cites
carries it is the checker's to say.
"""

from collections.abc import Sequence

# Said instead of an answer; without it a model would have to cite something for "I do not know".
DECLINED = "The sentences do not answer this question."
STATEMENTS_MOST = 4
# Twice a long sentence, and an end for a model that would fill its whole answer with one.
WORDS_MOST = 60
# "2.5", "e.g", "i.i.d": more are no word. The default model writes "1.1.1.1" until it is stopped.
_STOPS_MOST = 3
_MARKS_MOST = 3
# A stop, a question or an exclamation mark ends a statement, so a stop stands inside a word only,
# before a digit or a small letter ("2.5", "github.com"). No control character, no line break.
_SIGN = r"[^\x00-\x20\x7f\x85\u2028\u2029\u00a0.!?\[\]]"


def citation_grammar(
    numbers: Sequence[int], *, statements_most: int = STATEMENTS_MOST, words_most: int = WORDS_MOST
) -> str:
    """Return the GBNF of an answer over the sentences with these numbers, which are not none.

    It has `statements_most` statements of two to `words_most` words, or is `DECLINED`.
    """
    listed = " | ".join(f'"{number}"' for number in dict.fromkeys(numbers))
    return "\n".join(
        (
            f'root ::= "{DECLINED}" | statement (" " statement){{0,{statements_most - 1}}}',
            f'statement ::= word (" " word){{1,{words_most - 1}}} " " mark{{1,{_MARKS_MOST}}} "."',
            f'word ::= {_SIGN}+ ("." [0-9a-z] {_SIGN}*){{0,{_STOPS_MOST}}}',
            f'mark ::= "[" ({listed}) "]"',
        )
    )
