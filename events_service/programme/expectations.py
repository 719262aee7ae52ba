"""What a field takes, in the words of a message."""

from msgspec import inspect

PATTERNS = {
    r"^[A-Z]{2}$": "a country code, such as BG",
    r"^[a-z]{2,3}$": "a language code, such as bg",
    r"^[a-z0-9][a-z0-9-]{0,62}$": "a key of at most 63 lower-case letters, digits and hyphens, such as haskovo-2023",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": "a mail address, such as events@example.org",
    r"^https?://\S+$": "a web address that starts with https:// or http:// and has no spaces",
    r"^S[1-9][0-9]?$": "a semester, such as S3",
}
"""What a text of each pattern in records.py is."""
_EXAMPLES: dict[type[inspect.Type], str] = {
    inspect.DateType: "a day, such as 2024-04-16",
    inspect.DateTimeType: "a date with a time, such as 2024-04-16T09:15",
    inspect.IntType: "a whole number, such as 80",
    inspect.FloatType: "a number, such as 46.36",
    inspect.BoolType: "true or false",
    inspect.DictType: "text, or a mapping from language to text such as {en: Welcome, bg: Добре дошли}",
}


def expected(target: inspect.Type) -> str:
    """Say what a field of this type takes."""
    match target:
        case inspect.Metadata(extra={"code": "timezone"}):
            words = "an IANA time zone, such as Europe/Sofia"
        case inspect.Metadata():
            words = expected(target.type)
        case inspect.UnionType():
            # Of text and mapping the mapping's words name both; of an optional value only the value counts.
            words = expected(target.types[-2 if target.includes_none else -1])
        case inspect.EnumType():
            words = "one of " + ", ".join(str(member.value) for member in target.cls)
        case inspect.ListType():
            words = f"a list, each item {expected(target.item_type)}"
        case inspect.StructType():
            words = "the fields " + ", ".join(field.name for field in target.fields)
        case inspect.StrType():
            words = PATTERNS.get(target.pattern or "", "text")
        case _:
            words = _EXAMPLES[type(target)]
    return words
