"""The entries of a program: in order, added up, and the same as scipy has them."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
from scipy import sparse

from capplan.entries import Entries


def test_entries_are_put_in_order_and_added_up_in_the_same_place() -> None:
    row, column = np.array([1, 0, 1, 1]), np.array([2, 1, 0, 2])
    entries = Entries.summed(row, column, np.array([4.0, 1.0, 3.0, 0.5]), (3, 3))
    assert entries.values.tolist() == [1.0, 3.0, 4.5]
    assert entries.columns.tolist() == [1, 0, 2]
    assert entries.starts.tolist() == [0, 1, 3, 3]
    assert entries.count == 3
    assert entries.at(np.array([1.0, 10.0, 100.0])).tolist() == [10.0, 453.0, 0.0]


def test_no_entries_are_no_entries() -> None:
    nothing = np.zeros(0, np.int64)
    entries = Entries.summed(nothing, nothing, np.zeros(0), (2, 3))
    assert entries.count == 0
    assert entries.starts.tolist() == [0, 0, 0]
    assert entries.at(np.ones(3)).tolist() == [0.0, 0.0]
    assert entries.matrix.shape == (2, 3)


def test_entries_are_those_of_scipy_to_the_last_digit() -> None:
    draw = np.random.default_rng(5)
    row, column = draw.integers(12, size=2000), draw.integers(25, size=2000)
    value = draw.normal(size=2000) * 10.0 ** draw.integers(-6, 6, size=2000)
    entries = Entries.summed(row, column, value, (12, 25))
    one_by_one: dict[tuple[int, int], float] = {}
    for place, each in zip(zip(row.tolist(), column.tolist(), strict=True), value.tolist(), strict=True):
        one_by_one[place] = one_by_one.get(place, 0.0) + each
    assert entries.values.tolist() == [one_by_one[place] for place in sorted(one_by_one)]
    again = sparse.csr_matrix(entries.matrix.toarray())
    assert np.array_equal(again.indices, entries.columns)
    assert np.array_equal(again.indptr, entries.starts)
    x = draw.normal(size=25)
    assert np.allclose(entries.at(x), again @ x, rtol=1e-12)


def test_a_matrix_is_kept_and_shares_its_arrays() -> None:
    matrix = sparse.csr_matrix(np.array([[0.0, 2.0], [3.0, 0.0]]))
    entries = Entries.of(matrix)
    assert entries.matrix is matrix
    assert entries.values is matrix.data
    assert entries.shape == (2, 2)


def test_scipy_is_not_loaded_to_build_and_hand_over_a_program() -> None:
    modules = "capplan.shifts, capplan.rostering, capplan.solve.worker, capplan.solve.handover"
    code = f"import sys, {modules}; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
