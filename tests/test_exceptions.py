"""Every exception that our code takes from the linter and the type checker says why."""

import io
import re
import tokenize
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXCEPTION = re.compile(r"# (type: ignore|noqa)")
REASON = re.compile(r"# (type: ignore\[[a-z, -]+\]|noqa: [A-Z]+\d+(, [A-Z]+\d+)*)")


def comments(path: Path) -> list[tuple[int, str]]:
    """Each comment that is an exception, with its line."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    found = ((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)
    return [(line, comment) for line, comment in found if EXCEPTION.search(comment)]


def reason_of(comment: str) -> str:
    """What remains of a comment without the exceptions themselves."""
    return REASON.sub("", comment).strip(" #()")


def exceptions(*folders: str) -> list[tuple[str, str]]:
    """Give where each exception stands, and its comment; what Alembic writes is left out."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [
        (f"{path.relative_to(ROOT)}:{line}", comment)
        for path in paths
        if "migrations/versions" not in path.as_posix()
        for line, comment in comments(path)
    ]


def test_each_exception_has_a_reason() -> None:
    found = exceptions("events_service", "tests")
    assert len(found) >= 40
    assert [(place, comment) for place, comment in found if not reason_of(comment)] == []


def test_no_test_takes_an_exception_from_the_type_checker_that_does_not_read_it() -> None:
    assert [(place, comment) for place, comment in exceptions("tests") if "type: ignore" in comment] == []
