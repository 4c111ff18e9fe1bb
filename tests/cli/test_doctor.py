"""``capplan doctor``: which back ends work here."""

from __future__ import annotations

import json

from tests.cli.command_line import capplan, without


def test_every_back_end_works_here(tmp_path):
    done = capplan(tmp_path, "doctor")
    assert (done.returncode, done.stdout) == (0, "")
    assert [line.split()[:2] for line in done.stderr.splitlines()] == [
        [backend, "works"] for backend in ("ortools", "pulp", "highs")
    ]


def test_a_missing_back_end_is_told_with_its_install_line_and_one_that_works_is_enough(tmp_path):
    done = capplan(tmp_path, "doctor", "--json", start=without("ortools", "pulp"))
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["status"] == "ok"
    state = {entry["backend"]: (entry["ok"], entry["remedy"]) for entry in told["backends"]}
    assert state == {
        "ortools": (False, 'pip install "ortools>=9.14,<10"'),
        "pulp": (False, 'pip install "pulp>=3.3.1,<5"'),
        "highs": (True, None),
    }
    assert 'put it right: pip install "ortools>=9.14,<10"' in done.stderr


def test_no_back_end_at_all_ends_with_8(tmp_path):
    done = capplan(tmp_path, "doctor", "--json", start=without("ortools", "pulp", "highspy"))
    assert (done.returncode, json.loads(done.stdout)["status"]) == (8, "missing_solver")
    assert done.stderr.count("put it right: pip install") == 3
