"""What is no definition at all, or means harm, gets a fault in one line: never a traceback, never a hang."""

import os
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from events_service.programme.definitions import check, check_contents
from events_service.programme.faults import Fault
from events_service.programme.yaml_reading import SIZE_LIMIT

VALID = (Path(__file__).parents[2] / "fixtures" / "secon" / "harghita-2024.yaml").read_text(encoding="utf-8")
PATIENCE_SECONDS = 5


@contextmanager
def little_work() -> Iterator[None]:
    """Hold what is done inside to little time of the processor: what else the machine does must not count."""
    started = time.thread_time()
    yield
    assert time.thread_time() - started < PATIENCE_SECONDS


def only_fault(content: bytes) -> Fault:
    with little_work():
        (fault,) = check_contents({"file.yaml": content}).faults
    return fault


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "the file is empty"),
        (b"\xef\xbb\xbf", 1, "the file is empty"),
        (b"---\n", 2, "the file holds no fields"),
        (b"key: a\nname: Caf\xe9\n", 2, "byte 0xe9 is not UTF-8"),
        ("key: a\n".encode("utf-16"), 1, "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "is not UTF-8"),
        (b"PK\x03\x04\x00\x00", 1, "U+0003"),
        (b"key: a\n\n\x00\n", 3, "U+0000"),
        (b'key: "\\ud800"\n', 1, "write \\\\ for a backslash"),
        (b'key: "\\UFFFFFFFF"\n', 1, "write \\\\ for a backslash"),
        (b"%YAML 9.9\n---\nkey: a\n", 1, "this is not YAML"),
        (b"*x : y\n", 1, "aliases"),
        (b"[" * 500_000, 1, "more than 20 deep"),
        (b"{" * 500_000, 1, "more than 20 deep"),
        (b"- " * 400_000, 1, "more than 20 deep"),
        (b"- a\n" * 200_000, 100_000, "more than 100,000 values"),
        (b"a: " * 300_000, 1, "this is not YAML"),
        (b"x" * (SIZE_LIMIT + 1), 1, "the file has 1,000,001 bytes; a definition file has at most 1,000,000"),
    ],
)
def test_a_trap_is_one_fault(content: bytes, line: int, words: str) -> None:
    fault = only_fault(content)
    assert words in fault.message
    assert (fault.line, fault.field) == (line, "")
    assert "\n" not in str(fault)


def test_a_byte_order_mark_is_no_fault() -> None:
    faults = check_contents({"file.yaml": b"\xef\xbb\xbf" + VALID.encode()}).faults
    assert [fault.field for fault in faults] == ["project"]


def test_lines_that_end_as_on_windows_are_no_fault() -> None:
    faults = check_contents({"file.yaml": VALID.replace("\n", "\r\n").encode()}).faults
    line = next(number for number, line in enumerate(VALID.splitlines(), 1) if line.startswith("project:"))
    assert [(fault.line, fault.field) for fault in faults] == [(line, "project")]


def test_a_file_of_a_hundred_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    try:
        (fault,) = check([path]).faults
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert fault.message == "the file has 100,000,000 bytes; a definition file has at most 1,000,000"
    assert most_bytes < SIZE_LIMIT


def test_a_pipe_and_a_missing_file_are_faults(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    faults = check([tmp_path / "pipe.yaml", tmp_path / "gone.yaml", Path("/dev/zero")]).faults
    assert sorted(fault.message for fault in faults) == [
        "there is no such file",
        "this is not a regular file",
        "this is not a regular file",
    ]


def test_a_path_that_no_file_can_have_is_a_fault() -> None:
    (fault,) = check([Path("x" * 5_000)]).faults
    assert "the file cannot be read" in fault.message


def test_a_folder_without_definitions_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("key: a")
    (fault,) = check([tmp_path]).faults
    assert fault.message == "the folder holds no *.yaml or *.yml file"


def test_a_folder_that_links_to_itself_is_walked_once(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "event.yml").write_text(VALID, encoding="utf-8")
    assert [fault.field for fault in check([tmp_path]).faults] == ["project"]


def test_who_has_thousands_of_faults_is_told_the_first_hundred() -> None:
    content = "key: a\nproject: b\n" + "".join(f"unknown_field_{number}: 1\n" for number in range(20_000))
    with little_work():
        faults = check_contents({"file.yaml": content.encode()}).faults
    assert len(faults) == 101
    assert "only the first 100 faults are listed" in {fault.message for fault in faults}


def test_a_field_with_a_name_of_half_a_megabyte_is_quoted_in_part() -> None:
    content = f"key: a\nproject: b\n{'x' * 100}: 1\n? {'y' * 500_000}\n: 1\n"
    faults = check_contents({"file.yaml": content.encode()}).faults
    assert max(len(str(fault)) for fault in faults) < 600


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_no_bytes_make_the_check_fail(content: bytes) -> None:
    assert check_contents({"file.yaml": content}).faults


@given(st.data())
@settings(max_examples=150)
def test_no_change_of_a_good_file_makes_the_check_fail(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(VALID)))
    end = data.draw(st.integers(start, min(len(VALID), start + 60)))
    piece = data.draw(st.text(alphabet="\n\t {}[]:,-#&*!|>'\"%@`?0123456789TZ.aeiounorsABGβж\x85\u2028", max_size=12))
    check_contents({"file.yaml": (VALID[:start] + piece + VALID[end:]).encode()})


SMALL = yaml.load(VALID[: VALID.index("  - key: coffee-1")], yaml.BaseLoader)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=150)
def test_no_value_in_any_field_makes_the_check_fail(data: st.DataObject) -> None:
    place = event = deepcopy(SMALL)
    while isinstance(place, dict | list) and place:
        step = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[step], dict | list) or data.draw(st.booleans()):
            place[step] = data.draw(ANYTHING)
            break
        place = place[step]
    check_contents({"file.yaml": yaml.dump(event, Dumper=yaml.CSafeDumper, allow_unicode=True).encode()})
