"""What each service that tests start has at hand, for it is a fork of a process that has imported this: templates."""

import gc
import tempfile

from events_service.app import create_app
from events_service.settings import read_settings
from events_service.web.pages import environment

with tempfile.TemporaryDirectory() as folder:
    create_app(read_settings({"EVENTS_DATA_DIR": folder}))
for name in environment().list_templates(extensions=["html", "txt"]):
    environment().get_template(name)

gc.freeze()  # what stands here is never collected, and no service has pages of memory copied to look at it
