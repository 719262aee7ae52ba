"""What each service that tests start has at hand, for it is a fork of a process that has imported this.

It is what a process warms up at its start, which each of them would do anew; what stands here is never collected, so
that no service has pages of memory copied to look at it.
"""

import tempfile

from events_service.app import create_app
from events_service.settings import read_settings
from events_service.web.warming import warm_up

with tempfile.TemporaryDirectory() as folder:
    create_app(read_settings({"EVENTS_DATA_DIR": folder}))
warm_up()
