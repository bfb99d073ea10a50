"""How events change what a reader has been shown."""

from functools import reduce

from bot.types import Checking, Queued, Reading, Refusal, Removed, Searching, Turn, Writing
from bot.web.reply import Exchange, Reply, count_of, fail, follow, history, stop
from tests.fakes.answers import answer_of, cite, claim, steps_of
from vectorstore.records import Paper

PAPER = Paper(id="a", title="First", abstract="One is here. Two is here.")
CLAIM = claim("It is.", "supported", cite(PAPER, 1))
ANSWER = answer_of("What is it?", claims=[CLAIM], removed=[Removed("It flies.", "Nobody says so.")])
DONE = reduce(follow, steps_of(ANSWER), Reply())


def test_each_event_has_its_step() -> None:
    """The step names what is being done, with its number."""
    events = (Searching("q"), Reading((PAPER,)), Writing(3), Checking("a"), Checking("b"))
    steps = []
    reply = Reply()
    for event in events:
        reply = follow(reply, event)
        steps.append(reply.step)
    assert steps == [
        "Searching the library",
        "Reading 1 paper",
        "Writing",
        "Checking 1 statement",
        "Checking 2 statements",
    ]


def test_a_place_in_line_is_told_until_the_turn_comes() -> None:
    """The step says how many are ahead; afterwards the papers are being read again."""
    reply = follow(Reply(), Reading((PAPER,)))
    steps = []
    for place in (3, 2, 1, 0):
        reply = follow(reply, Queued(place))
        steps.append(reply.step)
    assert steps == [
        "Waiting: 2 readers are ahead of you",
        "Waiting: 1 reader is ahead of you",
        "Waiting: you are next",
        "Reading 1 paper",
    ]


def test_the_same_place_again_changes_nothing() -> None:
    """What is said again to notice who has left is not shown again."""
    reply = follow(Reply(), Queued(2))
    assert follow(reply, Queued(2)) == reply


def test_an_answer_ends_the_steps() -> None:
    """The last event leaves the answer, its claims, and no step."""
    assert DONE.step == ""
    assert DONE.answer == ANSWER
    assert DONE.claims == (CLAIM,)
    assert DONE.removed == ANSWER.removed


def test_what_was_shown_outlives_a_stop_and_an_error() -> None:
    """Stopping or failing keeps the claims that passed."""
    partial = Reply(step="Writing", claims=(CLAIM,))
    assert stop(partial).claims == (CLAIM,)
    assert not stop(partial).step
    assert fail(partial, "m", "r").claims == (CLAIM,)
    assert not fail(partial, "m", "r").step


def test_history_holds_what_was_shown() -> None:
    """Answers and stopped answers are remembered, errors and empty replies are not."""
    refused = answer_of("Why?", refusal=Refusal("No.", ()))
    talk = (
        Exchange("What is it?", (), DONE),
        Exchange("Fails?", (), fail(Reply(claims=(CLAIM,)), "m", "r")),
        Exchange("Stopped?", (), stop(Reply(claims=(CLAIM,)))),
        Exchange("Why?", (), reduce(follow, steps_of(refused), Reply())),
    )
    assert history(talk) == (
        Turn("What is it?", "It is. [1]", ("a",)),
        Turn("Stopped?", "It is.", ("a",)),
    )


def test_counts_are_worded() -> None:
    """One is singular, none and more are plural."""
    assert [count_of(n, "paper") for n in (0, 1, 2)] == ["0 papers", "1 paper", "2 papers"]
