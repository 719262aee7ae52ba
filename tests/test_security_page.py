"""SECURITY.md: every file of tests and every setting that it names exists."""

import re

from tests.world.service import ROOT

PAGE = (ROOT / "SECURITY.md").read_text()


def test_each_row_on_who_might_do_harm_names_tests_that_exist() -> None:
    rows = [row for row in PAGE.partition("## Who might do harm")[2].splitlines() if row.startswith("| ")][1:]
    assert len(rows) > 5
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert named, row
        for path in named:
            assert (ROOT / path).is_file(), path


def test_the_setting_that_it_names_is_in_the_manual() -> None:
    for setting in re.findall(r"EVENTS_\w+", PAGE):
        assert setting in (ROOT / "README.md").read_text()
