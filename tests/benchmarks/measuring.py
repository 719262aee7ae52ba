"""What a benchmark gives back: a figure beside its floor from the same run, and the target that it must meet."""

import gc
import time
from collections.abc import Callable, Iterable

from msgspec import Struct


class Figure(Struct, frozen=True, kw_only=True):
    """A measured figure and its floor, both in `unit`; `least` and `most` are the target for measured divided by floor.

    The floor is what the best known way needs for the same work, measured in the same run on the same machine.
    """

    name: str
    measured: float
    floor: float
    floor_name: str
    unit: str = "ms"
    least: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float:
        """How the measured figure stands to its floor."""
        return self.measured / self.floor

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        enough = self.least is None or self.ratio >= self.least
        return enough and (self.most is None or self.ratio <= self.most)

    @property
    def target(self) -> str:
        """The target in words."""
        parts = [f"at least {self.least:g}"] if self.least is not None else []
        parts += [f"at most {self.most:g}"] if self.most is not None else []
        return " and ".join(parts) or "–"


def best_of(repeat: int, work: Callable[[], object], before: Callable[[], object] | None = None) -> float:
    """Give the shortest of several runs in milliseconds; `before` prepares each run and is not measured.

    The shortest, because everything else that a machine does can only add to it. What was there before is set aside:
    to look through it for waste takes longer than most work.
    """
    shortest = float("inf")
    gc.freeze()
    for _ in range(repeat):
        if before is not None:
            before()
        gc.collect()
        started = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - started)
    gc.unfreeze()
    return shortest * 1000


def table(figures: Iterable[Figure]) -> str:
    """Give the figures as a table in plain text."""
    rows = [("", "measured", "floor", "ratio", "target", "")]
    for figure in figures:
        measured, floor = f"{figure.measured:,.2f} {figure.unit}", f"{figure.floor:,.2f} {figure.unit}"
        verdict = "met" if figure.met else "MISSED"
        rows.append((figure.name, measured, floor, f"{figure.ratio:.3f}", figure.target, verdict))
        rows.append((f"  floor: {figure.floor_name}", "", "", "", "", ""))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = []
    for row in rows:
        numbers = [row[column].rjust(widths[column]) for column in range(1, 4)]
        lines.append("  ".join([row[0].ljust(widths[0]), *numbers, row[4].ljust(widths[4]), row[5]]).rstrip())
    return "\n".join(lines)
