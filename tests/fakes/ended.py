"""How a command ended."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ended:
    """The status of a command and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:  # whatever the command wrote: the tests look into it
        """Return the JSON object of each line of stdout; anything else there is a failure."""
        assert self.out.endswith("\n")
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:  # as above
        """Return the one JSON object that stdout holds."""
        (only,) = self.lines
        return only
