"""What each service that tests start has at hand, for it is a fork of a process that has imported this.

It is what a process makes and warms up at its start, which each of them would do anew; what stands here is never
collected, so that no service has pages of memory copied to look at it.
"""

from sqlalchemy.orm import configure_mappers

from events_service.app import assemble
from events_service.demo.pages import ROUTES
from events_service.web.warming import warm_up

APPLICATIONS = {len(besides): assemble(besides) for besides in ((), ROUTES)}
"""Service and demo, told apart by how many pages they have besides."""

configure_mappers()
warm_up()
