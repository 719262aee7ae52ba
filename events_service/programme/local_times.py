"""Wall clock times at an event and the two hours a year at which the clocks make them doubtful."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events_service.web.i18n import gettext


def doubt(local: datetime, timezone: str) -> str | None:
    """Say what is wrong with a local time (without zone) on the day the clocks change, or None if it exists once."""
    before, after = _offsets(local, timezone)
    if before == after:
        return None
    if before < after:
        fault = gettext(
            "{time} does not exist on {day} in {zone}: the clocks go forward; write another time, such as {certain}"
        )
    else:
        fault = gettext(
            "{time} exists twice on {day} in {zone}: the clocks go back; write another time, such as {certain}"
        )
    certain = _next_certain(local, timezone)
    return fault.format(
        time=f"{local:%H:%M}", day=f"{local:%Y-%m-%d}", zone=timezone, certain=f"{certain:%Y-%m-%dT%H:%M}"
    )


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
