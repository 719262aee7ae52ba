"""Make sure that the programs are there that tests run, from Debian's packages: give their names."""

import os
import shutil
import subprocess
import sys

PACKAGES = {"faketime": "faketime", "openssl": "openssl", "pdfsig": "poppler-utils"}
"""The package of each: what moves the clock of whatever runs under it, what reads keys, and what checks signed PDFs."""


def install(packages: list[str]) -> None:
    """Install them with apt-get, where there is one and we may."""
    if not shutil.which("apt-get"):
        return
    become_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run([*become_root, "apt-get", *arguments], env=environment, stdout=sys.stderr, check=False)
        if done.returncode:
            return


def missing(programs: list[str]) -> list[str]:
    """Give the packages of those programs that are not there."""
    return [PACKAGES[program] for program in programs if shutil.which(program) is None]


def main(programs: list[str]) -> None:
    """Install what is missing; ends with a sentence and exit 1 when it cannot be had."""
    if packages := missing(programs):
        print(f"Installing {', '.join(packages)} for the tests …", file=sys.stderr)
        install(packages)
    if packages := missing(programs):
        sys.exit(f"Could not be installed: {', '.join(packages)}. Install Debian's packages of these names.")


if __name__ == "__main__":
    main(sys.argv[1:])
