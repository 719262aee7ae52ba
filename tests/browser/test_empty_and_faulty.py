"""Pages that have nothing to show yet, forms that come back with faults, and refusals: axe-core finds nothing."""

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from events_service.programme.export import export
from events_service.programme.records import EventStatus, Registration
from tests.browser.service import Service, opened, withheld
from tests.world.events import WORKSHOP
from tests.world.project import PROJECT

EMPTY, UNUSED_PROJECT = (replace(PROJECT, key=key, acronym=key.upper(), milestones=[]) for key in ("empty", "unused"))
BARE = replace(
    WORKSHOP,
    key="bare",
    project="unused",
    status=EventStatus.PUBLISHED,
    sessions=[],
    venue=None,
    contact=None,
    registration=Registration(),
)
FIRST = (
    "/organise",
    "/organise/calendar",
    "/organise/projects/empty/year",
    "/review",
    "/review/statistics",
    "/organise/people",
    "/?project=empty",
    "/embed/empty",
)
"""What somebody sees whose project has no event."""

UNUSED = (
    "/events/bare",
    "/events/bare/register",
    *(
        f"/organise/events/bare{page}"
        for page in (
            "",
            "/edit",
            "/agenda",
            "/materials",
            "/speakers",
            "/registrations",
            "/registrations?q=nobody",
            "/registrations/needs",
            "/mails",
            "/print",
            "/check-in",
            "/attendance",
            "/helpers",
            "/letters",
            "/definition/versions",
            "/release",
        )
    ),
)
"""The pages of an event without sessions to which nobody has come."""

FORMS = (
    "/organise/people/invite",
    "/organise/events/new",
    "/organise/events/bare/edit/basics",
    "/organise/events/bare/edit/texts",
    "/organise/events/bare/agenda/new",
    "/organise/events/bare/registrations/new",
    "/organise/events/bare/registrations/import",
    "/organise/events/bare/materials",
    "/events/bare/register",
)
"""Forms that are sent with nothing in them."""

REFUSED = {"/nothing-here": 404, "/organise/mail-server": 403, "/sign-in/a-link-that-is-spent": 410}


@pytest.fixture(scope="module")
def bare(shared: Service, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The service with a project that has an event to which nobody has come, and another one that has none at all."""
    folder = tmp_path_factory.mktemp("bare")
    for record in (EMPTY, UNUSED_PROJECT, BARE):
        (folder / f"{record.key}.yaml").write_text(export(record))
    shared.run("load", str(folder))
    for project in ("empty", "unused"):
        who = (f"{project}@example.org", "--name", "Maria", "--role", "lead_partner", "--project", project)
        shared.run("account", "add", *who)
    return shared


def lead(service: Service, browser: Browser, project: str) -> Page:
    """Open the first page of a project's lead partner on a phone."""
    link = service.run("sign-in-link", f"{project}@example.org")
    return opened(browser, link, viewport={"width": 360, "height": 740})


def test_nothing_is_withheld_where_there_is_nothing_yet(bare: Service, browser: Browser, axe: str) -> None:
    found = []
    for project, paths in (("empty", FIRST), ("unused", UNUSED)):
        page = lead(bare, browser, project)
        found += [(path, *each) for path in paths for each in seen(page, bare.address + path, axe)]
        page.context.close()
    assert found == []


def test_nothing_is_withheld_by_a_form_with_faults_or_a_refusal(bare: Service, browser: Browser, axe: str) -> None:
    page = lead(bare, browser, "unused")
    found = []
    for path, status in REFUSED.items():
        answer = page.goto(bare.address + path)
        assert answer is not None
        assert answer.status == status, path
        found += [(path, *each) for each in looked_at(page, axe)]
    for path in FORMS:
        page.goto(bare.address + path)
        with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
            page.locator("main form[method=post]").last.evaluate(SEND_EMPTY)
        assert sent.value.status == 422, path
        page.wait_for_load_state()
        expect(page.locator("main [role=alert], main .fault").first).to_be_visible()
        found += [(path, *each) for each in looked_at(page, axe)]
    assert found == []


SEND_EMPTY = """(form) => {
    form.noValidate = true;
    for (const each of form.elements) if (each.type !== "hidden" && "value" in each && each.tagName !== "BUTTON"
        && !["radio", "checkbox"].includes(each.type)) each.value = "";
    form.requestSubmit(form.querySelector(".actions button"));
}"""


def seen(page: Page, address: str, axe: str) -> list[tuple[str, str, list[str]]]:
    """Open a page, and give what it withholds."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    return looked_at(page, axe)


def looked_at(page: Page, axe: str) -> list[tuple[str, str, list[str]]]:
    """Give what the page withholds, and whether it is wider than a phone."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*withheld(page, axe), *([("width", str(wide), [])] if wide > 360 else [])]
