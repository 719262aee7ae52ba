"""What is compiled is kept for the next process as long as it is made of the same, and made anew where it is not."""

from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest

from events_service.web.compiled import FOLDER, CompiledTemplates, compiled

Texts = dict[str, str | tuple[str, ...]]


@pytest.fixture
def asked() -> list[Path]:
    """What was made, in turn."""
    return []


@pytest.fixture
def texts(tmp_path: Path, asked: list[Path]) -> Callable[[], Texts]:
    source = tmp_path / "texts.txt"
    source.write_text("one")

    def make(path: Path) -> Texts:
        asked.append(path)
        return {"text": path.read_text(), "forms": ("ā", "b")}

    return lambda: compiled(source, make)


def test_what_is_kept_is_not_made_again_until_its_source_changes(
    texts: Callable[[], Texts], asked: list[Path], tmp_path: Path
) -> None:
    assert texts() == texts() == {"text": "one", "forms": ("ā", "b")}
    assert len(asked) == 1
    (tmp_path / "texts.txt").write_text("two")
    assert texts() == texts() == {"text": "two", "forms": ("ā", "b")}
    assert len(asked) == 2


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[:-3], lambda kept: kept[:10], lambda kept: b"", lambda kept: b"?" * 99]
)
def test_what_is_kept_and_damaged_is_made_anew(
    texts: Callable[[], Texts], asked: list[Path], tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    texts()
    (kept,) = (tmp_path / FOLDER).iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    assert texts() == {"text": "one", "forms": ("ā", "b")}
    assert len(asked) == 2


def test_where_nothing_can_be_written_it_is_made_each_time(
    texts: Callable[[], Texts], asked: list[Path], tmp_path: Path
) -> None:
    (tmp_path / FOLDER).write_text("no folder")
    assert texts() == texts() == {"text": "one", "forms": ("ā", "b")}
    assert len(asked) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"texts.txt", FOLDER}


def test_a_template_is_taken_as_it_was_compiled_until_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    compile_ = jinja2.Environment._generate

    def noted(environment: jinja2.Environment, source: object, name: str, *rest: object, **named: object) -> object:
        made.append(name)
        return compile_(environment, source, name, *rest, **named)

    monkeypatch.setattr(jinja2.Environment, "_generate", noted)

    def render() -> str:
        loader = jinja2.FileSystemLoader(tmp_path)
        return jinja2.Environment(loader=loader, bytecode_cache=CompiledTemplates(tmp_path)).get_template("a").render()

    (tmp_path / "a").write_text("{% for n in [1, 2] %}{{ n }}{% endfor %}")
    assert [render(), render()] == ["12", "12"]
    assert made == ["a"]
    (tmp_path / "a").write_text("{% for n in [1, 3] %}{{ n }}{% endfor %}")
    assert [render(), render()] == ["13", "13"]
    assert made == ["a", "a"]
    for kept in (tmp_path / FOLDER).iterdir():
        kept.write_bytes(kept.read_bytes()[:-9])
    assert render() == "13"
    assert made == ["a", "a", "a"]
