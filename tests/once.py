"""What the first of a run's processes makes, and all others find made."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Give a folder of this run that is filled once: whoever is first fills it, and the others wait for them."""
    # A process of several has a folder of its own in that of the run.
    own = factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made := folder.with_suffix(".made")).exists():
            folder.mkdir(0o700)
            make(folder)
            made.touch()
    return folder
