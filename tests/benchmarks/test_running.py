"""Every benchmark runs, at a hundredth of its size: what nobody runs for a while would rot."""

import importlib

import pytest

from tests.benchmarks.__main__ import benchmarks
from tests.benchmarks.measuring import Figure, table


@pytest.mark.parametrize("name", benchmarks())
def test_a_benchmark_measures(name: str) -> None:
    figures: list[Figure] = list(importlib.import_module(f"tests.benchmarks.{name}").run(0.01))
    assert len(figures) >= 2
    assert all(figure.measured > 0 and figure.floor > 0 for figure in figures)
    assert len(table(figures).splitlines()) == 1 + 2 * len(figures)
