"""Find a Chromium for the browser tests, or install one: from the system, from Playwright, or through apt.

One without windows is taken first, as Playwright would: to draw windows that nobody sees, and the toolbars in each,
takes more of the processor than the pages.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

WITHOUT_WINDOWS = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> str | None:
    """Give the path of a Chromium, or None: EVENTS_TEST_CHROMIUM, one without windows, else any of the system's."""
    return os.environ.get("EVENTS_TEST_CHROMIUM") or _without_windows() or _with_windows()


def _without_windows() -> str | None:
    return shutil.which(WITHOUT_WINDOWS) or _of_playwright("chromium_headless_shell-*/*/*headless*shell")


def _with_windows() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None) or _of_playwright("chromium-*/chrome-linux*/chrome")


def _of_playwright(pattern: str) -> str | None:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(cache.glob(pattern))
    return str(found[-1]) if found else None


def install() -> None:
    """Install a Chromium: with Debian's packages where we may, else with Playwright."""
    become_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if all(map(shutil.which, [*become_root[:1], "apt-get"])):
        for package in (WITHOUT_WINDOWS, "chromium"):
            if _installed_by_apt([*become_root, "apt-get"], package):
                return
    if _with_windows() is None:
        _done([sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"])


def _installed_by_apt(apt: list[str], package: str) -> bool:
    """Install a package, at first by what the machine knows of packages; tell whether it is there."""
    install = [*apt, "install", "-y", "-qq", "--no-install-recommends", package]
    return _done(install) or (_done([*apt, "update", "-qq"]) and _done(install))


def _done(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode == 0


def main() -> None:
    """Make sure that there is a Chromium; ends with a sentence and exit 1 when none can be had."""
    if not os.environ.get("EVENTS_TEST_CHROMIUM") and _without_windows() is None:
        print("No Chromium without windows found; installing one for the browser tests …", file=sys.stderr)
        install()
    if find_chromium() is None:
        sys.exit("No Chromium could be installed; install one and name it in EVENTS_TEST_CHROMIUM.")


if __name__ == "__main__":
    main()
