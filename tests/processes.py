"""Processes that tests start: a free port for a server, and the wait until it answers."""

import socket
import subprocess
import time
import urllib.error
import urllib.request


def free_port() -> int:
    """Give a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers with success; fails at once where it has ended, and at last where it never answers.

    Attempts are counted, not seconds: a machine that is busy with other things gives its server few of them.
    """
    for _ in range(600):
        assert process.poll() is None, f"the server at {address} ended with exit code {process.returncode}"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the server at {address} never answered")
