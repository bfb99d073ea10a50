"""The radix tree, held against plain lists."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.engine.prefix_tree import PrefixTree, common_length

# Two tokens only, so that beginnings are shared; few sequences, so that they are used again.
_TEXTS = st.lists(st.integers(0, 1), max_size=12)
_SEQUENCES = st.integers(0, 3)


class _TreeAgainstLists(RuleBasedStateMachine):
    """The tree says at any time what a dictionary of lists says."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = PrefixTree()
        self.lists: dict[int, list[int]] = {}

    @rule(sequence=_SEQUENCES, tokens=_TEXTS)
    def put(self, sequence: int, tokens: list[int]) -> None:
        """Replace what a sequence holds."""
        self.tree.put(sequence, tokens)
        self.lists[sequence] = list(tokens)

    @rule(sequence=_SEQUENCES, tokens=_TEXTS)
    def extend(self, sequence: int, tokens: list[int]) -> None:
        """Append to a sequence."""
        self.tree.extend(sequence, tokens)
        self.lists.setdefault(sequence, []).extend(tokens)

    @rule(sequence=_SEQUENCES, length=st.integers(0, 12))
    def cut(self, sequence: int, length: int) -> None:
        """Keep the beginning of a sequence."""
        kept = self.lists.get(sequence, [])[:length]
        self.tree.put(sequence, kept)
        self.lists[sequence] = kept

    @rule(tokens=_TEXTS)
    def match(self, tokens: list[int]) -> None:
        """Ask for common beginnings."""
        common = {name: _common(held, tokens) for name, held in self.lists.items()}
        expected = {name: length for name, length in common.items() if length}
        assert self.tree.matches(tokens) == expected

    @invariant()
    def every_sequence_is_known(self) -> None:
        """Find what each sequence holds, also as its own longest beginning."""
        for name, held in self.lists.items():
            assert list(self.tree.tokens(name)) == held
            assert self.tree.matches(held).get(name, 0) == len(held)


def _common(one: list[int], other: list[int]) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return length


TestTreeAgainstLists = _TreeAgainstLists.TestCase


def test_the_callers_tokens_are_copied() -> None:
    """What a caller does to its list later is not what a sequence holds."""
    tree, tokens = PrefixTree(), [1, 2]
    tree.put(0, tokens)
    tokens.append(3)
    tree.extend(0, [4])
    assert list(tree.tokens(0)) == [1, 2, 4]
    assert tokens == [1, 2, 3]


def test_common_length_counts_from_the_beginning() -> None:
    """Kinds of sequence do not matter, and what agrees later does not count."""
    assert common_length([1, 2, 3], (1, 2, 3)) == 3
    assert common_length([1, 2, 3], [1, 9, 3]) == 1
    assert common_length([], [1]) == 0
