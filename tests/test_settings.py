"""Settings from the environment: what is left out has its usual value, what cannot be used is named."""

import os
import re
from pathlib import Path

import pytest

from events_service.settings import FaultySetting, font_folders, read_settings

ROOT = Path(__file__).parents[1]


def test_fonts_are_looked_for_where_systems_keep_them_unless_folders_are_named(tmp_path: Path) -> None:
    assert font_folders({}) is None
    assert font_folders({"EVENTS_FONTS": ""}) is None
    named = os.pathsep.join((str(tmp_path), str(tmp_path / "more")))
    assert font_folders({"EVENTS_FONTS": named}) == (tmp_path, tmp_path / "more")


def test_a_folder_of_fonts_that_does_not_exist_is_named_at_the_start(tmp_path: Path) -> None:
    missing = tmp_path / "fonst"
    environment = {"EVENTS_DATA_DIR": str(tmp_path / "data"), "EVENTS_FONTS": f"{tmp_path}{os.pathsep}{missing}"}
    with pytest.raises(FaultySetting) as refused:
        read_settings(environment)
    assert str(refused.value) == (
        f"EVENTS_FONTS: there is no folder {missing}; name folders with Noto fonts, parted by {os.pathsep!r},"
        " or leave it out"
    )
    read_settings(environment | {"EVENTS_FONTS": str(tmp_path)})


def test_the_readme_lists_each_setting_that_the_code_reads_and_no_other() -> None:
    read = {
        name
        for module in (ROOT / "events_service").rglob("*.py")
        for name in re.findall(r'"(EVENTS_[A-Z_]+)"', module.read_text(encoding="utf-8"))
    }
    listed = re.findall(r"^\| `(EVENTS_[A-Z_]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(read)
