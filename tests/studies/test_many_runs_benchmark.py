"""The benchmark of many runs: what it calls the overhead of a scenario can be added up and is never below nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from capplan.studies.case import Case, Done
from tests.benchmarks import many_runs
from tests.studies.small_works import light_cases


def test_overhead_is_read_off_one_study_the_first_scenario_apart_from_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall, parent, studies = iter((100.0, 107.0, 107.5, 109.0)), iter((3.0, 3.25, 3.5, 4.0)), []
    monkeypatch.setattr(many_runs.time, "perf_counter", lambda: next(wall))
    monkeypatch.setattr(many_runs.time, "process_time", lambda: next(parent))

    def run_many(cases: list[Case], work: object, *, told: Any, **more: Any) -> None:
        studies.append(len(cases))
        for case, cpu_s in zip(cases, (2.0, 2.5, 2.75), strict=True):
            told(Done(case.name, "", {"cpu_s": cpu_s}, 0.0, 1, reused=False))

    monkeypatch.setattr(many_runs, "run_many", run_many)
    found = many_runs.overhead(light_cases(tmp_path, "a", "b", "c"), many_runs.nothing)
    assert studies == [3]
    assert (found.first_wall_s, found.first_cpu_s) == (7.0, 2.25)
    assert (found.each_wall_s, found.each_cpu_s) == (1.0, 0.75)
