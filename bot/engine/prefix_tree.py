"""A radix tree over tokens: which sequence holds the longest beginning of a prompt.

Each sequence's tokens are a path from the root; sequences that begin alike share it. After the
prefix cache of SGLang (Zheng et al., 2024, "SGLang: Efficient Execution of Structured Language
Model Programs"). Knows no decoder: whoever changes a sequence says so here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Node:
    """An edge and what lies below it. `holders` are the sequences whose path goes through."""

    edge: list[int] = field(default_factory=list)
    children: "dict[int, _Node]" = field(default_factory=dict)
    holders: set[int] = field(default_factory=set)


class PrefixTree:
    """What every sequence holds, to be asked for common beginnings."""

    def __init__(self) -> None:
        self._root = _Node()
        self._held: dict[int, list[int]] = {}

    def tokens(self, sequence: int) -> Sequence[int]:
        """Return what a sequence holds."""
        return self._held.get(sequence, ())

    def put(self, sequence: int, tokens: Sequence[int]) -> None:
        """Say that a sequence now holds exactly these tokens; none forgets it."""
        self._remove(sequence)
        if tokens:
            self._held[sequence] = list(tokens)
            self._insert(sequence, self._held[sequence])

    def extend(self, sequence: int, tokens: Sequence[int]) -> None:
        """Say that tokens were appended to a sequence."""
        if not tokens:
            return
        held = self._held.setdefault(sequence, [])
        leaf = self._leaf(sequence)
        held.extend(tokens)
        if leaf is not self._root and not leaf.children and leaf.holders == {sequence}:
            leaf.edge.extend(tokens)  # nobody else is concerned: the common case, one a token
        else:
            self._insert(sequence, held)

    def matches(self, tokens: Sequence[int]) -> dict[int, int]:
        """Return, by sequence, how many tokens it holds of the beginning of `tokens`.

        Sequences that share nothing are left out.
        """
        found: dict[int, int] = {}
        node, depth = self._root, 0
        while depth < len(tokens) and (child := node.children.get(tokens[depth])) is not None:
            shared = common_length(child.edge, tokens[depth : depth + len(child.edge)])
            depth += shared
            found.update(dict.fromkeys(child.holders, depth))
            if shared < len(child.edge):
                break
            node = child
        return found

    def _leaf(self, sequence: int) -> _Node:
        """Return the node where a sequence's path ends."""
        node, depth = self._root, 0
        held = self._held[sequence]
        while depth < len(held):
            node = node.children[held[depth]]
            depth += len(node.edge)
        return node

    def _insert(self, sequence: int, tokens: Sequence[int]) -> None:
        node, depth = self._root, 0
        while depth < len(tokens):
            child = node.children.get(tokens[depth])
            if child is None:
                node.children[tokens[depth]] = _Node(list(tokens[depth:]), {}, {sequence})
                return
            shared = common_length(child.edge, tokens[depth : depth + len(child.edge)])
            if shared < len(child.edge):
                child = _split(node, child, shared)
            child.holders.add(sequence)
            node, depth = child, depth + shared

    def _remove(self, sequence: int) -> None:
        tokens = self._held.pop(sequence, ())
        node, depth = self._root, 0
        while depth < len(tokens):
            child = node.children[tokens[depth]]
            child.holders.discard(sequence)
            if not child.holders:
                del node.children[tokens[depth]]
                return
            node, depth = child, depth + len(child.edge)


def common_length(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many tokens two sequences have in common at their beginning."""
    if one == other:
        return len(one)
    for place, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return place
    return min(len(one), len(other))


def _split(parent: _Node, child: _Node, at: int) -> _Node:
    """Cut a child's edge in two; return the new upper half."""
    upper = _Node(child.edge[:at], {child.edge[at]: child}, set(child.holders))
    child.edge = child.edge[at:]
    parent.children[upper.edge[0]] = upper
    return upper
