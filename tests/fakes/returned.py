"""What a generator returns, once it has been run to its end."""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")


def returned(steps: Generator[object, None, T]) -> T:
    """Return the generator's own value."""
    values: list[T] = []

    def run() -> Generator[object, None, None]:
        values.append((yield from steps))

    for _ in run():
        pass
    return values[0]
