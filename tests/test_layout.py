"""How tests are laid out: what several share stands in tests/world or beside them, never in one of them."""

import ast
from pathlib import Path

from tests.world.service import ROOT

MODULES = sorted(ROOT.glob("tests/**/*.py"))


def imported(module: Path) -> set[str]:
    """Give the modules that a module imports from, also where a function does."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_no_module_imports_a_test_module_or_the_fixtures_of_a_conftest() -> None:
    private = {
        ".".join(module.relative_to(ROOT).with_suffix("").parts)
        for module in MODULES
        if module.name.startswith(("test_", "conftest"))
    }
    assert len(private) > 100
    wrong = {str(module.relative_to(ROOT)): sorted(imported(module) & (private | {"."})) for module in MODULES}
    assert {module: names for module, names in wrong.items() if names} == {}
