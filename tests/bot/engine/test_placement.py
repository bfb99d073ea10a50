"""Where a prompt goes, and what it need not read again."""

from hypothesis import given
from hypothesis import strategies as st

from bot.engine.placement import COPY_COSTS_TOKENS, Idle, Placement, place

LONG = 10 * COPY_COSTS_TOKENS


@st.composite
def _situations(draw: st.DrawFn) -> tuple[int, dict[int, int], list[Idle]]:
    """Return a prompt's length, what every sequence has of it, and the sequences at rest."""
    prompt_tokens = draw(st.integers(1, 200))
    held = draw(st.lists(st.integers(0, 200), min_size=1, max_size=5))
    matches = {
        sequence: match
        for sequence, tokens in enumerate(held)
        if (match := draw(st.integers(0, min(tokens, prompt_tokens))))
    }
    resting = draw(st.sets(st.integers(0, len(held) - 1), min_size=1))
    idle = [Idle(sequence, held[sequence], draw(st.integers(0, 9))) for sequence in resting]
    return prompt_tokens, matches, idle


@given(_situations(), st.booleans())
def test_what_is_kept_is_there(
    situation: tuple[int, dict[int, int], list[Idle]],
    can_cut: bool,  # noqa: FBT001 -- given by name
) -> None:
    """The sequence is at rest, its source has what is reused, and the last token is read."""
    prompt_tokens, matches, idle = situation
    chosen = place(prompt_tokens, matches, idle, can_cut=can_cut)
    resting = {item.sequence: item.held_tokens for item in idle}
    assert chosen.sequence in resting
    assert 0 <= chosen.reused_tokens < prompt_tokens
    holder = chosen.sequence if chosen.source is None else chosen.source
    assert chosen.source != chosen.sequence
    assert chosen.reused_tokens <= matches.get(holder, 0)
    if not can_cut:
        assert chosen.reused_tokens in {0, resting.get(holder)}


@given(_situations())
def test_hardly_anything_is_read_that_could_be_reused(
    situation: tuple[int, dict[int, int], list[Idle]],
) -> None:
    """Less is given away than a copy costs."""
    prompt_tokens, matches, idle = situation
    best = min(max(matches.values(), default=0), prompt_tokens - 1)
    assert place(prompt_tokens, matches, idle).reused_tokens >= best - COPY_COSTS_TOKENS


def test_a_conversation_goes_on_where_it_was() -> None:
    """Its own sequence is lengthened, though another has not been used for longer."""
    idle = [Idle(0, LONG, last_used=5), Idle(1, LONG, last_used=1)]
    assert place(LONG + 9, {0: LONG}, idle) == Placement(0, None, LONG)


def test_a_beginning_is_copied_into_the_sequence_unused_for_longest() -> None:
    """What a sequence at work holds serves too, and who holds it keeps it."""
    idle = [Idle(0, 7, last_used=5), Idle(1, 7, last_used=1)]
    assert place(LONG, {3: LONG // 2}, idle) == Placement(1, 3, LONG // 2)


def test_an_empty_sequence_is_taken_before_a_full_one() -> None:
    """Nothing is given up while there is room."""
    idle = [Idle(0, 7, last_used=1), Idle(1, 0, last_used=5)]
    assert place(LONG, {}, idle) == Placement(1, None, 0)


def test_a_short_beginning_does_not_cost_a_conversation() -> None:
    """A system prompt shared by all is copied out of a long conversation, not cut from it."""
    shared = 2 * COPY_COSTS_TOKENS
    idle = [Idle(0, LONG, last_used=1), Idle(1, 0, last_used=0)]
    assert place(LONG, {0: shared}, idle) == Placement(1, 0, shared)


def test_what_is_not_worth_a_copy_is_read() -> None:
    """A copy takes as long as reading some tokens."""
    idle = [Idle(0, 0, last_used=0)]
    assert place(LONG, {3: COPY_COSTS_TOKENS}, idle) == Placement(0, None, 0)


def test_recurrent_layers_are_reused_whole_and_at_rest() -> None:
    """Where no part can be cut, all of a sequence is a prompt's beginning, or none of it is."""
    idle = [Idle(0, LONG, last_used=1), Idle(1, 0, last_used=0)]
    assert place(LONG + 9, {0: LONG}, idle, can_cut=False) == Placement(0, None, LONG)
    assert place(LONG + 9, {0: LONG - 1}, idle, can_cut=False) == Placement(1, None, 0)
    assert place(LONG + 9, {3: LONG}, idle, can_cut=False) == Placement(1, None, 0)
    assert place(LONG, {0: LONG}, idle, can_cut=False) == Placement(1, None, 0)


def test_readers_sit_side_by_side() -> None:
    """Beside one at work rather than where it is empty: both are then computed in one pass."""
    idle = [Idle(0, 0, 0.0), Idle(1, LONG, 5.0), Idle(3, LONG, 4.0)]
    assert place(LONG, {}, idle, at_work={2}) == Placement(3, None, 0)
    assert place(LONG, {}, idle) == Placement(0, None, 0)
