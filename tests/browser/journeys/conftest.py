"""One service and one mail server for all journeys: each has people of its own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.journeys.journey import Journeys
from tests.browser.service import Service
from tests.mail.servers import Postbox
from tests.mail.servers import serving as mail_server
from tests.processes import begin, end, free_port
from tests.world.times import APRIL


@pytest.fixture(scope="session")
def journeys(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journeys]:
    """The service two weeks before the events, with a mail server that takes whatever it sends."""
    folder, box, port = tmp_path_factory.mktemp("journeys"), Postbox(), free_port()
    database = shutil.copytree(loaded, folder, dirs_exist_ok=True) / "events.sqlite"
    with mail_server(box) as smtp:
        environment = os.environ | {
            "EVENTS_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
            "EVENTS_DATA_DIR": str(folder / "data"),
            "EVENTS_BASE_URL": f"http://127.0.0.1:{port}",
            "EVENTS_SMTP_URL": f"smtp://{smtp}",
            "EVENTS_NOW": APRIL.isoformat(),
        }
        service = Service(f"http://127.0.0.1:{port}", environment)
        service.run("load", str(Path(__file__).parent))
        process = begin("serve", port, environment, folder / "service.log")
        yield Journeys(service, database, box)
        end(process)
