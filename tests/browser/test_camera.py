"""The camera at the desk, in a real browser whose camera plays badges from our own PDF."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
import qrcode
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.door import EVENT, kept_outcomes, open_ready_desk, sign_in, started_desk
from tests.browser.ensure_chromium import find_chromium
from tests.browser.service import Service

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FRAMES_A_SECOND = 30
"""Chromium plays a film of JPEG pictures at this speed."""
CONTRASTS = """() => {
  const light = (colour) => colour.match(/[0-9.]+/g).slice(0, 3)
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0.05);
  return Math.min(...["accepted", "already", "unapproved", "refused"].map((name) => {
    const box = Object.assign(document.createElement("div"), { className: `answer ${name}` });
    box.append(document.createElement("strong"));
    document.body.append(box);
    const lights = [getComputedStyle(box).backgroundColor, getComputedStyle(box.firstChild).color].map(light);
    box.remove();
    return Math.max(...lights) / Math.min(...lights);
  }));
}"""
"""The lowest contrast among the colours of the answer, as WCAG 2 reckons it."""
SIZE = (640, 480)
SHOWN, AWAY = int(1.2 * FRAMES_A_SECOND), FRAMES_A_SECOND // 2


@pytest.fixture
def door(start_service: Callable[..., Service]) -> Service:
    """The service on the first morning of the workshop, with four participants."""
    return started_desk(start_service)


@pytest.fixture
def film(door: Service, tmp_path: Path) -> Path:
    """What the camera sees: a badge, another one, a code of somebody else's, and two badges side by side."""
    paper = tmp_path / "badges.pdf"
    door.run("badges", EVENT, "-o", str(paper))
    first, second = badges_on(paper)[:2]
    foreign = Image.new("RGB", SIZE, "white")
    foreign.paste(
        qrcode.make("https://shop.example.org/menu").get_image().convert("RGB").resize((240, 240)), (200, 120)
    )
    both = Image.new("RGB", SIZE, "grey")
    both.paste(first.resize((320, 240)), (0, 120))
    both.paste(second.resize((320, 240)), (320, 120))
    film = tmp_path / "film.mjpeg"
    away = jpeg(Image.new("RGB", SIZE, "grey")) * AWAY
    film.write_bytes(b"".join(jpeg(picture) * SHOWN + away for picture in (first, second, foreign, both)))
    return film


def badges_on(paper: Path) -> list[Image.Image]:
    """Give each badge as a camera sees it that is held before it: the code in the middle, with what is around it."""
    seen: dict[str, Image.Image] = {}
    for sheet in pypdfium2.PdfDocument(paper):
        picture = sheet.render(scale=4).to_pil().convert("RGB")
        for code in zxingcpp.read_barcodes(picture):
            place = code.position
            x, y = (place.top_left.x + place.bottom_right.x) / 2, (place.top_left.y + place.bottom_right.y) / 2
            half = 1.25 * abs(place.bottom_right.x - place.top_left.x)
            box = (int(x - half * 4 / 3), int(y - half), int(x + half * 4 / 3), int(y + half))
            seen.setdefault(code.text, picture.crop(box).resize(SIZE))
    return list(seen.values())


def jpeg(picture: Image.Image) -> bytes:
    """Give a picture as one of a film."""
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85)
    return written.getvalue()


@pytest.fixture
def phone(door: Service, film: Path) -> Iterator[Page]:
    """A phone at the door whose camera plays the film; it is signed in and stands at the desk."""
    seen = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", *seen]
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        context = chromium.new_context(locale="en-GB", viewport={"width": 360, "height": 640})
        sign_in(context, door)
        yield open_ready_desk(context, door)
        chromium.close()


def test_the_camera_reads_one_badge_after_the_other_without_a_tap(phone: Page, door: Service) -> None:
    phone.get_by_role("button", name="Read badges with the camera").click()
    for name in ("Ștefan Țurcanu", "Γιώργος Παπαδόπουλος"):
        expect(phone.locator(".outcome .outcome-name")).to_have_text(name)
    assert phone.evaluate(CONTRASTS) >= 7
    note = phone.locator("#camera-note")
    expect(note).to_have_text("This code leads to shop.example.org. Please show the badge of this event.")
    expect(note).to_have_text("There are several codes in the picture. Hold one badge into the middle.")
    expect(phone.locator("#connection")).to_have_attribute("data-waiting", "0")
    # What was chosen is remembered, and what reads the codes is there without the network.
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.locator("#camera-view")).to_be_visible()
    expect(phone.locator(".outcome.already strong")).to_have_text("Already checked in")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_role("button", name="Stop the camera").click()
    expect(phone.locator("#camera-view")).to_be_hidden()
    assert kept_outcomes(door)[:2] == ["accepted", "accepted"]
