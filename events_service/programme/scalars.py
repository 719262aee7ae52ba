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

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOCAL_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(:\d{2})?)")
_OFFSET = re.compile(r"(.+\d)\s*(Z|[+-]\d{2}:?(\d{2})?)")
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,400})?([eE][+-]?\d{1,2})?")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_YEARS = range(1990, 2101)


class Misread(ValueError):
    """A value cannot be what its field asks for; the message says what to write."""


def value_of(scalar: Scalar, target: inspect.Type, marks: Mapping[str, Any]) -> object:
    """Read a scalar as `target`; `marks` holds the extras of the field's type in records.py. Raises Misread."""
    if isinstance(target, inspect.StrType):
        return _text(scalar, target, marks)
    if scalar.reads_as == "null":
        raise Misread(f"no value is given; write {expected(target)}")
    if isinstance(target, inspect.EnumType):
        return _choice(scalar, target)
    read = _READERS.get(type(target))
    if read is None:
        raise Misread(f"{quoted(scalar.text)} stands here; write {expected(target)}")
    return read(scalar, target)


def _text(scalar: Scalar, target: inspect.StrType, marks: Mapping[str, Any]) -> str:
    text = scalar.text
    if scalar.reads_as == "null":
        raise Misread("no text is given")
    if scalar.reads_as != "str":
        kind = {"bool": "true or false", "timestamp": "a date"}.get(scalar.reads_as, "a number")
        raise Misread(f'YAML reads {quoted(text)} without quotes as {kind}; write "{_as_meant(text, marks)}" in quotes')
    if not text.strip():
        raise Misread("the text is empty")
    if found := _NO_TEXT.search(text):
        raise Misread(f"the text holds the character U+{ord(found[0]):04X}, which cannot be shown; take it out")
    if "\n" in text and not marks.get("several_lines"):
        raise Misread("the text goes over several lines; write it in one")
    if target.max_length is not None and len(text) > target.max_length:
        raise Misread(f"the text has {len(text):,} characters; at most {target.max_length:,} fit")
    if "code" in marks:
        if wrong := wrong_code(marks["code"], text):
            raise Misread(wrong)
    elif target.pattern is not None and not re.search(target.pattern, text):
        raise Misread(f"{quoted(text)} is not {PATTERNS.get(target.pattern, 'in the form ' + target.pattern)}")
    return text


def _as_meant(text: str, marks: Mapping[str, Any]) -> str:
    return text.upper() if marks.get("code") == "country" else text


def _choice(scalar: Scalar, target: inspect.EnumType) -> object:
    choices = {str(member.value): member for member in target.cls}
    if scalar.text not in choices:
        raise Misread(f"{quoted(scalar.text)} is not known; {choose(scalar.text, choices)}")
    return choices[scalar.text]


def _day(scalar: Scalar, _target: inspect.Type) -> date:
    if not _DATE.fullmatch(scalar.text):
        raise Misread(f"{quoted(scalar.text)} is not a day; write {_likely_date(scalar.text)}")
    return _in_calendar(scalar.text)


def _likely_date(text: str) -> str:
    """Turn the usual ways of writing a day around; whether 4/5/2024 is in April or May is not ours to guess."""
    if (found := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text)) and int(found[2]) <= 12:
        return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    if found := re.match(r"(\d{4}-\d{2}-\d{2})[T ]", text):
        return found[1]
    return "it as year-month-day, such as 2024-04-16"


def _in_calendar(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Misread(f"{quoted(text)} is not in the calendar; check the month and the day") from None
    if day.year not in _YEARS:
        raise Misread(f"the year {day.year:04d} cannot be meant; years go from {_YEARS[0]} to {_YEARS[-1]}")
    return day


def _local_time(scalar: Scalar, _target: inspect.Type) -> datetime:
    text = scalar.text
    found = _LOCAL_TIME.fullmatch(text)
    if not found:
        raise Misread(f"{quoted(text)} is not a date with a time; {_likely_time(text)}")
    day = _in_calendar(found[1])
    try:
        return datetime.combine(day, time.fromisoformat(found[2]))
    except ValueError:
        raise Misread(f"{quoted(found[2])} is not a time of day; hours go from 00 to 23, minutes to 59") from None


def _likely_time(text: str) -> str:
    if re.fullmatch(r"\d{1,2}[:.]\d{2}", text):
        hour, minute = re.split("[:.]", text)
        return f"write the day too, such as 2024-04-16T{int(hour):02d}:{minute}"
    if found := _OFFSET.fullmatch(text):
        return f"times are local to the event's timezone: leave out {quoted(found[2])} and write {found[1][:16]}"
    if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ]+(\d{1,2}):(\d{2})", text):
        return f"write {found[1]}T{int(found[2]):02d}:{found[3]}"
    return "write it as 2024-04-16T09:15"


def _whole_number(scalar: Scalar, target: inspect.IntType) -> int:
    if scalar.quoted or not _WHOLE_NUMBER.fullmatch(scalar.text):
        hint = ", without quotes" if scalar.quoted else ", in digits alone"
        raise Misread(f"{quoted(scalar.text)} is not a whole number; write one such as 80{hint}")
    return int(_within(int(scalar.text), target))


def _number(scalar: Scalar, target: inspect.FloatType) -> float:
    if scalar.quoted or not _NUMBER.fullmatch(scalar.text):
        hint = ", without quotes" if scalar.quoted and "," not in scalar.text else ", with a point and without quotes"
        raise Misread(f"{quoted(scalar.text)} is not a number; write one such as 46.36{hint}")
    return _within(float(scalar.text), target)


def _within(number: float, target: inspect.IntType | inspect.FloatType) -> float:
    if target.ge is not None and number < target.ge:
        raise Misread(f"{number} is too small; the least is {target.ge}")
    if target.le is not None and number > target.le:
        raise Misread(f"{number} is too large; the most is {target.le}")
    return number


def _yes_or_no(scalar: Scalar, _target: inspect.Type) -> bool:
    if scalar.quoted or scalar.text.lower() not in {"true", "false"}:
        hint = " without quotes" if scalar.text in {"true", "false"} else ""
        raise Misread(f"{quoted(scalar.text)} is neither true nor false; write true or false{hint}")
    return scalar.text.lower() == "true"


_READERS: dict[type[inspect.Type], Callable[[Scalar, Any], object]] = {
    inspect.DateType: _day,
    inspect.DateTimeType: _local_time,
    inspect.IntType: _whole_number,
    inspect.FloatType: _number,
    inspect.BoolType: _yes_or_no,
}
