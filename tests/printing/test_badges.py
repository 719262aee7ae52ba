"""Badges: codes that other libraries read, names that fill their place and nothing that leaves its label."""

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_service.printing.badge_layouts import Code, Layout, UnknownLayout, layout_names, places, read_layout
from events_service.printing.badges import CATEGORY_COLOURS, DEFAULT_LAYOUT, badges
from tests.printing.examples import EVENT, NAMES, PEOPLE, badge, payload
from tests.printing.reading import codes, page_texts, pictures

each_layout = pytest.mark.parametrize("name", layout_names())


@each_layout
def test_every_code_is_read_by_another_library_at_150_dpi(name: str) -> None:
    read = [code for picture in pictures(badges(EVENT, PEOPLE, name)) for code in codes(picture)]
    assert sorted(read) == [payload(number) for number in range(len(PEOPLE))]


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
    with pytest.raises(UnknownLayout, match=f"no badge layout 'b5'; choose one of .*{DEFAULT_LAYOUT}"):
        badges(EVENT, PEOPLE, "b5")


@pytest.mark.parametrize("colour", CATEGORY_COLOURS.values(), ids=CATEGORY_COLOURS.keys())
def test_white_letters_stand_out_from_each_category_colour(colour: str) -> None:
    assert 1.05 / (_luminance(colour) + 0.05) >= 5


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_letters = st.text(st.sampled_from("abcdefghijőűșțłņķģABCÅÉÑαβγΩЖЩЮя -'"), min_size=1, max_size=200)


@settings(max_examples=25, deadline=None)
@given(first_name=_letters, last_name=_letters, name=st.sampled_from(layout_names()))
def test_nothing_is_drawn_outside_its_label(first_name: str, last_name: str, name: str) -> None:
    layout = read_layout(name)
    assert _outside(badges(EVENT, [badge(0, first_name, last_name)], name), layout) == []


def _outside(pdf: bytes, layout: Layout) -> list[str]:
    """Give the letters of the first label's badge that leave it by more than a tenth of a millimetre."""
    left, top = next(iter(places(layout)))
    millimetre = 72 / 25.4
    found = []
    with pdfium.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        for index in range(text.count_chars()):
            x0, y0, x1, y1 = (value / millimetre for value in text.get_charbox(index))
            head, foot = layout.page_height - top + 0.1, layout.page_height - top - layout.height - 0.1
            if x0 < left - 0.1 or x1 > left + layout.width + 0.1 or y0 < foot or y1 > head:
                found.append(text.get_text_range(index, 1))
    return found
