"""The agenda fits its page, door signs open their sessions, caterers get totals."""

import pytest
from msgspec.structs import replace

from events_service.documents.agenda import agenda
from events_service.documents.caterer_totals import caterer_totals
from events_service.documents.door_signs import door_signs
from events_service.documents.list_page import ListWords
from events_service.documents.records import Bilingual
from tests.world.documents import AGENDA, DOOR_SIGN, NAMES, TOTALS, WORDS
from tests.world.paper import codes, page_texts, pictures


def test_an_agenda_stands_on_one_page_in_both_languages() -> None:
    texts = page_texts(agenda(AGENDA, WORDS))
    assert len(texts) == 1
    for expected in (
        "Monday, 13 November 2023 / понеделник, 13 ноември 2023 г.",
        "14:30–17:00",
        "Study visit to a social enterprise",
        "Работно посещение",
        "Eastern European Standard Time",
    ):
        assert expected in texts[0]


def test_a_long_agenda_is_set_smaller_before_it_takes_a_second_page() -> None:
    three_days = replace(AGENDA, days=(*AGENDA.days, *AGENDA.days, AGENDA.days[0]))
    assert len(page_texts(agenda(three_days, WORDS))) == 1
    endless = replace(AGENDA, days=AGENDA.days * 12)
    texts = page_texts(agenda(endless, WORDS))
    assert len(texts) > 1
    assert sum(text.count("Steering group meeting") for text in texts) == 12


@pytest.mark.parametrize("pauses", range(70, 77))
def test_the_heading_of_a_day_never_stands_alone_at_the_foot_of_a_page(pauses: int) -> None:
    first, second = AGENDA.days[0], replace(AGENDA.days[0], date=Bilingual(english="Next day"))
    talk = replace(first.entries[0], title=Bilingual(english="Talk of the next day"))
    pause = next(entry for entry in first.entries if entry.pause)
    days = (replace(first, entries=(pause,) * pauses), replace(second, entries=(talk,)))
    texts = page_texts(agenda(replace(AGENDA, days=days), ListWords(english=str)))
    assert ["Next day" in text for text in texts] == ["Talk of the next day" in text for text in texts]


def test_an_agenda_in_english_alone_uses_the_whole_width() -> None:
    text = page_texts(agenda(AGENDA, ListWords(english=str)))[0]
    assert "Работно" not in text
    assert "The legal framework of the social economy in Bulgaria and the cooperation of enterprises" in text


def test_a_door_sign_has_a_code_for_each_session_and_three_sessions_on_a_page() -> None:
    many = replace(DOOR_SIGN, sessions=DOOR_SIGN.sessions * 2)
    read = [codes(picture) for picture in pictures(door_signs([many]))]
    assert read == [
        [DOOR_SIGN.sessions[index].payload for index in (0, 1, 0)],
        [DOOR_SIGN.sessions[1].payload],
    ]


def test_the_caterer_gets_totals_and_no_names() -> None:
    text = page_texts(caterer_totals(TOTALS, WORDS))[0]
    assert "Lunch / Обяд 13 November, 13:00 42 vegetarian 7 vegan 2 without gluten 1" in text
    assert not any(last in text for _, last in NAMES)
