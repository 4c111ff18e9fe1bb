"""What a worker tells: every better plan and bound, and nothing twice."""

from __future__ import annotations

import io
import json
import time

import numpy as np
import pytest

from capplan.solve.handover import read_checked, read_incumbent
from capplan.solve.worker import Reporter
from tests.solve.test_supervise import wait_until


@pytest.fixture
def reporter(tmp_path, make_program):
    """A reporter for: 3 x + 2 y with 2 x + y at least 4.5, whole numbers."""
    arrays = make_program([3.0, 2.0], [[2.0, 1.0]], at_least=4.5, upper=9.0, integer=True)
    return Reporter(tmp_path, arrays, time.monotonic() + 60.0, io.StringIO())


def told(reporter: Reporter) -> list[tuple[str, float | None, float | None]]:
    lines = [json.loads(line) for line in reporter._pipe.getvalue().splitlines()]
    return [(line["stage"], line["incumbent"], line["bound"]) for line in lines]


def test_every_better_plan_and_bound_is_told_at_once_and_once(reporter):
    reporter.stage("dive")
    reporter.incumbent(np.array([3.0, 0.0]))
    for bound in (1.0, 2.0, 2.0, 1.5, -np.inf, 2.5, 1e30):
        reporter.bound(bound)
    reporter.incumbent(np.array([3.0, 1.0]))
    reporter.incumbent(np.array([2.0, 1.0]))
    assert told(reporter) == [
        ("dive", None, None),
        ("dive", 9.0, None),
        ("dive", 9.0, 1.0),
        ("dive", 9.0, 2.0),
        ("dive", 9.0, 2.5),
        ("dive", 8.0, 2.5),
    ]


def test_a_bound_that_only_rounding_made_better_waits_for_the_next_step(reporter):
    for bound in (2e9, 2e9 + 1.0, 2e9 + 2.0):
        reporter.bound(bound)
    reporter.stage("sites")
    assert [step[2] for step in told(reporter)] == [2e9, 2e9 + 2.0]


def test_a_plan_is_kept_as_it_came_and_as_it_was_checked(reporter, tmp_path):
    reporter.incumbent(np.array([2.0000001, 0.9999999]))
    assert wait_until(lambda: read_checked(tmp_path) is not None)
    assert read_checked(tmp_path).tolist() == [2.0, 1.0]
    assert read_incumbent(tmp_path).tolist() == [2.0000001, 0.9999999]
    # the whole numbers next to this one do not reach 4.5
    reporter.incumbent(np.array([1.4, 1.7]))
    assert wait_until(lambda: read_incumbent(tmp_path).tolist() == [1.4, 1.7])
    assert read_checked(tmp_path).tolist() == [2.0, 1.0]


def test_what_is_left_of_the_time_counts_loading(tmp_path, make_program, monkeypatch):
    now = 100.0
    monkeypatch.setattr("capplan.solve.worker.time.monotonic", lambda: now)
    reporter = Reporter(tmp_path, make_program([1.0], [[1.0]]), 130.0, io.StringIO())
    now = 110.0
    reporter.begin("stub", "0")
    assert reporter.remaining_s() == 20.0
    now = 131.0
    assert reporter.remaining_s() == 0.01
