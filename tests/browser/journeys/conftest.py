"""One service and one mail server for all journeys: each has people of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.journeys.journey import Journeys
from tests.browser.service import Service
from tests.mail.servers import Postbox, serving
from tests.processes import free_port, wait_for
from tests.world.service import ROOT
from tests.world.times import APRIL


@pytest.fixture(scope="session")
def journeys(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journeys]:
    """The service two weeks before the events, with a mail server that takes whatever it sends."""
    folder, box, port = tmp_path_factory.mktemp("journeys"), Postbox(), free_port()
    database = folder / "events.sqlite"
    shutil.copy(sqlite_template, database)
    with serving(box) as smtp:
        environment = os.environ | {
            "EVENTS_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
            "EVENTS_DATA_DIR": str(folder),
            "EVENTS_BASE_URL": f"http://127.0.0.1:{port}",
            "EVENTS_SMTP_URL": f"smtp://{smtp}",
            "EVENTS_NOW": APRIL.isoformat(),
        }
        service = Service(f"http://127.0.0.1:{port}", environment)
        service.run("load", str(ROOT / "fixtures" / "secon"), str(Path(__file__).parent))
        command = [sys.executable, "-m", "events_service", "serve", "--port", str(port)]
        with (folder / "service.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT)
        try:
            wait_for(f"{service.address}/health", process.poll)
            yield Journeys(service, database, box)
        finally:
            process.terminate()
            process.wait(timeout=60)
