"""What a field takes, in the words of a message."""

from msgspec import inspect

from events_service.mailboxes import ADDRESS
from events_service.web.i18n import N_, gettext

PATTERNS = {
    r"^[A-Z]{2}$": N_("a country code, such as BG"),
    r"^[A-Z]{2}-[A-Z0-9]{1,3}$": N_("a code of a region, such as ES-EX"),
    r"^[a-z]{2,3}$": N_("a language code, such as bg"),
    r"^[a-z0-9][a-z0-9-]{0,62}$": N_(
        "a key of at most 63 lower-case letters, digits and hyphens, such as haskovo-2023"
    ),
    ADDRESS: N_("a mail address, such as events@example.org"),
    r"^https?://\S+$": N_("a web address that starts with https:// or http:// and has no spaces"),
    r"^S[1-9][0-9]?$": N_("a semester, such as S3"),
    r"^[a-z]+$": N_("the name of a colour in CSS, such as darkgreen"),
}
"""What a text of each pattern in records.py is."""
_EXAMPLES: dict[type[inspect.Type], str] = {
    inspect.DateType: N_("a day, such as 2024-04-16"),
    inspect.DateTimeType: N_("a date with a time, such as 2024-04-16T09:15"),
    inspect.TimeType: N_("an hour, such as 09:00"),
    inspect.IntType: N_("a whole number, such as 80"),
    inspect.FloatType: N_("a number, such as 46.36"),
    inspect.BoolType: N_("true or false"),
    inspect.DictType: N_("text, or a mapping from language to text such as {example}"),
}

_WORDS = "{en: Welcome, bg: Добре дошли}"


def expected(target: inspect.Type) -> str:
    """Say what a field of this type takes, in the language being spoken."""
    match target:
        case inspect.Metadata(extra={"code": "timezone"}):
            words = gettext("an IANA time zone, such as Europe/Sofia")
        case inspect.Metadata():
            words = expected(target.type)
        case inspect.UnionType(types=(inspect.IntType() as figure, inspect.EnumType(cls=words_for_more), *_)):
            named = ", ".join(str(member.value) for member in words_for_more)
            words = gettext("{value}, or {word}").format(value=expected(figure), word=named)
        case inspect.UnionType():
            # Of text and mapping the mapping's words name both; of an optional value only the value counts.
            words = expected(target.types[-2 if target.includes_none else -1])
        case inspect.DictType(key_type=inspect.EnumType(cls=kinds)):
            words = gettext("a mapping such as {example}, each to {expected}")
            words = words.format(example=f"{{{next(iter(kinds)).value}: …}}", expected=expected(target.value_type))
        case inspect.EnumType():
            words = gettext("one of {names}").format(names=", ".join(str(member.value) for member in target.cls))
        case inspect.ListType():
            words = gettext("a list, each item {expected}").format(expected=expected(target.item_type))
        case inspect.StructType():
            words = gettext("the fields {names}").format(names=", ".join(field.name for field in target.fields))
        case inspect.StrType():
            pattern = PATTERNS.get(target.pattern or "")
            words = gettext(pattern) if pattern else gettext("text")
        case _:
            words = gettext(_EXAMPLES[type(target)]).format(example=_WORDS)
    return words
