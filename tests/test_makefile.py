"""The doors from a checkout: what they leave alone."""

import shutil
import subprocess
from pathlib import Path

from events_service.settings import DEFAULT_DATA_DIR

ROOT = Path(__file__).parent.parent


def test_cleaning_a_checkout_keeps_the_data_of_the_service(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    kept = tmp_path / DEFAULT_DATA_DIR / "events.sqlite"
    gone = [tmp_path / "var/demo/events.sqlite", tmp_path / "var/messages.pot", tmp_path / ".venv/bin/python"]
    for path in (kept, *gone):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    subprocess.run(["make", "clean"], cwd=tmp_path, check=True, capture_output=True)
    assert [path.exists() for path in (kept, *gone)] == [True, False, False, False]
