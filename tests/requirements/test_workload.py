"""Workload hours, deferrable hours and the two kinds of seconds."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.requirements import agent_work_seconds, deferrable_h, elapsed_seconds, workload_h


def test_workload_by_hand() -> None:
    np.testing.assert_allclose(workload_h([1200.0, 600.0], 300.0), [100.0, 50.0])
    assert float(workload_h(1200.0, 900.0, 3.0)) == pytest.approx(100.0)


def test_deferrable_hours_rest_and_peak_once_each() -> None:
    assert float(deferrable_h(1200.0, 300.0, 1.0, 0.8, 1.25)) == pytest.approx(100 / 0.8 * 1.25)


def test_elapsed_seconds_are_agent_work_times_concurrency_and_back() -> None:
    assert float(elapsed_seconds(300.0, 3.0)) == 900.0
    assert float(agent_work_seconds(900.0, 3.0)) == 300.0


def test_both_kinds_of_seconds_give_the_same_workload() -> None:
    agent_work = workload_h(1200.0, 300.0)
    elapsed = workload_h(1200.0, elapsed_seconds(300.0, 2.5), 2.5)
    assert float(elapsed) == pytest.approx(float(agent_work))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1.0, 300.0, 1.0), "volume must be zero or more; found -1"),
        ((1.0, 0.0, 1.0), "aht_s must be above zero; found 0"),
        ((1.0, 300.0, 0.5), "concurrency must be at least 1; found 0.5"),
    ],
)
def test_bad_work_is_refused(arguments: tuple[float, float, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        workload_h(*arguments)


def test_bad_rest_and_peaks_are_refused() -> None:
    with pytest.raises(ValueError, match="max_occupancy must be a share above 0 and at most 1"):
        deferrable_h(1.0, 300.0, 1.0, 85.0)
    with pytest.raises(ValueError, match="peaking must be at least 1; found 0.9"):
        deferrable_h(1.0, 300.0, 1.0, 0.85, 0.9)
