"""Keys from titles: readable in every script of the partners, and never one that is taken."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.programme.keys import free_key


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Welcome", "welcome"),
        ("  Study visit; bus, boots & rain ", "study-visit-bus-boots-rain"),
        ({"bg": "Добре дошли", "en": "Welcome"}, "welcome"),
        ({"bg": "Работно посещение"}, "rabotno-poseshtenie"),
        ({"el": "Καλωσόρισμα"}, "kalosorisma"),
        ("Łódź: żółte szkło", "lodz-zolte-szklo"),
        ("2024-04-16", "session-2024-04-16"),
        ("New", "session-new"),
        ("…", "session"),
        ("a" * 300, "a" * 56),
    ],
)
def test_a_key_is_made_from_a_title(title: str | dict[str, str], key: str) -> None:
    assert free_key(title, ()) == key


@given(st.lists(st.text(max_size=70), max_size=12))
def test_no_two_titles_get_one_key(titles: list[str]) -> None:
    taken: list[str] = []
    for title in titles:
        taken.append(free_key(title, taken))
    assert len(set(taken)) == len(taken)
    assert all(re.fullmatch("[a-z0-9][a-z0-9-]{0,62}", key) for key in taken)
