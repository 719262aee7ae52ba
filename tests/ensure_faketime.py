"""Make sure that there is a `faketime`, which moves the clock of whatever runs under it: from Debian's packages."""

import os
import shutil
import subprocess
import sys


def install() -> None:
    """Install it with apt-get, where there is one and we may."""
    if not shutil.which("apt-get"):
        return
    become_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "faketime"]):
        done = subprocess.run([*become_root, "apt-get", *arguments], env=environment, stdout=sys.stderr, check=False)
        if done.returncode:
            return


def main() -> None:
    """Install it where it is missing; ends with a sentence and exit 1 when it cannot be had."""
    if shutil.which("faketime") is None:
        print("No faketime found; installing it to run tests under a moved clock …", file=sys.stderr)
        install()
    if shutil.which("faketime") is None:
        sys.exit("faketime could not be installed; install Debian's package of this name, or run `make test` alone.")


if __name__ == "__main__":
    main()
