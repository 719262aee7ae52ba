"""Documents look as they did when somebody looked at them and approved."""

import pytest
from PIL import Image

from tests.documents.approved import DOCUMENTS, FOLDER, difference, picture


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_looks_as_approved(name: str) -> None:
    with Image.open(FOLDER / f"{name}.png") as approved:
        now = picture(name)
        assert now.size == approved.size
        assert difference(now, approved.convert("L")) < 24, "look at it, then run python -m tests.documents.approved"


def test_a_line_that_moved_is_seen() -> None:
    one = picture("certificate")
    moved = Image.new("L", one.size, 255)
    moved.paste(one, (0, 4))
    assert difference(one, moved) > 24
