"""Days, spans of days, times, zones and numbers are written as each language writes them."""

from datetime import UTC, date, datetime

import pytest

from events_service.web.i18n import clock_time, day_range, instant, long_day, month_name, number, short_day, zone_name

DAY = date(2024, 4, 16)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Tuesday, 16 April 2024"),
        ("bg", "вторник, 16 април 2024 г."),
        ("el", "Τρίτη 16 Απριλίου 2024"),
        ("ro", "marți, 16 aprilie 2024"),
        ("hu", "2024. április 16., kedd"),
        ("es", "martes, 16 de abril de 2024"),
        ("pl", "wtorek, 16 kwietnia 2024"),
        ("pt", "terça-feira, 16 de abril de 2024"),
        ("lv", "otrdiena, 2024. gada 16. aprīlis"),
        ("de", "Dienstag, 16. April 2024"),
        ("nl", "dinsdag 16 april 2024"),
    ],
)
def test_a_day_is_written_in_full_with_its_weekday(language: str, written: str) -> None:
    assert plain(long_day(DAY, language)) == written


@pytest.mark.parametrize(
    ("language", "within", "across"),
    [
        ("en", "16–18 Apr 2024", "30 Apr – 2 May 2024"),
        ("bg", "16 – 18 април 2024 г.", "30 април – 2 май 2024 г."),
        ("el", "16–18 Απρ 2024", "30 Απρ – 2 Μαΐ 2024"),
        ("ro", "16–18 apr. 2024", "30 apr. – 2 mai 2024"),
        ("hu", "2024. ápr. 16–18.", "2024. ápr. 30. – máj. 2."),
        ("es", "16–18 de abril de 2024", "30 de abril – 2 de mayo de 2024"),
        ("pl", "16–18 kwietnia 2024", "30 kwietnia – 2 maja 2024"),
        ("pt", "16–18 de abr. de 2024", "30 de abr. – 2 de mai. de 2024"),
        ("lv", "2024. gada 16.–18. apr.", "2024. gada 30. apr. – 2. maijs"),
        ("de", "16.–18. Apr. 2024", "30. Apr. – 2. Mai 2024"),
        ("nl", "16–18 apr 2024", "30 apr – 2 mei 2024"),
    ],
)
def test_a_span_of_days_names_month_and_year_once(language: str, within: str, across: str) -> None:
    assert plain(day_range(DAY, date(2024, 4, 18), language)) == within
    assert plain(day_range(date(2024, 4, 30), date(2024, 5, 2), language)) == across


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1,234,567.5"), ("de", "1.234.567,5"), ("bg", "1\u00a0234\u00a0567,5"), ("es", "1.234.567,5")],
)
def test_a_number_is_grouped_as_the_language_does(language: str, written: str) -> None:
    assert number(1234567.5, language) == written


def test_times_have_twenty_four_hours_everywhere_and_zones_their_names() -> None:
    moment = datetime(2024, 7, 1, 17, 5, tzinfo=UTC)
    for language in ("en", "bg", "el", "ro", "hu", "es", "pl", "pt", "lv", "de", "nl"):
        assert clock_time(moment, language) == "17:05"
        assert instant(moment, "Europe/Bucharest", language).endswith(", 20:05")
        assert instant(moment, "Europe/Bucharest", language).startswith(short_day(moment.date(), language))
    assert zone_name("Europe/Bucharest", moment, "hu") == "kelet-európai nyári idő"
    assert zone_name("Europe/Bucharest", moment, "el") == "Θερινή ώρα Ανατολικής Ευρώπης"
    assert (month_name(DAY, "pl"), month_name(DAY, "lv")) == ("kwi", "apr")


def plain(text: str) -> str:
    """Replace the thin and no-break spaces of the CLDR: which of them it is does not matter here."""
    return " ".join(text.split())
