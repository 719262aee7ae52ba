"""The rows of speakers in a session's form: in which order they stand, and who becomes one of the event's."""

from collections.abc import Mapping

from events_service.programme.speaker_steps import Who

AT = "speakers"
SPARE_SPEAKERS = 2
"""Empty rows for speakers below those that are filled in."""
MOST_SPEAKERS = 60
_STEPS = {"up": -1, "down": 1}


def rows_wanted(typed: Mapping[str, str]) -> bool:
    """Tell whether a form was sent for more rows or for another order of them, and not to be saved."""
    return "more" in typed or _step(typed) is not None


def tidied(typed: Mapping[str, str]) -> dict[str, str]:
    """Give a form with its rows in the order that a button asked for, without those left empty between them."""
    rows = [
        {name.removeprefix(at): value for name, value in typed.items() if name.startswith(at)}
        for at in (f"{AT}.{place}." for place in range(MOST_SPEAKERS))
    ]
    if step := _step(typed):
        place, to = step
        rows[place], rows[to] = rows[to], rows[place]
    filled = [row for row in rows if any(value.strip() for name, value in row.items() if name != "keep")]
    kept = {name: value for name, value in typed.items() if not name.startswith(f"{AT}.")}
    for place, row in enumerate(filled):
        kept |= {f"{AT}.{place}.{name}": value for name, value in row.items()}
    return kept


def rows_of(typed: Mapping[str, str]) -> int:
    """Count the rows to be shown for a form."""
    filled = len({name.split(".")[1] for name in typed if name.startswith(f"{AT}.")})
    return filled + SPARE_SPEAKERS + (3 if "more" in typed else 0)


def to_be_kept(typed: Mapping[str, str]) -> tuple[Who, ...]:
    """Give who is to be one of the event's speakers from now on."""
    rows = (f"{AT}.{place}." for place in range(MOST_SPEAKERS))
    named = [
        (typed.get(f"{at}name", "").strip(), typed.get(f"{at}organisation", "").strip())
        for at in rows
        if typed.get(f"{at}keep")
    ]
    return tuple(Who(name=name, organisation=organisation or None) for name, organisation in named if name)


def _step(typed: Mapping[str, str]) -> tuple[int, int] | None:
    """Give which row is to change places with which, where a button asked for that."""
    what, _, number = typed.get("do", "").partition("-")
    if what not in _STEPS or not number.isdecimal() or int(number) >= MOST_SPEAKERS:
        return None
    to = int(number) + _STEPS[what]
    return (int(number), to) if 0 <= to < MOST_SPEAKERS else (int(number), int(number))
