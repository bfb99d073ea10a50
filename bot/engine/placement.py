"""Where a new prompt goes: into which sequence, and what it need not read again.

Pure. A sequence at rest still holds the tokens of its last request; those are the cache, and the
least recently used is given up first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

# Copying takes as long as reading some tokens: 94 MB for 4,096 tokens of the default model, 25 ms
# on two cores, in which about 25 tokens are read.
COPY_COSTS_TOKENS = 32
# A conversation that goes on takes its own sequence: at least this share of it is used again.
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Idle:
    """A sequence at rest: how much it holds, and when it was last used (any rising clock)."""

    sequence: int
    held_tokens: int
    last_used: float


@dataclass(frozen=True, slots=True)
class Placement:
    """The sequence to use, the one to copy from (None: keep its own), and the tokens kept."""

    sequence: int
    source: int | None
    reused_tokens: int


def place(
    prompt_tokens: int,
    matches: Mapping[int, int],
    idle: Sequence[Idle],
    *,
    at_work: Collection[int] = (),
    can_cut: bool = True,
) -> Placement:
    """Choose among the sequences at rest, of which there is at least one.

    One beside those `at_work` is preferred, because sequences side by side are computed in one
    pass; then an empty one, then the least recently used. `matches` says how much of the prompt's
    beginning every sequence holds, those at work too. The last token of a prompt is always read,
    for what is drawn behind it. Without `can_cut`, a sequence at rest serves only if the prompt
    begins with all of it, and one at work never.
    """
    held = {item.sequence: item.held_tokens for item in idle}
    usable = {
        sequence: min(match, prompt_tokens - 1)
        for sequence, match in matches.items()
        if can_cut or match == held.get(sequence, -1) < prompt_tokens
    }
    own = max(idle, key=lambda item: usable.get(item.sequence, 0))
    own_tokens = usable.get(own.sequence, 0)
    source = max(usable, key=usable.__getitem__, default=own.sequence)
    gain = usable.get(source, 0) - own_tokens
    if own_tokens and own_tokens >= _MOSTLY * own.held_tokens and gain <= COPY_COSTS_TOKENS:
        return Placement(own.sequence, None, own_tokens)

    def cost(item: Idle) -> tuple[bool, bool, float, int]:
        apart = not {item.sequence - 1, item.sequence + 1}.intersection(at_work)
        return (apart, item.held_tokens > 0, item.last_used, item.sequence)

    target = min(idle, key=cost).sequence
    kept = usable.get(target, 0)
    if source != target and usable.get(source, 0) - kept > COPY_COSTS_TOKENS:
        return Placement(target, source, usable[source])
    return Placement(target, None, kept)
