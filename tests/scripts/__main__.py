"""Lints the pages' JavaScript, or runs its tests: `python -m tests.scripts lint`, `python -m tests.scripts test`.

With the system's Node.js, else with one from PyPI in this environment; the linter is installed once for each lock file.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.calendars.ensure_clients import NODE_WHEEL

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
OLDEST_NODE = (20, 19)
COMMANDS = {
    "lint": ["node_modules/eslint/bin/eslint.js", "--max-warnings=0", "."],
    "test": ["--test", "--test-force-exit", "--test-timeout=60000", "--test-reporter=spec", "tests/scripts/"],
}


def run(command: str) -> int:
    """Run a command and give its exit code; where it fails, all that it says stands on standard output."""
    environment = installed()
    node = shutil.which("node", path=environment["PATH"]) or "node"
    done = subprocess.run(
        [node, *COMMANDS[command]], cwd=ROOT, env=environment, capture_output=True, check=False, text=True
    )
    if done.returncode:
        print(done.stdout, done.stderr, sep="")
    return done.returncode


def installed() -> dict[str, str]:
    """Install what package-lock.json names, unless it is there, and give the environment that Node.js runs in."""
    search = os.environ.get("PATH", os.defpath)
    if not _is_usable(shutil.which("node", path=search)) or not shutil.which("npm", path=search):
        search = os.pathsep.join([str(Path(sys.executable).parent), search])
        if not _is_usable(shutil.which("node", path=search)):
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, NODE_WHEEL], check=True)
    environment = os.environ | {"PATH": search}
    _install(environment)
    return environment


def _is_usable(node: str | None) -> bool:
    """Tell whether this is a Node.js that the linter runs on."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout if node else ""
    version = re.match(r"v(\d+)\.(\d+)", said)
    return version is not None and tuple(map(int, version.groups())) >= OLDEST_NODE


def _install(environment: dict[str, str]) -> None:
    stamp = PACKAGES / ".installed-lock"
    PACKAGES.mkdir(exist_ok=True)
    with (Path(sys.prefix) / ".installing-packages").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_bytes() == LOCK.read_bytes():
            return
        npm = shutil.which("npm", path=environment["PATH"]) or "npm"
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        shutil.copy(LOCK, stamp)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]))
