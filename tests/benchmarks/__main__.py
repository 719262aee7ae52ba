"""Runs every benchmark, or those that are named, and prints each figure beside its floor."""

import importlib
import pkgutil
import sys

import tests.benchmarks
from tests.benchmarks.measuring import Figure, table

_NOT_BENCHMARKS = {"__main__", "measuring"}


def benchmarks() -> list[str]:
    """Give the names of all benchmarks: modules whose `run` measures, or measures a part to see that they still run."""
    found = [module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__)]
    return sorted(name for name in found if name not in _NOT_BENCHMARKS and not name.startswith("test_"))


def main(wanted: list[str]) -> int:
    """Run the benchmarks with these names, all of them where none is named; 1 if a target is missed."""
    names = benchmarks()
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(names)}.", file=sys.stderr)
        return 2
    missed = 0
    for name in wanted or names:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        figures: list[Figure] = list(module.run())
        print(f"{name}: {module.__doc__}\n{table(figures)}\n", flush=True)
        missed += sum(not figure.met for figure in figures)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
