"""Preflight names what a font cannot draw and what does not fit, and nothing else."""

import pytest
from msgspec.structs import replace

from events_service.documents.badge_layouts import layout_names
from events_service.documents.badges import badges
from events_service.documents.place_cards import place_cards
from events_service.documents.sign_in_sheets import sign_in_sheets
from events_service.typesetting.lettering import Misfit
from events_service.typesetting.preflight import preflight, sentences
from tests.world.documents import EVENT, PEOPLE, ROWS, SHEET, WORDS, badge


def test_names_of_all_eleven_languages_pass() -> None:
    checked = preflight(lambda: badges(EVENT, PEOPLE))
    assert checked.misfits == ()
    assert checked.pdf == badges(EVENT, PEOPLE)


def test_letters_that_no_font_draws_are_named() -> None:
    found = preflight(lambda: badges(EVENT, [badge(1, "ཀུན", "བཟང"), badge(2, "Jo", "Li")], "a6")).misfits
    assert found == (Misfit(text="ཀུན བཟང", too_long=False, missing="ཀངནབཟུ", smallest=11),)
    assert list(sentences(found, str)) == [
        "“ཀུན བཟང”: no installed font can draw ཀ (U+0F40) ང (U+0F44) ན (U+0F53) བ (U+0F56) ཟ (U+0F5F) ུ (U+0F74); "
        "add the name in Latin letters."
    ]


def test_a_name_too_long_for_the_smallest_size_is_named() -> None:
    found = preflight(lambda: badges(EVENT, [badge(1, "X" * 200, "Li")], "a6")).misfits
    assert list(sentences(found, str)) == [f"“{'X' * 200} Li” does not fit even at 11 points and is cut; shorten it."]


def test_a_large_given_name_or_a_family_name_that_does_not_fit_is_named_by_itself_and_once_for_both_sides() -> None:
    people = [badge(1, "X" * 200, "Li"), badge(2, "Jo", "Y" * 200), badge(3, "ཀུན", "Li")]
    found = preflight(lambda: badges(EVENT, people, "a6-large")).misfits
    assert [(each.text, each.too_long, each.missing) for each in found] == [
        ("X" * 200, True, ""),
        ("Y" * 200, True, ""),
        ("ཀུན", False, "ཀནུ"),
    ]


def test_the_same_text_is_named_once_for_a_document() -> None:
    rows = tuple(replace(row, organisation="Ж" * 400) for row in ROWS)
    found = preflight(lambda: sign_in_sheets([replace(SHEET, rows=rows)], WORDS)).misfits
    assert [misfit.text for misfit in found] == ["Ж" * 400]


def test_invisible_characters_are_dropped_and_not_named() -> None:
    assert preflight(lambda: badges(EVENT, [badge(1, "Jo\u200b", "L\u00adi\u200e")])).misfits == ()


@pytest.mark.parametrize("name", layout_names())
def test_a_long_title_fits_every_layout(name: str) -> None:
    title = "3rd interregional workshop and steering group meeting, with study visits to social enterprises in Harghita"
    assert preflight(lambda: badges(replace(EVENT, title=title), PEOPLE, name)).misfits == ()


def test_a_long_title_fits_place_cards() -> None:
    title = "3rd interregional workshop and steering group meeting, with study visits to social enterprises in Harghita"
    assert preflight(lambda: place_cards(replace(EVENT, title=title), PEOPLE)).misfits == ()
