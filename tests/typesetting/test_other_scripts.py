"""Names that Noto Sans does not draw: their own Noto fonts do, joined and ordered as their readers write them."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from events_service.documents.badges import badges
from events_service.typesetting.fallback_fonts import FallbackFont, font_of
from events_service.typesetting.fonts import Weight, register
from events_service.typesetting.preflight import Preflight, preflight
from events_service.typesetting.shaping import runs, width
from tests.world.documents import EVENT, OTHER_SCRIPTS, badge
from tests.world.paper import faults, fonts, page_texts


@cache
def printed() -> Preflight:
    return preflight(
        lambda: badges(EVENT, [badge(number, *names) for number, names in enumerate(OTHER_SCRIPTS)], "90x54")
    )


def test_names_in_other_scripts_pass_preflight() -> None:
    assert printed().misfits == ()


@pytest.mark.parametrize("names", OTHER_SCRIPTS)
def test_the_text_read_back_is_the_name(names: tuple[str, str]) -> None:
    text = " ".join(page_texts(printed().pdf))
    assert " ".join(names) in text


def test_only_the_letters_drawn_are_embedded() -> None:
    assert faults(printed().pdf) == []
    assert all(embedded for _, embedded in fonts(printed().pdf))
    assert len(printed().pdf) < 100_000


def test_the_same_names_give_the_same_bytes() -> None:
    again = badges(EVENT, [badge(number, *names) for number, names in enumerate(OTHER_SCRIPTS)], "90x54")
    assert again == printed().pdf


def test_arabic_letters_join_and_their_width_is_that_of_their_joined_shapes() -> None:
    register()
    joined = width("ههه", Weight.REGULAR, 10)
    assert joined != pytest.approx(3 * width("ه", Weight.REGULAR, 10))
    (run,) = runs("ههه", Weight.REGULAR)
    assert len({glyph.number for glyph in run.glyphs}) == 3
    assert [glyph.letters for glyph in run.glyphs] == ["ه", "ه", "ه"]


def test_a_line_that_runs_from_right_to_left_keeps_latin_words_and_numbers_as_they_are_read() -> None:
    register()
    assert [run.text for run in runs("(قطر) Smith 12", Weight.REGULAR)] == ["Smith 12", " (", "قطر", ")"]
    assert [run.text for run in runs("Smith (قطر)", Weight.REGULAR)] == ["Smith (", "قطر", ")"]


def test_a_joiner_of_a_persian_name_stays_and_parts_its_letters() -> None:
    register()
    apart, together = width("علی\u200cرضا", Weight.REGULAR, 10), width("علیرضا", Weight.REGULAR, 10)
    assert apart != together
    assert preflight(lambda: badges(EVENT, [badge(1, "علی\u200cرضا", "کریمی")])).misfits == ()


def test_bold_names_come_from_a_bold_font() -> None:
    assert _weights("小明") == [400, 700]
    assert _weights("გიორგი") == [400, 700]


def _weights(word: str) -> list[float | None]:
    found = [font_of(word, weight) for weight in (Weight.REGULAR, Weight.BOLD)]
    return [font.weight for font in found if font is not None]


def test_chinese_letters_in_a_japanese_name_have_the_shapes_that_japanese_readers_expect() -> None:
    assert _files("直") == "NotoSansSC[wght].ttf"
    assert _files("直き") == "NotoSansJP[wght].ttf"


def _files(word: str) -> str:
    font = font_of(word, Weight.REGULAR)
    assert isinstance(font, FallbackFont)
    return font.path.name


PRINTING = """
from events_service.documents.badges import badges
from events_service.typesetting.preflight import preflight, sentences
from tests.world.documents import EVENT, badge
found = preflight(lambda: badges(EVENT, [badge(1, "小明", "Wang")], "a7"))
print(*sentences(found.misfits, str), sep="\\n")
"""


def test_without_their_font_the_letters_are_named(tmp_path: Path) -> None:
    told = _run(PRINTING, EVENTS_FONTS=str(tmp_path))
    assert told == "“小明 Wang”: no installed font can draw 小 (U+5C0F) 明 (U+660E); add the name in Latin letters.\n"


def test_without_the_shaping_packages_the_letters_are_named() -> None:
    told = _run("import sys; sys.modules['uharfbuzz'] = None" + PRINTING)
    assert told == "“小明 Wang”: no installed font can draw 小 (U+5C0F) 明 (U+660E); add the name in Latin letters.\n"


def _run(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ | environment
    )
    return done.stdout
