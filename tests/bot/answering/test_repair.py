"""When a second try is worth it, and what is asked then."""

from dataclasses import replace

from bot.answering.repair import (
    Failure,
    is_time_left,
    repair_messages,
    repair_sampling,
    repairs_most,
)
from bot.ports import Load
from bot.types import Removed
from tests.fakes.evidence import evidence_of
from tests.fakes.scripted_chat import LARGE, SMALL

IDLE = Load(0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0.0)
FAILURE = Failure(
    Removed("SPANN is 3 times faster.", "“3 times” is not in the cited sentence"),
    tuple(evidence_of("SPANN: Search", "SPANN is 2 times faster than DiskANN.", first=4)),
)


def test_who_waits_goes_first() -> None:
    """No second try while others have not had their first, nor late in an answer."""
    assert is_time_left(IDLE, since_s=1)
    assert is_time_left(None, since_s=1)
    assert not is_time_left(replace(IDLE, waiting=1), since_s=1)
    assert not is_time_left(IDLE, since_s=60)


def test_a_small_model_has_no_second_try() -> None:
    """It repairs nothing: docs/decisions.md."""
    assert repairs_most(SMALL) == 0
    assert repairs_most(LARGE) > 0


def test_the_failure_is_named() -> None:
    """The prompt holds the sentence, the statement and the reason."""
    prompt = repair_messages("How fast is SPANN?", FAILURE, numbered=True)[-1].content
    for part in ("[4] SPANN is 2 times", FAILURE.removed.text, FAILURE.removed.reason, "How fast"):
        assert part in prompt
    assert "[4]" not in repair_messages("How fast?", FAILURE, numbered=False)[-1].content


def test_a_repair_goes_on_with_an_answer() -> None:
    """It is of one statement, may cite nothing else, and is first in line."""
    sampling = repair_sampling(FAILURE.sources, numbered=True)
    assert sampling.begun
    assert '"4"' in sampling.grammar
    assert repair_sampling(FAILURE.sources, numbered=False).grammar == ""
