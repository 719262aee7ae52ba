"""Badges: codes that other libraries read, names that fill their place and nothing that leaves its label."""

import json
import math
import random

import jsonschema
import pypdfium2 as pdfium
import pytest
import yaml
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from events_service.documents.badge_drawing import CATEGORY_COLOURS
from events_service.documents.badge_layouts import (
    Code,
    Layout,
    UnknownLayout,
    layout_names,
    layout_schema,
    places,
    read_layout,
)
from events_service.documents.badge_selection import BadgeOrder
from events_service.documents.badges import DEFAULT_LAYOUT, BadgeOptions, NoSuchLabel, badges
from events_service.documents.place_cards import place_cards
from events_service.registrations.records import Category
from events_service.settings import resource_dir
from tests.world.documents import EVENT, NAMES, PEOPLE, badge, payload
from tests.world.paper import codes, page_texts, pictures

DOTS = 150 / 25.4

each_layout = pytest.mark.parametrize("name", layout_names())


@each_layout
def test_every_code_is_read_by_another_library_at_150_dpi(name: str) -> None:
    read = [code for picture in pictures(badges(EVENT, PEOPLE, name)) for code in codes(picture)]
    sides = 2 if read_layout(name).alike else 1
    assert sorted(read) == [payload(number) for number in range(len(PEOPLE)) for _ in range(sides)]


@each_layout
def test_the_code_with_its_quiet_zone_is_at_least_25_mm(name: str) -> None:
    sides = [min(element.width, element.height) for element in read_layout(name).elements if isinstance(element, Code)]
    assert sides
    assert min(sides) >= 25


@each_layout
def test_names_are_read_back_in_order(name: str) -> None:
    text = " ".join(page_texts(badges(EVENT, PEOPLE, name)))
    positions = [text.index(f"{first} {last}") for first, last in NAMES]
    assert positions == sorted(positions)


@each_layout
def test_labels_lie_on_their_page_and_elements_on_their_label(name: str) -> None:
    layout = read_layout(name)
    for left, top in places(layout):
        assert left + layout.width <= layout.page_width + 0.01
        assert top + layout.height <= layout.page_height + 0.01
    height = layout.height / 2 if layout.fold else layout.height
    for element in layout.elements:
        assert element.x + element.width <= layout.width
        assert element.y + element.height <= height


def test_an_unknown_layout_is_refused_with_the_names_of_the_known_ones() -> None:
    with pytest.raises(UnknownLayout, match=f"no badge layout b5; choose one of .*{DEFAULT_LAYOUT}"):
        badges(EVENT, PEOPLE, "b5")


def _first_code(picture: Image.Image) -> tuple[float, float]:
    """Give the place of the first code on a page in millimetres."""
    corner = zxingcpp.read_barcodes(picture)[0].position.top_left
    return corner.x / DOTS, corner.y / DOTS


def test_printing_starts_at_the_first_free_label_of_a_sheet_that_was_begun() -> None:
    texts = page_texts(badges(EVENT, PEOPLE, "avery-l4785", BadgeOptions(start_at=9)))
    assert [text.count("Co-funded by the European Union") for text in texts] == [2, 10]
    assert texts[0].index("Παναγιώτα") < texts[0].index("Йорданка")
    begun = pictures(badges(EVENT, PEOPLE[:1], "avery-l4785", BadgeOptions(start_at=4)))[0]
    fresh = pictures(badges(EVENT, PEOPLE[:1], "avery-l4785"))[0]
    right, down = (there - here for there, here in zip(_first_code(begun), _first_code(fresh), strict=True))
    assert (right, down) == (pytest.approx(95, abs=0.3), pytest.approx(55, abs=0.3))


def test_a_label_that_is_not_on_the_page_is_refused() -> None:
    with pytest.raises(NoSuchLabel, match="The layout has 10 labels on a page; start at one of them, 1 to 10"):
        badges(EVENT, PEOPLE, "avery-l4785", BadgeOptions(start_at=11))


def test_a_printer_that_is_off_is_corrected() -> None:
    moved = pictures(badges(EVENT, PEOPLE[:1], "avery-l4785", BadgeOptions(shift_right=2, shift_down=3)))[0]
    fresh = pictures(badges(EVENT, PEOPLE[:1], "avery-l4785"))[0]
    right, down = (there - here for there, here in zip(_first_code(moved), _first_code(fresh), strict=True))
    assert (right, down) == (pytest.approx(2, abs=0.3), pytest.approx(3, abs=0.3))


def test_badges_are_printed_in_the_order_asked_for() -> None:
    text = " ".join(page_texts(badges(EVENT, PEOPLE, "a7", BadgeOptions(order=BadgeOrder.NAME))))
    assert text.index("Jo Li") < text.index("Guntars Ņikiforovs") < text.index("Jan van der Berg")


def test_the_back_of_a_folded_badge_shows_the_persons_own_agenda() -> None:
    own = replace(PEOPLE[0], agenda=("Monday, 13 November", "09:15 Welcome", "14:30 Study visit"))
    text = page_texts(badges(EVENT, [own], "a6-fold"))[0]
    assert "Monday, 13 November 09:15 Welcome 14:30 Study visit" in text


def _letter_sizes(pdf: bytes) -> dict[str, float]:
    """Give the largest size in points at which each letter of the first page is set."""
    sizes: dict[str, float] = {}
    with pdfium.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        for index in range(text.count_chars()):
            letter = text.get_text_range(index, 1)
            sizes[letter] = max(sizes.get(letter, 0), pdfium.raw.FPDFText_GetFontSize(text, index))
    return sizes


@pytest.mark.parametrize(("given", "letter"), [("Мария", "М"), ("Őze", "Ő"), ("Νίκος", "Ν"), ("Ana", "A")])
def test_a_given_name_that_fits_is_at_least_60_points_large_and_the_family_name_smaller(
    given: str, letter: str
) -> None:
    sizes = _letter_sizes(badges(EVENT, [badge(1, given, "Ъ")]))
    assert sizes[letter] >= 60
    assert 24 <= sizes["Ъ"] <= 32


def test_both_sides_of_the_badge_are_alike() -> None:
    text = page_texts(badges(EVENT, PEOPLE[:1]))[0]
    for said in ("Παναγιώτα", "Consiliul Județean Harghita", "SECON", "Lead partner"):
        assert text.count(said) == 2


@pytest.mark.parametrize(("family_first", "order"), [(True, ["Nagy", "Szilárd"]), (False, ["Szilárd", "Nagy"])])
def test_names_stand_in_the_order_of_the_persons_language(family_first: bool, order: list[str]) -> None:
    text = page_texts(badges(EVENT, [replace(badge(1, "Szilárd", "Nagy"), family_first=family_first)]))[0]
    assert " ".join(order) in text


def test_the_layouts_are_as_their_schema_says() -> None:
    schema = json.loads(layout_schema())
    for path in (resource_dir("templates") / "layouts" / "badges").glob("*.yaml"):
        jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)


@each_layout
def test_codes_are_read_from_a_phones_photo(name: str) -> None:
    """Turned, seen from aside, out of focus, and with 60 % of the contrast."""
    page = pictures(badges(EVENT, PEOPLE[:1], name))[0].convert("L")
    assert set(codes(_photo(page, random.Random(name)))) == {payload(0)}


def _photo(page: Image.Image, chance: random.Random) -> Image.Image:
    width, height = page.size
    skewed = page.transform(
        page.size,
        Image.Transform.PERSPECTIVE,
        (1.02, 0.05 * chance.random(), 0, 0.04 * chance.random(), 1.02, 0, -0.1 / width, -0.08 / height),
        resample=Image.Resampling.BICUBIC,
        fillcolor="white",
    )
    turned = skewed.rotate(chance.uniform(-25, 25), expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    return ImageEnhance.Contrast(turned.filter(ImageFilter.GaussianBlur(1.0))).enhance(0.6)


def test_each_category_has_a_colour_of_its_own() -> None:
    assert len(set(CATEGORY_COLOURS.values())) == len(Category)


@pytest.mark.parametrize("category", Category, ids=lambda category: category.value)
def test_a_badge_is_printed_in_the_colour_of_its_category(category: Category) -> None:
    person = replace(PEOPLE[0], category=category)
    (picture,) = pictures(badges(EVENT, [person], "a6"))
    colour = CATEGORY_COLOURS[category]
    assert picture.tobytes().count(bytes.fromhex(colour.removeprefix("#"))) > 1_000


@pytest.mark.parametrize("colour", CATEGORY_COLOURS.values(), ids=[category.value for category in CATEGORY_COLOURS])
def test_white_letters_stand_out_from_each_category_colour(colour: str) -> None:
    assert 1.05 / (_luminance(colour) + 0.05) >= 5


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_SCRIPTS = {
    "latin": "abcdefghijőűșțłņķģABCÅÉÑ -'",
    "greek": "αβγδεηθλμξοπρσςφψωΆΈΉΌΎΏΑΒΓΔΩ -'",
    "cyrillic": "абвгджзийклмнщъьюяАБВГДЖЩЮЯ -'",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤئپچژگ ",
    "hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת -'",
    "armenian": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆևԱԲԳԴՀՎ -",
    "georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ -",
    "cjk": "明小王田中直ゆきアイウ민수김",
}
_SCRIPTS["all"] = "".join(_SCRIPTS.values())
each_script = pytest.mark.parametrize("script", _SCRIPTS)


def _names(script: str) -> st.SearchStrategy[str]:
    """Give names of 1 to 200 characters; every other one is of full length, so that long ones are not rare."""
    letters = st.sampled_from(_SCRIPTS[script])
    return st.text(letters, min_size=1, max_size=200) | st.text(letters, min_size=200, max_size=200)


@each_script
@settings(max_examples=10)
@given(data=st.data(), name=st.sampled_from(layout_names()))
def test_nothing_is_drawn_outside_its_label(script: str, data: st.DataObject, name: str) -> None:
    person = badge(0, data.draw(_names(script)), data.draw(_names(script)))
    said = replace(person, organisation=data.draw(_names(script)), latin_name=data.draw(_names("latin")))
    layout = read_layout(name)
    pdf = badges(EVENT, [said], name, BadgeOptions(cut_marks=False))
    assert (_letters_outside(pdf, layout), _ink_outside(pdf, layout)) == ([], None)


@each_script
@settings(max_examples=5)
@given(data=st.data())
def test_nothing_is_drawn_outside_its_place_card(script: str, data: st.DataObject) -> None:
    layout = read_layout("tent", "place_cards")
    pdf = place_cards(EVENT, [badge(0, data.draw(_names(script)), data.draw(_names(script)))])
    assert _letters_outside(pdf, layout) == []


def test_a_blank_that_a_reader_puts_in_stands_outside_no_label() -> None:
    person = replace(badge(0, "ბ", "ა" * 23 + "-"), organisation="ა", latin_name="A")
    pdf = badges(EVENT, [person], "a6-large", BadgeOptions(cut_marks=False))
    assert _letters_outside(pdf, read_layout("a6-large")) == []


def test_ink_and_letters_outside_a_label_are_seen() -> None:
    narrow = replace(read_layout("a6"), width=60)
    pdf = badges(EVENT, PEOPLE[:1], "a6", BadgeOptions(cut_marks=False))
    assert _letters_outside(pdf, narrow)
    assert _ink_outside(pdf, narrow)


def _letters_outside(pdf: bytes, layout: Layout) -> list[str]:
    """Give the letters of the first label's badge that leave it by more than a tenth of a millimetre."""
    left, top = next(iter(places(layout)))
    millimetre = 72 / 25.4
    found = []
    with pdfium.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        for index in range(text.count_chars()):
            if pdfium.raw.FPDFText_IsGenerated(text, index):  # put in by the reader between lines, and drawn nowhere
                continue
            letter = text.get_text_range(index, 1)
            x0, y0, x1, y1 = (value / millimetre for value in text.get_charbox(index))
            head, foot = layout.page_height - top + 0.1, layout.page_height - top - layout.height - 0.1
            if x0 < left - 0.1 or x1 > left + layout.width + 0.1 or y0 < foot or y1 > head:
                found.append(letter)
    return found


def _ink_outside(pdf: bytes, layout: Layout) -> tuple[int, int, int, int] | None:
    """Give the box of what is not white on the page around the first label, in dots; None where all is white."""
    left, top = next(iter(places(layout)))
    page = pictures(pdf)[0]
    edges = (left, top, left + layout.width, top + layout.height)
    before, after = (math.floor(edge * DOTS) for edge in edges[:2]), (math.ceil(edge * DOTS) for edge in edges[2:])
    page.paste("white", (*before, *after))
    return ImageOps.invert(page).getbbox()
