"""The same question has the same answer: twice in a row, and from every back end."""

from __future__ import annotations

import json

import pytest

from tests.cli.command_line import capplan, write_on_demand
from tests.small_inputs import MODEL, tables, write

BUSY = MODEL + "\n[seats]\n[releases]\n[transfers]\n[overtime]\n[undertime]\n\n[solve]\ngap = 0.000001\n"


def test_a_second_run_writes_the_same_bytes_but_for_its_own_record(tmp_path):
    write(tmp_path, model=BUSY)
    runs = []
    # with pictures, which must be the same too; the second Python has another order of sets
    for outputs, anew in (("first", False), ("second", True)):
        asked = ("plan", "small.toml", "--quiet", "--outputs", outputs)
        done = capplan(tmp_path, *asked, start="", anew=anew)
        assert done.returncode == 0, done.stderr
        folder = tmp_path / outputs / "small/base"
        files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        assert files.pop("run.json").is_file()
        runs.append({name: path.read_bytes() for name, path in files.items()})
    assert sum(name.startswith("plots/") for name in runs[0]) >= 6
    assert runs[0].keys() == runs[1].keys()
    assert [name for name in runs[0] if runs[0][name] != runs[1][name]] == []


def test_all_back_ends_reach_the_same_optimum(tmp_path):
    forecast = tables()["forecast"].replace(",voice,en,10", ",voice,en,199")
    write(tmp_path, {"forecast": forecast.replace(",mail,en,9", ",mail,en,119")}, BUSY)
    found = {}
    for backend in ("highs", "ortools", "pulp"):
        done = capplan(tmp_path, "plan", "small.toml", "--quiet", "--json", "--backend", backend)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("\n") == 1, "a solver talks on stdout"
        found[backend] = json.loads(done.stdout)
    assert found["highs"]["hires"] > 6, "the plan must decide something"
    objective = found["highs"]["objective"]
    for backend, summary in found.items():
        assert summary["objective"] == pytest.approx(objective, rel=3e-6), backend
        assert summary["bound"] <= objective * (1 + 1e-6), backend


def test_more_money_never_means_more_unmet_hours(tmp_path):
    unmet = []
    for first in (330_000, 380_000, 10_000_000):
        model = MODEL + '\n[objective]\nminimise = "unmet_hours"\n\n[overtime]\n'
        write_on_demand(tmp_path, first, 10_000_000, model)
        done = capplan(tmp_path, "plan", "small.toml", "--quiet", "--json")
        assert done.returncode == 0, done.stderr
        unmet.append(json.loads(done.stdout)["short_hours"])
    assert unmet[0] > unmet[1] + 100 and unmet[1] >= unmet[2]
    assert unmet[2] == 0.0
