"""The wheel holds everything: it works in a folder where there is no checkout."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*arguments: str, folder: Path, **settings: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_works_without_the_checkout(tmp_path: Path) -> None:
    run("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), ".", folder=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    run("-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel), folder=tmp_path)
    settings = {"PYTHONPATH": str(site), "EVENTS_DATA_DIR": str(tmp_path / "data"), "EVENTS_DATABASE_URL": ""}
    where = run("-c", "import events_service; print(events_service.__file__)", folder=tmp_path, **settings)
    assert where.startswith(str(site))

    def service(*arguments: str) -> str:
        return run("-m", "events_service", *arguments, folder=tmp_path, **settings)

    fixtures = site / "events_service" / "fixtures" / "secon"
    service("load", str(fixtures))
    service("schemas", "--check")
    imported = service("import", "harghita-2024", str(fixtures / "participants.csv"))
    assert imported.startswith("Imported: 60 confirmed")
    service("badges", "harghita-2024", "-o", "badges.pdf")
    assert (tmp_path / "badges.pdf").read_bytes().startswith(b"%PDF")
    page = "import events_service.web.pages as pages; pages.static_address('vendor/zxing_reader.wasm'); "
    page += "print(len(pages.environment().list_templates()))"
    assert int(run("-c", page, folder=tmp_path, **settings)) > 20
