"""Pages for whoever sees little, hears them read or uses the keyboard alone: rows 9 to 12, 21, 24 and 32."""

import re
from itertools import pairwise

from playwright.sync_api import Browser, Page, expect

from events_service.web.i18n import LANGUAGES
from tests.browser.filling import fill_in_at_harghita
from tests.browser.service import Service, opened, withheld

FORM = "/events/asking-2024/register"
PUBLIC = ("/", "/events/harghita-2024", FORM, "/events/asking-2024/privacy", "/sign-in", "/nothing-here")
LANGUAGE_MENU = "details.languages > summary"


def own_page(page: Page, service: Service, email: str) -> str:
    """Register somebody by the form of the event that asks nothing, and give the address of their own page."""
    page.goto(f"{service.address}/events/harghita-2024/register")
    return fill_in_at_harghita(page, email)


def test_axe_finds_nothing_on_any_page_in_light_and_dark(shared: Service, browser: Browser, axe: str) -> None:
    # Colours that are on their way from one look to the other have no contrast of their own.
    page = opened(browser, shared.address, viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    own = own_page(page, shared, "axe@example.org")
    addresses = [shared.address + path for path in PUBLIC]
    addresses += [own + path for path in ("", "/consents", "/address", "/cancel", "/erase")]
    for address in addresses:
        page.goto(address)
        for details in page.locator("main details").all():
            details.evaluate("(each) => { each.open = true; }")
        assert withheld(page, axe) == [], address


def test_one_heading_stands_inside_main_and_the_skip_link_leads_before_it(shared: Service, browser: Browser) -> None:
    page = opened(browser, shared.address)
    for path in PUBLIC:
        page.goto(shared.address + path)
        assert page.locator("h1").count() == page.locator("main h1").count() == 1, path
    page.goto(shared.address + "/events/harghita-2024")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/events/harghita-2024/register"


def test_the_language_menu_shows_the_focus_and_closes_by_escape_and_by_leaving(
    shared: Service, browser: Browser
) -> None:
    page = opened(browser, shared.address, reduced_motion="reduce")
    menu, summary = page.locator("details.languages"), page.locator(LANGUAGE_MENU)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(summary).to_be_focused()
    shadow = summary.evaluate("(each) => getComputedStyle(each).boxShadow")
    assert "rgb(255, 204, 0)" in shadow
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
    expect(menu).not_to_have_attribute("open", "")


def test_what_looks_like_a_button_is_one_or_says_that_it_is_a_link(shared: Service, browser: Browser) -> None:
    page = opened(browser, shared.address)
    own = own_page(page, shared, "buttons@example.org")
    for address in [*(shared.address + path for path in PUBLIC), own, f"{own}/cancel"]:
        page.goto(address)
        assert page.locator("a[role=button]").count() == 0
    assert page.get_by_role("link", name="No, keep it").count() == 1


def test_a_refused_form_takes_the_focus_says_so_in_its_title_and_names_each_fault_once(
    shared: Service, browser: Browser
) -> None:
    for scripts in (True, False):
        page = opened(browser, shared.address + FORM, java_script_enabled=scripts)
        for day in ("2024-04-16", "2024-04-17"):
            page.check(f"[name='day_modes.{day}'][value=absent]")
        page.locator("#registration .actions button").click()
        expect(page).to_have_title(re.compile("^Error: Register: .+ · Events$"))
        expect(page.locator(".fault-summary")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator(".fault-summary a").first).to_be_focused()
        faults = page.locator(".fault-summary li").all_inner_texts()
        assert len(faults) == len(set(faults)) >= 5
        targets = [link.get_attribute("href") or "" for link in page.locator(".fault-summary a").all()]
        assert [each for each in targets if page.locator(f"[id='{each[1:]}']").count() != 1] == []


def test_a_form_on_its_way_says_so_and_is_not_sent_twice(shared: Service, browser: Browser) -> None:
    page = opened(browser, shared.address + "/events/harghita-2024/register")
    # What would leave the page is counted and kept from leaving, as on a line that is slow.
    page.evaluate(
        """() => addEventListener("submit", (event) => {
          if (!event.defaultPrevented) document.body.dataset.sent = Number(document.body.dataset.sent ?? 0) + 1;
          event.preventDefault();
        })"""
    )
    button = page.locator("#registration .actions button")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(page.locator("#registration")).to_have_attribute("aria-busy", "true")
    page.locator("[name=organisation]").press("Enter")
    expect(page.locator("body")).to_have_attribute("data-sent", "1")


def test_a_second_time_is_read_with_whose_it_is_and_hints_belong_to_their_fields(
    shared: Service, browser: Browser
) -> None:
    page = opened(browser, shared.address + "/events/harghita-2024", timezone_id="Europe/Lisbon")
    assert page.locator("#welcome .yours").text_content() == "where you are: 07:15–07:45"
    page.goto(shared.address + FORM)
    page.click("#companions button[value=add]")
    country = page.locator("[name='companions.0.country']")
    hint = country.get_attribute("aria-describedby")
    assert page.locator(f"[id='{hint}']").inner_text() == "Left empty: the same as yours."
    page.locator("fieldset details > summary").click()
    levels = page.locator("main :is(h1, h2, h3, h4)").evaluate_all("(all) => all.map((each) => +each.tagName[1])")
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_a_phone_shows_the_first_event_at_once(shared: Service, browser: Browser) -> None:
    page = opened(browser, shared.address, viewport={"width": 360, "height": 640})
    for language in ("bg", "el", "hu"):
        page.goto(f"{shared.address}/?lang={language}")
        # The banner of a clock that was set by hand is there for tests alone.
        page.evaluate("document.querySelector('.clock-banner').remove()")
        box = page.locator(".line.event").first.bounding_box()
        assert box is not None
        assert box["y"] < 640, (language, box)


def test_no_word_of_a_filter_is_cut_on_a_phone_in_any_language(shared: Service, browser: Browser) -> None:
    page = opened(browser, shared.address, viewport={"width": 360, "height": 640})
    for language in LANGUAGES:
        page.goto(f"{shared.address}/?lang={language}")
        selects = page.locator(".filter select")
        assert selects.count() >= 2, language
        cut = selects.evaluate_all(
            """(all) => all.flatMap((each) => {
              const style = getComputedStyle(each);
              const room = each.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
              const pen = document.createElement("canvas").getContext("2d");
              pen.font = style.font;
              const names = [...each.options].map((option) => option.text);
              const words = [names[0], ...names.flatMap((name) => name.split(" "))];
              return words.filter((word) => pen.measureText(word).width > room);
            })"""
        )
        assert cut == [], language
