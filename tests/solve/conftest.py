"""Programs to solve, and back ends that misbehave on purpose."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays

HERE = Path(__file__).parent


def program(
    cost: ArrayLike,
    matrix: ArrayLike,
    *,
    at_least: ArrayLike = -np.inf,
    at_most: ArrayLike = np.inf,
    lower: ArrayLike = 0.0,
    upper: ArrayLike = np.inf,
    integer: ArrayLike = False,
) -> Arrays:
    """A small program from lists."""
    table = np.atleast_2d(np.asarray(matrix, float))
    rows, columns = table.shape
    return Arrays(
        cost=np.asarray(cost, float),
        column_lower=np.broadcast_to(np.asarray(lower, float), columns).copy(),
        column_upper=np.broadcast_to(np.asarray(upper, float), columns).copy(),
        integer=np.broadcast_to(np.asarray(integer, bool), columns).copy(),
        row_lower=np.broadcast_to(np.asarray(at_least, float), rows).copy(),
        row_upper=np.broadcast_to(np.asarray(at_most, float), rows).copy(),
        entries=Entries.of(sparse.csr_matrix(table)),
    )


def random_program(seed: int, integer: bool) -> Arrays:
    """Ranges, equations, free and negative columns, 14 columns and 9 rows, always feasible and bounded."""
    rng = np.random.default_rng(seed)
    table = rng.integers(-4, 8, (9, 14)) * (rng.random((9, 14)) < 0.5)
    lower = np.where(np.arange(14) % 5 == 0, -6.0, 0.0)
    inside = lower + rng.integers(1, 6, 14)
    activity = table @ inside
    kind = np.arange(9) % 3
    return program(
        rng.integers(1, 20, 14),
        table,
        at_least=np.where(kind == 1, activity - 4.0, activity),
        at_most=np.where(kind == 0, activity, np.where(kind == 1, activity + 7.0, np.inf)),
        lower=lower,
        upper=np.where(np.arange(14) % 4 == 0, np.inf, lower + 12.0),
        integer=integer & (np.arange(14) % 2 == 0),
    )


@pytest.fixture(scope="session")
def make_program() -> Callable[..., Arrays]:
    return program


@pytest.fixture(scope="session")
def make_random() -> Callable[[int, bool], Arrays]:
    return random_program


@pytest.fixture(scope="session")
def market_split() -> Callable[..., Arrays]:
    return runpy.run_path(str(HERE / "long_solve.py"))["market_split"]  # type: ignore[no-any-return]


@pytest.fixture
def private_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary directory of its own for the private directories of a test's solves."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def fake_highspy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a package in front of highspy: ``lines`` are its whole text."""

    def install(lines: str) -> None:
        package = tmp_path / "fake" / "highspy"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(lines)
        monkeypatch.setenv("PYTHONPATH", str(package.parent))

    return install
