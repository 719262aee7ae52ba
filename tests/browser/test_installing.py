"""The desk on a phone's home screen: the browser itself says whether it can be put there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.door import open_ready_desk, sign_in, started_desk
from tests.browser.ensure_chromium import find_chromium
from tests.browser.service import Service


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_desk_of_an_event_can_be_installed(start_service: Callable[..., Service], tmp_path: Path) -> None:
    service = started_desk(start_service)
    with sync_playwright() as playwright:
        # A profile that is kept: a private window installs nothing.
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        sign_in(context, service)
        page = open_ready_desk(context, service)
        answered = context.new_cdp_session(page)
        assert answered.send("Page.getInstallabilityErrors") == {"installabilityErrors": []}
        manifest = answered.send("Page.getAppManifest")
        assert manifest["url"] == f"{page.url.partition('?')[0]}.webmanifest"
        assert manifest["errors"] == []
        context.close()
