"""Wall clock times at an event and the two hours a year at which the clocks make them doubtful."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def doubt(local: datetime, timezone: str) -> str | None:
    """Say what is wrong with a local time (without zone) on the day the clocks change, or None if it exists once."""
    before, after = _offsets(local, timezone)
    if before == after:
        return None
    advice = f"write another time, such as {_next_certain(local, timezone):%Y-%m-%dT%H:%M}"
    if before < after:
        return f"{local:%H:%M} does not exist on {local:%Y-%m-%d} in {timezone}: the clocks go forward; {advice}"
    return f"{local:%H:%M} exists twice on {local:%Y-%m-%d} in {timezone}: the clocks go back; {advice}"


def _offsets(local: datetime, timezone: str) -> tuple[timedelta, timedelta]:
    """Give the offset from UTC by the rule before and after a change of the clocks (PEP 495); equal at other times."""
    zone = ZoneInfo(timezone)
    before, after = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return before or timedelta(), after or timedelta()


def _next_certain(local: datetime, timezone: str) -> datetime:
    later = local.replace(second=0)
    while len(set(_offsets(later, timezone))) > 1:
        later += timedelta(minutes=1)
    return later
