"""The wording of a text in a reader's language."""

from events_service.programme.records import Words

FALLBACK_LANGUAGE = "en"


def in_language(words: Words, language: str) -> str:
    """Give the text in `language`, else in English, else in the first language that it has."""
    if isinstance(words, str):
        return words
    return words[spoken] if (spoken := language_of(words, language)) else ""


def language_of(words: Words, language: str) -> str | None:
    """Give the language of the text that `in_language` chooses; None where the definition does not name one."""
    if isinstance(words, str) or not words:
        return None
    if language in words:
        return language
    return FALLBACK_LANGUAGE if FALLBACK_LANGUAGE in words else next(iter(words))
