"""SECON's workshops at the JSON API, told in order: each operation of it, and each problem that it may answer.

The requests are those that the OpenAPI document shows; the service holds the fixtures, and its clock goes along.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
from litestar import Litestar
from msgspec.structs import replace

from events_service import clock
from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.definitions import check
from events_service.programme.loading import save_all
from events_service.settings import Settings
from events_service.web.openapi import Examples
from tests.world.service import ROOT
from tests.world.staff import add_staff, token_of

BASE_URL = "https://events.example.org"
EVENT = "/api/v1/events/{event}"
REGISTRATIONS = f"{EVENT}/registrations"
ATTENDANCE = f"{EVENT}/attendance"
ONE = "/api/v1/registrations/{id}"
NOBODY = str(UUID(int=0))
ONE_TOO_LARGE = {"Content-Length": "90000000"}
IN_APRIL = "2024-04-02T09:00:00Z"
DOOR_OPEN = "2024-04-16T05:50:00Z"
WEEK_AFTER = "2024-04-22T09:00:00Z"
IN_AUTUMN = "2024-09-02T09:00:00Z"


class Story:
    """Sends each operation's example request, or another body, and keeps what was answered by operation and status."""

    def __init__(self, client: httpx.AsyncClient, examples: Examples, staff: dict[str, dict[str, str]]) -> None:
        self.client, self.examples, self.staff = client, examples, staff
        self.tag = ""
        self.answers: dict[str, dict[str, list[Any]]] = {}

    async def tell(
        self,
        operation: str,
        status: int,
        *,
        by: str = "lead",
        body: Any = None,
        event: str = "harghita-2024",
        id: str = NOBODY,  # noqa: A002  (so it stands in the address)
        query: str = "",
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> Any:
        """Send one request by somebody and give the answer, which has this status."""
        method, path = operation.split()
        sent = self.examples[operation].get("request") if body is None else body
        address = path.format(event=event, id=id, check_in=id)
        given = self.staff.get(by, {}) | (headers or {})
        whole = {"json": sent} if content is None else {"content": content}
        answer = await self.client.request(method, f"{address}{query}", headers=given, **whole)
        assert answer.status_code == status, (operation, answer.status_code, answer.text)
        answered = answer.json() if answer.content else None
        self.tag = answer.headers.get("etag", "")
        self.answers.setdefault(operation, {}).setdefault(str(status), []).append(answered)
        return answered

    async def refuse_others(self, operation: str, **where: Any) -> None:
        """Let somebody ask who is not signed in, and somebody whose event it is not."""
        await self.tell(operation, 401, by="nobody", **where)
        await self.tell(operation, 403, by="elsewhere", **where)


async def tell(
    client: httpx.AsyncClient,
    application: Litestar,
    settings: Settings,
    set_clock: Callable[[str], None],
    told: Examples,
) -> dict[str, dict[str, list[Any]]]:
    """Tell all of it, and give by operation and status what was answered."""
    application.state.settings = replace(settings, base_url=BASE_URL)
    database: Database = application.state.database
    set_clock(IN_APRIL)
    checked = check([ROOT / "fixtures" / "secon"])
    async with database.transaction() as session:
        await save_all(session, checked.projects, checked.events, actor="fixtures", now=clock.now())
    accounts = {
        "lead": await add_staff(database, Role.LEAD_PARTNER, email="lead@example.org", now=clock.now()),
        "elsewhere": await add_staff(database, partner="riga", email="riga@example.org", now=clock.now()),
    }
    story = Story(client, told, {name: await token_of(database, each, clock.now()) for name, each in accounts.items()})
    await _programme(story)
    registered = await _registering(story)
    set_clock(DOOR_OPEN)
    await _door(story, registered)
    set_clock(WEEK_AFTER)
    await _review(story)
    set_clock(IN_AUTUMN)
    await _approving(story)
    await _health(story, application, database)
    return story.answers


async def _programme(story: Story) -> None:
    await story.tell("GET /api/v1/events", 200, query="?country=BG&limit=1")
    await story.tell("GET /api/v1/events", 422, query="?limit=0")
    await story.tell(f"GET {EVENT}", 200)
    await story.tell(f"GET {EVENT}", 404, event="nowhere")


async def _registering(story: Story) -> str:
    register, one = f"POST {REGISTRATIONS}", f"PATCH {ONE}"
    accepted = await story.tell(register, 201, by="nobody")
    asked = story.examples[register]["request"]
    await story.tell(register, 409, by="nobody")
    await story.tell(
        register, 409, by="nobody", body=asked | {"email": "new@example.org", "invitation": "no-such-link"}
    )
    await story.tell(register, 409, by="nobody", event="haskovo-2023")
    await story.tell(register, 404, by="nobody", event="nowhere")
    await story.tell(register, 422, by="nobody", body=asked | {"email": "elitsa", "country": "Bulgaria"})
    once = {"Idempotency-Key": "a-form-that-was-sent"}
    second = asked | {"email": "georgi.ivanov@example.org", "first_name": "Георги", "last_name": "Иванов"}
    other = await story.tell(register, 201, by="nobody", body=second, headers=once)
    await story.tell(register, 422, by="nobody", body=second | {"language": "en"}, headers=once)
    await story.tell(register, 413, by="nobody", headers=ONE_TOO_LARGE)
    await _too_often(story, register, asked)
    await story.tell(f"GET {REGISTRATIONS}", 200, query="?limit=1")
    await story.tell(f"GET {REGISTRATIONS}", 404, event="nowhere")
    await story.tell(f"GET {REGISTRATIONS}", 422, query="?status=somewhere")
    await story.refuse_others(f"GET {REGISTRATIONS}")
    await story.tell(one, 200, id=accepted["id"])
    await story.tell(one, 409, id=accepted["id"], body={"email": "georgi.ivanov@example.org"})
    await story.tell(one, 422, id=accepted["id"], body={"language": "Bulgarian"})
    await story.tell(one, 413, id=accepted["id"], headers=ONE_TOO_LARGE)
    await story.tell(one, 404)
    await story.refuse_others(one, id=accepted["id"])
    await story.refuse_others(f"DELETE {ONE}", id=other["id"])
    await story.tell(f"DELETE {ONE}", 204, id=other["id"])
    await story.tell(f"DELETE {ONE}", 404)
    await story.tell(one, 409, id=other["id"])
    return str(accepted["badge_code"])


async def _too_often(story: Story, register: str, asked: dict[str, Any]) -> None:
    """Ask until one mailbox has had enough; only the last answer is told."""
    many = asked | {"email": "many@example.org"}
    path = register.split()[1].format(event="harghita-2024")
    while (await story.client.post(path, json=many)).status_code != 429:
        pass
    await story.tell(register, 429, by="nobody", body=many)


async def _door(story: Story, badge_code: str) -> None:
    scans, withdraw = "POST /api/v1/check-ins", f"POST {EVENT}/check-ins/{{check_in}}/withdraw"
    await story.tell(f"POST {REGISTRATIONS}", 409, by="nobody")  # it has begun, and registration is closed
    await story.tell(f"GET {EVENT}/roster", 200)
    await story.tell(f"GET {EVENT}/roster", 304, headers={"If-None-Match": story.tag})
    await story.tell(f"GET {EVENT}/roster", 404, event="nowhere")
    await story.refuse_others(f"GET {EVENT}/roster")
    shown = story.examples[scans]["request"]
    [scan] = shown["scans"]
    body = shown | {"scans": [scan | {"badge_code": badge_code}]}
    await story.tell(scans, 200, body=body)
    await story.tell(scans, 413, headers=ONE_TOO_LARGE)
    await story.tell(scans, 422, body={"device": "", "scans": []})
    await story.refuse_others(scans)
    await story.refuse_others(withdraw, id=scan["id"])
    await story.tell(withdraw, 404)
    await story.tell(withdraw, 413, id=scan["id"], headers=ONE_TOO_LARGE)
    await story.tell(withdraw, 422, id=scan["id"], body={"reason": "because"})
    await story.tell(withdraw, 200, id=scan["id"])
    await story.tell(withdraw, 409, id=scan["id"])
    again = scan | {"id": str(UUID(int=7)), "badge_code": badge_code}
    await story.tell(scans, 200, body=shown | {"scans": [again]})


async def _review(story: Story) -> None:
    submit, give_back, approve = (f"POST {ATTENDANCE}/{step}" for step in ("submit", "return", "approve"))
    known = await story.tell(f"GET {ATTENDANCE}", 200)
    await story.tell(f"GET {ATTENDANCE}", 404, event="nowhere")
    await story.refuse_others(f"GET {ATTENDANCE}")
    await story.tell(approve, 409)
    await story.tell(give_back, 409)
    await story.tell(submit, 409, event="caceres-2024")
    await story.tell(submit, 200)
    await story.tell(submit, 409)
    await story.tell(approve, 409)
    await story.tell(give_back, 200)
    submitted = await story.tell(submit, 200)
    for step in (submit, give_back, approve):
        await story.tell(step, 404, event="nowhere")
        await story.refuse_others(step)
    for step in (give_back, approve):
        await story.tell(step, 413, headers=ONE_TOO_LARGE)
        await story.tell(step, 422, body={"digest": 7})
    await story.tell(approve, 200, body=story.examples[approve]["request"] | {"digest": submitted["digest"]})
    marks = f"POST {ATTENDANCE}/marks"
    somebody = {"registration": known["record"]["attendees"][0]["registration"]}
    body = {"marks": [each | somebody for each in story.examples[marks]["request"]["marks"]]}
    await _verifying(story)
    await story.tell(marks, 200, body=body)
    await story.tell(marks, 404, event="nowhere")
    await story.tell(marks, 413, headers=ONE_TOO_LARGE)
    await story.tell(marks, 422, body={"marks": [body["marks"][0] | {"id": "x"}]})
    await story.refuse_others(marks)


async def _verifying(story: Story) -> None:
    verify = "POST /api/v1/verify"
    record = await story.client.get(
        "/review/events/harghita-2024/attendance/attendance.pdf", headers=story.staff["lead"]
    )
    await story.tell(verify, 200, by="nobody", content=record.content)
    await story.tell(verify, 422, by="nobody", content=b"")
    await story.tell(verify, 413, by="nobody", headers=ONE_TOO_LARGE)


async def _approving(story: Story) -> None:
    asked = story.examples[f"POST {REGISTRATIONS}"]["request"] | {"sessions": []}
    colleague = {"email": "georgi.ivanov@example.org", "first_name": "Георги", "last_name": "Иванов"}
    approve, decline = (f"POST {ONE}/{step}" for step in ("approve", "decline"))
    for body, step in ((asked, approve), (asked | colleague, decline)):
        pending = await story.tell(f"POST {REGISTRATIONS}", 201, by="nobody", event="caceres-2024", body=body)
        await story.tell(step, 404)
        await story.refuse_others(step, id=pending["id"])
        await story.tell(step, 200, id=pending["id"])
        await story.tell(step, 409, id=pending["id"])


async def _health(story: Story, application: Litestar, database: Database) -> None:
    await story.tell("GET /health", 200)
    away = Database("sqlite+aiosqlite:////nowhere/at/all.sqlite")
    application.state.database = away
    try:
        await story.tell("GET /health", 503, by="nobody")
    finally:
        application.state.database = database
        await away.close()
