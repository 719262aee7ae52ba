"""The print page in a real browser: the picture follows each setting, and a long batch is made while one waits."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from events_service.printing.jobs import LONG_BATCH
from tests.browser.service import Service, as_organiser
from tests.world.paper import page_texts
from tests.world.service import ROOT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIXTURES = ROOT / "fixtures" / "secon"
EVENT = "harghita-2024"
HEADER = "first_name,last_name,email,organisation,country,category,language,attendance_mode,sessions"
WIDTHS = [pytest.param(360, id="phone"), pytest.param(1280, id="desktop")]
each_width = pytest.mark.parametrize("width", WIDTHS)


def organiser(service: Service, browser: Browser, folder: Path, *, width: int, people: int) -> Page:
    """Open the print page as an organiser of an event with so many participants."""
    rows = [
        f"Ana,Person {number},p{number}@example.org,House {people - number},BG,{category},bg,in_person,"
        for number, category in zip(range(people), ["speaker", "project_partner", "expert"] * people, strict=False)
    ]
    roomy = folder / "harghita-2024.yaml"
    roomy.write_text(
        (FIXTURES / "harghita-2024.yaml").read_text(encoding="utf-8").replace("capacity: 80", "capacity: 800")
    )
    service.run("load", str(FIXTURES / "project.yaml"), str(roomy))
    listed = folder / "people.csv"
    listed.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    service.run("import", EVENT, str(listed))
    page = as_organiser(service, browser, viewport={"width": width, "height": 800})
    page.goto(f"{service.address}/organise/events/{EVENT}/print")
    return page


def shown(page: Page) -> bool:
    """Wait for the preview to be loaded and tell whether there is something to see."""
    page.wait_for_function("document.querySelector('#preview').complete")
    return bool(page.locator("#preview").evaluate("(one) => one.naturalWidth > 0"))


def first_picture(page: Page, document: str) -> bytes:
    """Choose a document and give its picture."""
    with page.expect_response(lambda answer: "preview.png" in answer.url) as drawn:
        page.locator(".print-documents a", has_text=document).click()
    return drawn.value.body()


def change(page: Page, field: str, value: str) -> bytes:
    """Change a setting as a person does and give the picture that comes of it."""
    control = page.locator(f"[name={field}]")
    with page.expect_response(lambda answer: "preview.png" in answer.url) as drawn:
        if control.evaluate("(one) => one.tagName") == "SELECT":
            control.select_option(value)
        elif control.get_attribute("type") == "checkbox":
            control.check()
        else:
            control.fill(value)
    assert drawn.value.status == 200
    assert f"{field}={value}" in drawn.value.url
    octets = drawn.value.body()
    assert shown(page)
    return octets


def no_wider_than_its_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@each_width
def test_the_picture_changes_with_each_setting(service: Service, browser: Browser, tmp_path: Path, width: int) -> None:
    page = organiser(service, browser, tmp_path, width=width, people=5)
    someone = page.locator("[name=person] option").nth(3).get_attribute("value") or ""
    badges = [
        ("layout", "avery-l4785"),
        ("order", "category"),
        ("order", "organisation"),
        ("start_at", "4"),
        ("shift_right", "3"),
        ("shift_down", "2.5"),
        ("cut_marks", "true"),
        ("person", someone),
    ]
    sheets = [
        ("part", "morning"),
        ("orientation", "portrait"),
        ("speakers_apart", "true"),
        ("day", "2024-04-17"),
        ("first_language", "bg"),
        ("second_language", "el"),
    ]
    for document, settings in (("Badges", badges), ("Sign-in sheets", sheets)):
        before = first_picture(page, document)
        for summary in page.locator("main form details:not([open]) summary").all():
            summary.click()
        for field, value in settings:
            after = change(page, field, value)
            assert after != before, (document, field)
            before = after
        assert no_wider_than_its_window(page)


@each_width
def test_a_long_batch_shows_how_far_it_is_and_is_downloaded(
    service: Service, browser: Browser, tmp_path: Path, width: int
) -> None:
    page = organiser(service, browser, tmp_path, width=width, people=LONG_BATCH)
    assert "printed in the background" in page.locator("main").inner_text()
    assert shown(page)
    page.get_by_role("button", name="Print", exact=True).click()
    page.wait_for_url("**/print/jobs/*")
    bar = page.get_by_role("progressbar", name="Printed so far")
    assert bar.get_attribute("max") == str(LONG_BATCH)
    assert no_wider_than_its_window(page)
    # The page renews itself: nothing is pressed until the file is there.
    page.get_by_text(f"{LONG_BATCH} are ready to print").wait_for(timeout=60_000)
    assert no_wider_than_its_window(page)
    with page.expect_download() as loaded:
        page.get_by_role("button", name="Download").click()
    text = " ".join(page_texts(loaded.value.path().read_bytes()))
    assert text.count("House ") == 2 * LONG_BATCH  # both sides of each badge
    page.get_by_role("link", name="Back to the settings").click()
    expect(page.locator("main")).to_contain_text("0 badges are new or changed.")


def test_a_setting_that_cannot_be_drawn_is_said_in_place_of_the_picture(
    service: Service, browser: Browser, tmp_path: Path
) -> None:
    page = organiser(service, browser, tmp_path, width=360, people=2)
    assert shown(page)
    page.fill("[name=start_at]", "99")
    page.get_by_text("The layout has 2 labels on a page; start at one of them, 1 to 2.").wait_for()
    assert page.locator("#preview").is_hidden()
    page.fill("[name=start_at]", "2")
    page.locator("#preview").wait_for()
    page.locator("summary", has_text="For this printer").click()
    page.fill("[name=shift_right]", "200")
    page.get_by_text("Move to the right (mm): Give millimetres between −20 and 20.").wait_for()
    page.fill("[name=shift_right]", "2")
    page.locator("#preview").wait_for()
    assert page.locator("figcaption").inner_text() == "The first page"
