"""What was made before is kept for whoever asks for the same: within bounds, and the longest unasked-for goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most `most` values, which `weigh` at most `most_octets` in all; one process has its own."""

    def __init__(
        self, most: int, *, most_octets: int | None = None, weigh: Callable[[Value], int] = lambda _: 0
    ) -> None:
        self.most, self._most_octets, self._weigh = most, most_octets, weigh
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._octets = 0

    def get(self, key: Key) -> Value | None:
        """Give what is kept under a key, or None."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def keep(self, key: Key, value: Value) -> Value:
        """Keep a value and give it; what was asked for longest ago makes room, and what is too heavy is not kept."""
        self._drop(key)
        self._values[key] = value
        self._octets += self._weigh(value)
        while len(self._values) > self.most or (self._most_octets is not None and self._octets > self._most_octets):
            self._drop(next(iter(self._values)))
        return value

    def clear(self) -> None:
        """Keep nothing, as a process that has just started."""
        self._values.clear()
        self._octets = 0

    def __len__(self) -> int:
        """Give how many values are kept."""
        return len(self._values)

    @property
    def octets(self) -> int:
        """What the values weigh in all."""
        return self._octets

    def _drop(self, key: Key) -> None:
        if key in self._values:
            self._octets -= self._weigh(self._values.pop(key))
