"""The exported program is the same program."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from capplan.errors import CapplanError
from capplan.solve import SolveOptions, export, solve

HIGHS = """
import highspy, sys
h = highspy.Highs(); h.setOptionValue("output_flag", False); h.setOptionValue("mip_rel_gap", 0.0)
assert h.readModel(sys.argv[1]) == highspy.HighsStatus.kOk; h.run()
print(repr(h.getInfo().objective_function_value))
"""


def objective_in(reader: str, path) -> float:
    run = subprocess.run([sys.executable, "-c", reader, str(path)], capture_output=True, text=True)
    return float(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("integer", [True, False])
def test_other_readers_find_the_same_optimum(make_random, tmp_path, integer):
    arrays = make_random(3, integer)
    export(arrays, tmp_path / "plan.mps")
    expected = solve(arrays, SolveOptions("highs", gap=0.0)).objective
    assert objective_in(HIGHS, tmp_path / "plan.mps") == pytest.approx(expected)


def test_free_rows_columns_and_empty_columns_survive(make_program, tmp_path):
    arrays = make_program(
        [3.0, 2.0, 5.0],
        [[1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [1.0, 1.0, 1.0]],
        at_least=[-20.0, 2.0, -np.inf],
        lower=[-5.0, -np.inf, 1.5],
        upper=[np.inf, -7.0, 3.5],
        integer=[False, False, True],
    )
    export(arrays, tmp_path / "plan.mps")
    # -5 and -15 in the first two, and the last one rounded up to 2
    assert objective_in(HIGHS, tmp_path / "plan.mps") == pytest.approx(-15.0 - 30.0 + 10.0)


def test_another_format_is_refused(make_random, tmp_path):
    with pytest.raises(CapplanError, match=".mps"):
        export(make_random(1, True), tmp_path / "plan.xlsx")
