"""No label stands without a value, and nothing that is read or pressed is empty: on every page of a full service."""

import re

import pytest

from events_service.access.records import Role
from events_service.demo.doors import page_path, sign_in_path
from events_service.demo.pages import ROUTES
from events_service.settings import Settings
from tests.world.demo import browser
from tests.world.pages import Emptiness
from tests.world.times import DEMO_STARTED

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("demo")]

OF_EACH_KIND = 2
"""So many registrations, sessions, mails and the like are opened of one event: they differ by their data alone."""


def kind_of(path: str) -> str:
    """Give a path with a star for what tells one registration, session, mail or page of a list from the next.

    What organisers write in the mails of an occasion has the same form for every event.
    """
    path = re.sub(r"events/[^/]+(/mails/texts/.)", r"events/*\1", path)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|/my/[^/]+|/b/[^/]+|(?<=/sessions/)[^/]+|(?<=/versions/)[^/]+", "*", path)


async def test_no_label_without_a_value(demo_settings: Settings, set_clock: object) -> None:
    set_clock(DEMO_STARTED.isoformat())
    opened: dict[str, int] = {}
    async with browser(demo_settings, ROUTES) as client:
        await client.get(sign_in_path(demo_settings, Role.LEAD_PARTNER))
        ahead = ["/organise", "/review", "/", page_path(demo_settings)]
        known = set(ahead)
        empty = []
        while ahead:
            path = ahead.pop()
            answer = await client.get(path, follow_redirects=True)
            assert answer.status_code == 200, path
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            page = Emptiness()
            page.feed(answer.text)
            empty += [(path, each) for each in page.empty]
            for link in page.links:
                target = link.removeprefix(str(client.base_url)).partition("#")[0].partition("?")[0]
                kind = kind_of(target)
                leads_on = target.startswith("/") and "sign-" not in target and "." not in target.rpartition("/")[2]
                if leads_on and target not in known and opened.get(kind, 0) < OF_EACH_KIND:
                    opened[kind] = opened.get(kind, 0) + 1
                    known.add(target)
                    ahead.append(target)
    assert empty == []
    assert len(opened) > 60
    for shown in ("/organise/events/caceres-2024", "/my/", "/organise/events/demo-workshop/mails/*"):
        assert any(kind.startswith(shown) or (shown, kind) == ("/my/", "*") for kind in opened), shown
