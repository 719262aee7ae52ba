"""Installs the calendar programs that tests run (caldav, khal, vdirsyncer), in an environment of their own."""

import fcntl
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parent.parent.parent / "requirements-clients.lock"
FOLDER = Path(sys.prefix) / "clients"


def ensure() -> Path:
    """Give the folder of the programs, installed once for each content of the lock file."""
    stamp = FOLDER / "requirements-clients.lock"
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / ".installing").open("w") as guard:
        # Test processes run beside one another; one installs and the others wait.
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
            subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
            pip = [FOLDER / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=True)
            stamp.write_bytes(LOCK.read_bytes())
    return FOLDER / "bin"


if __name__ == "__main__":
    ensure()
