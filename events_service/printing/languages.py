"""The two languages that stand side by side on lists: English and the host's, unless an organiser chooses others."""

from msgspec import Struct

from events_service.documents.list_page import ListWords
from events_service.documents.records import Bilingual
from events_service.programme.finding import FoundEvent
from events_service.programme.records import Words
from events_service.programme.words import in_language
from events_service.web.i18n import LANGUAGES, translator


class Languages(Struct, frozen=True, kw_only=True):
    """The language of the first column, and that of the second; None where one language is enough."""

    first: str = "en"
    second: str | None = None

    @property
    def of_rows(self) -> str:
        """The language of what stands in a list only once, and of its alphabet."""
        return self.second or self.first

    @property
    def words(self) -> ListWords:
        """The words of a list."""
        return ListWords(english=translator(self.first), local=translator(self.second) if self.second else None)

    def both(self, text: Words) -> Bilingual:
        """Give a text of the programme in both languages."""
        return Bilingual(
            english=in_language(text, self.first), local=in_language(text, self.second) if self.second else ""
        )


def languages_of(found: FoundEvent, first: str | None = None, second: str | None = None) -> Languages:
    """Give the languages of an event's lists: those chosen, else English and the host's; once where both are the same.

    Beside the host's language alone chosen as the first stands English.
    """
    chosen = first or "en"
    usual = host_language(found)
    beside = second or (usual if usual != chosen else "en")
    return Languages(first=chosen, second=beside if beside != chosen else None)


def host_language(found: FoundEvent) -> str | None:
    """Give the language that stands beside English on lists: the host's, None where that is English."""
    spoken = [language for language in (*found.host.languages, *found.event.languages) if language in LANGUAGES]
    return next((language for language in spoken if language != "en"), None)
