"""What came of one part of an evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.evidence.failures import Failure
from bot.evaluation.section import Section


@dataclass(frozen=True, slots=True)
class Outcome:
    """A part's report, and the questions that did not go as they should."""

    section: Section
    failures: Sequence[Failure] = ()
