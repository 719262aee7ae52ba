"""Setting text: the largest size that fits, and lines that break well."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_service.typesetting import fonts
from events_service.typesetting.lettering import Lettering, fit

NAME = Lettering(size=36, smallest=10, lines=3, weight=fonts.Weight.BOLD)


@pytest.fixture(autouse=True, scope="module")
def _letters_are_registered() -> None:
    fonts.register()


def test_a_short_name_stands_on_one_line_at_the_largest_size() -> None:
    done = fit(("Jo", "Li"), NAME, 250, 100)
    assert (done.size, done.lines, done.fits) == (36, ("Jo Li",), True)


def test_first_and_last_name_begin_a_line_each_where_one_line_would_be_smaller() -> None:
    assert fit(("Ana María", "Fernández"), NAME, 200, 100).lines == ("Ana María", "Fernández")


def test_a_small_word_stays_with_the_word_after_it() -> None:
    assert fit(("Jan", "van der Berg"), NAME, 160, 130).lines == ("Jan", "van der Berg")


def test_a_name_breaks_at_its_hyphen_only_where_it_gains_much() -> None:
    assert fit(("Wiebke", "Müller-Lüdenscheidt"), NAME, 250, 110).lines == ("Wiebke", "Müller-Lüdenscheidt")
    assert fit(("Wiebke", "Müller-Lüdenscheidt"), NAME, 120, 110).lines == ("Wiebke", "Müller-", "Lüdenscheidt")


def test_a_dash_between_words_keeps_its_spaces() -> None:
    assert fit(("Social Economy – Regional / Policies",), Lettering(size=9), 400, 20).lines == (
        "Social Economy – Regional / Policies",
    )


def test_parts_that_must_stay_apart_never_share_a_line() -> None:
    assert fit(("scan 08:52", "on paper"), Lettering(size=8, lines=2, apart=True), 400, 40).lines == (
        "scan 08:52",
        "on paper",
    )


def test_the_case_of_a_name_is_not_touched() -> None:
    assert fit(("Ronald", "McDonald de la Cruz"), NAME, 400, 60).lines == ("Ronald McDonald de la Cruz",)


def test_lines_are_as_even_as_they_can_be() -> None:
    text = "Consiliul Județean Harghita Direcția generală"
    done = fit((text,), Lettering(size=10, lines=2), 170, 40)
    assert done.lines == ("Consiliul Județean", "Harghita Direcția generală")


def test_letters_written_apart_from_their_accents_are_joined() -> None:
    assert fit(("S\u0326tefan",), NAME, 400, 60).lines == ("\u0218tefan",)


def test_what_does_not_fit_ends_with_an_ellipsis_and_says_so() -> None:
    done = fit(("X" * 300,), NAME, 100, 30)
    assert not done.fits
    assert done.size == 10
    assert done.lines[-1].endswith("…")


@settings(max_examples=150)
@given(
    text=st.text(st.sampled_from("aäőșWΩЖ .-/"), min_size=1, max_size=200),
    width=st.floats(min_value=20, max_value=400),
    height=st.floats(min_value=12, max_value=200),
)
def test_set_lines_stay_in_their_box(text: str, width: float, height: float) -> None:
    done = fit((text,), NAME, width, height)
    assert all(fonts.width(line, NAME.weight, done.size) <= width + 0.01 for line in done.lines)
    assert len(done.lines) * done.size * NAME.leading <= max(height, NAME.smallest * NAME.leading) + 0.01
    if done.fits:
        assert "".join("".join(done.lines).split()) == "".join(text.split())
