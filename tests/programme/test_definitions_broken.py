"""Each broken definition file names its faults in its first lines; the check finds just these."""

import re
from pathlib import Path

import pytest

from events_service.programme.definitions import check, read
from events_service.programme.records import Project

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(FOLDER.glob("*.yaml"))
SECON = read(Path(__file__).parents[2] / "fixtures" / "secon" / "project.yaml")
EXPECTED = re.compile(r"^# fault on line (\d+), ([^:]+): (.+)$", re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_file_is_told_its_faults_and_no_others(path: Path) -> None:
    assert isinstance(SECON, Project)
    expected = sorted(
        (int(line), "" if field == "the file" else field, words)
        for line, field, words in EXPECTED.findall(path.read_text(encoding="utf-8"))
    )

    faults = check([path], {"secon": SECON}).faults

    assert [(fault.line, fault.field) for fault in faults] == [(line, field) for line, field, _ in expected], faults
    for fault, (_, _, words) in zip(faults, expected, strict=True):
        assert fault.file == str(path)
        assert words in fault.message


def test_every_broken_file_says_what_is_expected_of_it() -> None:
    assert len(FILES) >= 25
    assert [path.name for path in FILES if not EXPECTED.search(path.read_text(encoding="utf-8"))] == []
