"""One written value into the type that its field asks for, or a sentence on what to write instead."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from msgspec import inspect

from events_service.programme.codes import wrong_code
from events_service.programme.expectations import PATTERNS, expected
from events_service.programme.faults import choose, quoted
from events_service.programme.yaml_reading import Scalar
from events_service.web.i18n import N_, gettext, ngettext, number
from events_service.web.text import composed, unfit

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOCAL_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(:\d{2})?)")
_OFFSET = re.compile(r"(.+\d)\s*(Z|[+-]\d{2}:?(\d{2})?)")
WHOLE_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,400})?([eE][+-]?\d{1,2})?")
_YEARS = range(1990, 2101)


class Misread(ValueError):
    """A value cannot be what its field asks for; the message says what to write."""


def value_of(scalar: Scalar, target: inspect.Type, marks: Mapping[str, Any]) -> object:
    """Read a scalar as `target`; `marks` holds the extras of the field's type in records.py. Raises Misread."""
    if isinstance(target, inspect.StrType):
        return _text(scalar, target, marks)
    if scalar.reads_as == "null":
        raise Misread(gettext("no value is given; write {expected}").format(expected=expected(target)))
    if isinstance(target, inspect.EnumType):
        return _choice(scalar, target)
    read = _READERS.get(type(target))
    if read is None:
        fault = gettext("{value} stands here; write {expected}")
        raise Misread(fault.format(value=quoted(scalar.text), expected=expected(target)))
    return read(scalar, target)


def _text(scalar: Scalar, target: inspect.StrType, marks: Mapping[str, Any]) -> str:
    text = composed(scalar.text)
    if scalar.reads_as == "null":
        raise Misread(gettext("no text is given"))
    if scalar.reads_as != "str":
        kind = {"bool": N_("true or false"), "timestamp": N_("a date")}.get(scalar.reads_as, N_("a number"))
        fault = gettext('YAML reads {value} without quotes as {kind}; write "{meant}" in quotes')
        raise Misread(fault.format(value=quoted(text), kind=gettext(kind), meant=_as_meant(text, marks)))
    if not text.strip():
        raise Misread(gettext("the text is empty"))
    if character := unfit(text):
        fault = gettext("the text holds the character {character}, which cannot be shown; take it out")
        raise Misread(fault.format(character=character))
    if "\n" in text and not marks.get("several_lines"):
        raise Misread(gettext("the text goes over several lines; write it in one"))
    if target.max_length is not None and len(text) > target.max_length:
        fault = ngettext(
            "the text has {length} character; at most {limit} fit",
            "the text has {length} characters; at most {limit} fit",
            len(text),
        )
        raise Misread(fault.format(length=number(len(text)), limit=number(target.max_length)))
    if "code" in marks:
        if wrong := wrong_code(marks["code"], text):
            raise Misread(wrong)
    elif target.pattern is not None and not marks.get("refers") and not re.search(target.pattern, text):
        form = PATTERNS.get(target.pattern)
        asked = gettext(form) if form else gettext("a text in the form {form}").format(form=target.pattern)
        raise Misread(gettext("{value} is not {expected}").format(value=quoted(text), expected=asked))
    return text


def _as_meant(text: str, marks: Mapping[str, Any]) -> str:
    return text.upper() if marks.get("code") == "country" else text


def _choice(scalar: Scalar, target: inspect.EnumType) -> object:
    choices = {str(member.value): member for member in target.cls}
    if scalar.text not in choices:
        fault = gettext("{value} is not known; {advice}")
        raise Misread(fault.format(value=quoted(scalar.text), advice=choose(scalar.text, choices)))
    return choices[scalar.text]


def _day(scalar: Scalar, _target: inspect.Type) -> date:
    if not _DATE.fullmatch(scalar.text):
        likely = _likely_date(scalar.text)
        fault = (
            gettext("{value} is not a day; write {likely}")
            if likely
            else gettext("{value} is not a day; write it as year-month-day, such as 2024-04-16")
        )
        raise Misread(fault.format(value=quoted(scalar.text), likely=likely))
    return _in_calendar(scalar.text)


def _likely_date(text: str) -> str | None:
    """Turn the usual ways of writing a day around; whether 4/5/2024 is in April or May is not ours to guess."""
    if (found := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text)) and int(found[2]) <= 12:
        return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    if found := re.match(r"(\d{4}-\d{2}-\d{2})[T ]", text):
        return found[1]
    return None


def _in_calendar(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        fault = gettext("{value} is not in the calendar; check the month and the day")
        raise Misread(fault.format(value=quoted(text))) from None
    if day.year not in _YEARS:
        fault = gettext("the year {year} cannot be meant; years go from {first} to {last}")
        raise Misread(fault.format(year=f"{day.year:04d}", first=_YEARS[0], last=_YEARS[-1]))
    return day


def _local_time(scalar: Scalar, _target: inspect.Type) -> datetime:
    text = scalar.text
    found = _LOCAL_TIME.fullmatch(text)
    if not found:
        fault = gettext("{value} is not a date with a time; {advice}")
        raise Misread(fault.format(value=quoted(text), advice=_likely_time(text)))
    day = _in_calendar(found[1])
    try:
        return datetime.combine(day, time.fromisoformat(found[2]))
    except ValueError:
        fault = gettext("{value} is not a time of day; hours go from 00 to 23, minutes to 59")
        raise Misread(fault.format(value=quoted(found[2]))) from None


def _likely_time(text: str) -> str:
    if re.fullmatch(r"\d{1,2}[:.]\d{2}", text):
        hour, minute = re.split("[:.]", text)
        return gettext("write the day too, such as {example}").format(example=f"2024-04-16T{int(hour):02d}:{minute}")
    if found := _OFFSET.fullmatch(text):
        advice = gettext("times are local to the event's timezone: leave out {offset} and write {likely}")
        return advice.format(offset=quoted(found[2]), likely=found[1][:16])
    if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}):(\d{2})", text):
        return gettext("write {likely}").format(likely=f"{found[1]}T{int(found[2]):02d}:{found[3]}")
    return gettext("write it as 2024-04-16T09:15")


def _whole_number(scalar: Scalar, target: inspect.IntType) -> int:
    if scalar.quoted or not WHOLE_NUMBER.fullmatch(scalar.text):
        if scalar.quoted:
            fault = gettext("{value} is not a whole number; write one such as 80, without quotes")
        else:
            fault = gettext("{value} is not a whole number; write one such as 80, in digits alone")
        raise Misread(fault.format(value=quoted(scalar.text)))
    return int(_within(int(scalar.text), target))


def _number(scalar: Scalar, target: inspect.FloatType) -> float:
    if scalar.quoted or not _NUMBER.fullmatch(scalar.text):
        if scalar.quoted and "," not in scalar.text:
            fault = gettext("{value} is not a number; write one such as 46.36, without quotes")
        else:
            fault = gettext("{value} is not a number; write one such as 46.36, with a point and without quotes")
        raise Misread(fault.format(value=quoted(scalar.text)))
    return _within(float(scalar.text), target)


def _within(value: float, target: inspect.IntType | inspect.FloatType) -> float:
    # Numbers stand here as they are written in the file, not as the language writes them.
    if target.ge is not None and value < target.ge:
        raise Misread(gettext("{value} is too small; the least is {limit}").format(value=value, limit=target.ge))
    if target.le is not None and value > target.le:
        raise Misread(gettext("{value} is too large; the most is {limit}").format(value=value, limit=target.le))
    return value


def _yes_or_no(scalar: Scalar, _target: inspect.Type) -> bool:
    if scalar.quoted or scalar.text.lower() not in {"true", "false"}:
        if scalar.text in {"true", "false"}:
            fault = gettext("{value} is neither true nor false; write true or false without quotes")
        else:
            fault = gettext("{value} is neither true nor false; write true or false")
        raise Misread(fault.format(value=quoted(scalar.text)))
    return scalar.text.lower() == "true"


def _hour(scalar: Scalar, _target: inspect.Type) -> time:
    if not re.fullmatch(r"\d{2}:\d{2}", scalar.text):
        fault = gettext("{value} is not an hour; write it as 09:00")
        raise Misread(fault.format(value=quoted(scalar.text)))
    try:
        return time.fromisoformat(scalar.text)
    except ValueError:
        fault = gettext("{value} is not a time of day; hours go from 00 to 23, minutes to 59")
        raise Misread(fault.format(value=quoted(scalar.text))) from None


_READERS: dict[type[inspect.Type], Callable[[Scalar, Any], object]] = {
    inspect.DateType: _day,
    inspect.DateTimeType: _local_time,
    inspect.TimeType: _hour,
    inspect.IntType: _whole_number,
    inspect.FloatType: _number,
    inspect.BoolType: _yes_or_no,
}
