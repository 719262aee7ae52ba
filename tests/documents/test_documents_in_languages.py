"""Printed documents say in the host's language all that they say of themselves, in letters that the fonts have."""

from collections.abc import Callable

import pytest

from events_service.documents.agenda import agenda
from events_service.documents.attendance_report import attendance_report
from events_service.documents.badge_layouts import layout_names, read_layout
from events_service.documents.certificates import certificates
from events_service.documents.invitation_letters import invitation_letters
from events_service.documents.list_page import ListWords
from events_service.documents.participants_list import participants_list
from events_service.documents.sign_in_sheets import sign_in_sheets
from events_service.web.i18n import LANGUAGES, Translate, translator
from tests.world.documents import AGENDA, CERTIFICATES, LETTERS, LISTED, REPORT, SHEET
from tests.world.paper import page_texts

DOCUMENTS: dict[str, Callable[[Translate], bytes]] = {
    "sign-in sheets": lambda words: sign_in_sheets([SHEET], ListWords(english=str, local=words)),
    "list of participants": lambda words: participants_list(LISTED, ListWords(english=str, local=words)),
    "attendance": lambda words: attendance_report(REPORT, ListWords(english=str, local=words)),
    "agenda": lambda words: agenda(AGENDA, ListWords(english=str, local=words)),
    "certificates": lambda words: certificates(CERTIFICATES[:1], lambda language: words),
    "letters": lambda words: invitation_letters(LETTERS[:1], lambda language: words),
}


@pytest.mark.parametrize("language", LANGUAGES[1:])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_is_printed_in_the_language_of_its_host(document: str, language: str) -> None:
    asked: dict[str, str] = {}

    def words(message: str) -> str:
        asked[message] = translator(language)(message)
        return asked[message]

    printed = "".join(" ".join(page_texts(DOCUMENTS[document](words))).split()).replace("-", "")
    assert len(asked) >= 3
    for message, told in asked.items():
        # What stands between the values to fill in, without the places where lines break.
        for part in told.replace("}", "{").split("{")[::2]:
            assert "".join(part.split()).replace("-", "") in printed, (message, told)


def test_a_layout_of_badges_is_named_in_every_language() -> None:
    titles = {name: read_layout(name).title for name in layout_names()}
    assert {name: set(title) for name, title in titles.items()} == {name: set(LANGUAGES) for name in titles}
