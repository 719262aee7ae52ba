"""Find a Chromium for the browser tests, or install one: from the system, from Playwright, or through apt."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> str | None:
    """Give the path of a Chromium, or None: EVENTS_TEST_CHROMIUM, the system's, else the one of Playwright."""
    named = os.environ.get("EVENTS_TEST_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def install() -> None:
    """Install a Chromium: with Debian's packages where we may, else with Playwright."""
    if shutil.which("apt-get"):
        become_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            done = subprocess.run(
                [*become_root, "apt-get", *arguments], env=environment, stdout=sys.stderr, check=False
            )
            if done.returncode:
                break
        if find_chromium():
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr, check=False)


def main() -> None:
    """Make sure that there is a Chromium; ends with a sentence and exit 1 when none can be had."""
    if find_chromium() is None:
        print("No Chromium found; installing one for the browser tests …", file=sys.stderr)
        install()
    if find_chromium() is None:
        sys.exit("No Chromium could be installed; install one and name it in EVENTS_TEST_CHROMIUM.")


if __name__ == "__main__":
    main()
