"""Content lines: what is escaped, what is folded, what cannot stand in a calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.calendars.lines import clean, day, duration, escaped, folded, quoted, text_line, uri, wall
from tests.world.times import at


def test_a_text_is_escaped_as_the_standard_says() -> None:
    assert escaped("Bus, boots; C:\\New\nline") == "Bus\\, boots\\; C:\\\\New\\nline"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_is_a_newline(line_break: str) -> None:
    assert clean(f"first{line_break}second") == "first\nsecond"


def test_control_characters_are_left_out_and_a_tab_is_kept() -> None:
    assert clean("a\x00b\x07c\x1b[31m\x7f\ufffe\uffff\td") == "abc[31m\td"


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert clean("a\ud83db") == "a\ufffdb"


def test_a_short_line_is_not_folded() -> None:
    assert folded("A" * 75) == b"A" * 75 + b"\r\n"


def test_a_long_line_is_folded_at_75_octets() -> None:
    assert folded("A" * 76) == b"A" * 75 + b"\r\n A\r\n"


def test_no_character_is_split() -> None:
    for shift in range(4):
        for piece in folded("A" * shift + "😀" * 100).split(b"\r\n"):
            assert len(piece) <= 75
            piece.decode()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=500))
def test_folding_is_undone_by_unfolding(text: str) -> None:
    octets = folded(text)
    assert octets.removesuffix(b"\r\n").replace(b"\r\n ", b"").decode() == text
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))


@given(st.text("\\,;n\n", max_size=300))
def test_a_fold_never_parts_a_backslash_from_what_it_escapes(text: str) -> None:
    for line in text_line("SUMMARY", text).removesuffix(b"\r\n").split(b"\r\n"):
        trailing = len(line) - len(line.rstrip(b"\\"))
        assert trailing % 2 == 0


def test_a_parameter_is_quoted_where_it_must_be() -> None:
    assert quoted("Plain name") == "Plain name"
    assert quoted("Team; Harghita, RO") == '"Team; Harghita, RO"'
    assert quoted('The "A"\nteam^') == "The ^'A^'^nteam^^"


def test_an_address_holds_only_what_a_uri_may_hold() -> None:
    assert uri("https://example.org/бюлетин?a=1&b=%20#x") == (
        "https://example.org/%D0%B1%D1%8E%D0%BB%D0%B5%D1%82%D0%B8%D0%BD?a=1&b=%20#x"
    )


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(hours=1), "PT1H"),
        (timedelta(days=2), "P2D"),
        (timedelta(minutes=-15), "-PT15M"),
        (timedelta(minutes=90), "PT90M"),
        (timedelta(seconds=61), "PT61S"),
        (timedelta(), "PT0S"),
    ],
)
def test_durations_are_written_in_their_largest_whole_unit(span: timedelta, written: str) -> None:
    assert duration(span) == written


def test_dates_have_four_digits_for_the_year() -> None:
    assert (day(date(999, 1, 2)), wall(at("0999-01-02T03:04:05"))) == ("09990102", "09990102T030405")
