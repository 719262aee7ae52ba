"""Which sessions of an agenda run at the same time. Pure."""

from collections.abc import Sequence

from events_service.programme.records import Session


def overlapping(sessions: Sequence[Session]) -> list[tuple[int, int]]:
    """Give the places of each two sessions that run at the same time, without comparing all with all."""
    pairs: list[tuple[int, int]] = []
    running: list[int] = []
    for place in sorted(range(len(sessions)), key=lambda each: sessions[each].start):
        running = [other for other in running if sessions[other].end > sessions[place].start]
        pairs += [(min(other, place), max(other, place)) for other in running]
        running.append(place)
    return sorted(pairs)
