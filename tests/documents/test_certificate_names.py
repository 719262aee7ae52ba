"""Names on certificates: in the person's own letters, with a line in Latin ones below, as badges and lists have it."""

import io
from typing import cast

import pikepdf
import pytest
from msgspec.structs import replace

from events_service.documents.badge_layouts import layout_names, read_layout
from events_service.documents.badges import badges
from events_service.documents.certificates import certificates
from events_service.documents.latin_letters import latin
from events_service.documents.participants_list import participants_list
from events_service.documents.records import Certificate
from events_service.documents.sign_in_sheets import sign_in_sheets
from events_service.typesetting.preflight import Preflight, preflight
from events_service.web.i18n import translator
from tests.world.documents import CERTIFICATES, EVENT, LISTED, ROWS, SHEET, WORDS, badge
from tests.world.paper import page_texts

LANGUAGES = ("en", "bg", "el", "hu", "lv")
TIBETAN = "ཀུན བཟང"


def certificate(name: str, latin_name: str = "", language: str = "en") -> Certificate:
    return replace(CERTIFICATES[0], name=name, latin_name=latin_name, language=language)


def printed(one: Certificate) -> Preflight:
    return preflight(lambda: certificates([one], translator))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_latin_line_stands_below_the_name(language: str) -> None:
    done = printed(certificate("Йорданка Щърбанова", "Yordanka Shtarbanova", language))
    assert done.misfits == ()
    assert "Йорданка Щърбанова Yordanka Shtarbanova" in page_texts(done.pdf)[0]


def test_the_latin_line_is_a_paragraph_after_the_heading_with_the_name() -> None:
    one = certificate("Мария", "Maria")
    with pikepdf.open(io.BytesIO(printed(one).pdf)) as document:
        kinds = _kinds(cast(pikepdf.Dictionary, document.Root.StructTreeRoot.K))
    with pikepdf.open(io.BytesIO(printed(replace(one, latin_name="")).pdf)) as document:
        without = _kinds(cast(pikepdf.Dictionary, document.Root.StructTreeRoot.K))
    after = kinds.index("/H2") + 1
    assert kinds[after] == "/P"
    assert without == kinds[:after] + kinds[after + 1 :]


def _kinds(element: pikepdf.Dictionary) -> list[str]:
    """Give the kinds of an element and all below it in reading order."""
    below = [kid for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return [str(element.S), *(kind for kid in below for kind in _kinds(kid))]


@pytest.mark.parametrize("name", ["-".join(["Щърбанова"] * 14), " ".join(["Мария"] * 24)])
def test_a_very_long_name_and_its_latin_line_fit(name: str) -> None:
    assert printed(certificate(name, latin(name))).misfits == ()


def test_a_name_that_no_font_draws_is_printed_in_latin_letters_and_preflight_is_content() -> None:
    done = printed(certificate(TIBETAN, "Kunzang Wangmo"))
    assert done.misfits == ()
    (text,) = page_texts(done.pdf)
    assert text.count("Kunzang Wangmo") == 1
    assert page_texts(printed(certificate("Kunzang Wangmo")).pdf) == [text]


def test_a_latin_line_that_no_font_draws_either_leaves_the_name_in_its_place() -> None:
    found = printed(certificate(TIBETAN, TIBETAN + " Wangmo")).misfits
    assert [misfit.text for misfit in found] == [TIBETAN, TIBETAN + " Wangmo"]


@pytest.mark.parametrize("layout", layout_names())
def test_badges_do_the_same(layout: str) -> None:
    person = replace(badge(1, *TIBETAN.split()), latin_name="Kunzang Wangmo")
    done = preflight(lambda: badges(EVENT, [person], layout))
    assert done.misfits == ()
    sides = 2 if read_layout(layout).alike else 1
    assert " ".join(page_texts(done.pdf)).count("Kunzang Wangmo") == sides


def test_lists_name_in_latin_letters_whom_no_font_draws() -> None:
    rows = (replace(ROWS[0], name=TIBETAN, latin_name="Kunzang Wangmo"), replace(ROWS[1], latin_name="Yordanka"))
    for document in (
        lambda: sign_in_sheets([replace(SHEET, rows=rows)], WORDS),
        lambda: participants_list(replace(LISTED, rows=rows), WORDS),
    ):
        done = preflight(document)
        assert done.misfits == ()
        (text,) = page_texts(done.pdf)
        assert "Kunzang Wangmo" in text
        assert ROWS[1].name in text
        assert "Yordanka" not in text
