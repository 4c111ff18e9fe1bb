"""A plan over two sites for the calls of a real bank, and its requirement interval by interval."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from mpmath import mp, mpf, quad

from tests.cli.command_line import NO_DRAWING, capplan
from tests.real.bank_inputs import write_bank_inputs


@pytest.fixture(scope="module")
def bank(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_bank_inputs(shared_data, tmp_path_factory.mktemp("bank"))


def answered_in_time(load: float, agents: int, aht_s: float, within_s: float, patience_s: float) -> float:
    """Erlang A by the birth and death chain in exact arithmetic: share of callers answered in time.

    The wait of a caller who finds k others in the queue is a chain of k + 1 departures; its distribution with
    the caller's own patience is integrated through the virtual wait (Mandelbaum and Zeltyn 2007).
    """
    mp.dps = 30
    arrival, service, leave = mpf(load) / mpf(aht_s), 1 / mpf(aht_s), 1 / mpf(patience_s)

    def weight(x: mpf) -> mpf:
        return mp.exp(arrival / leave * (1 - mp.exp(-leave * x)) - agents * service * x)

    busy = mp.fsum(
        mpf(load) ** (k - agents + 1) * mp.factorial(agents - 1) / mp.factorial(k) for k in range(agents)
    )
    horizon = [0, within_s, 10 * within_s, 100 * within_s, mp.inf]
    whole = quad(weight, horizon)
    abandoned = (1 + (arrival - agents * service) * whole) / (busy + arrival * whole)
    late = arrival * quad(lambda x: weight(x) * mp.exp(-leave * x), horizon[1:]) / (busy + arrival * whole)
    return float(1 - abandoned - late)


def test_first_week_is_staffed_to_the_target_in_every_interval(
    bank: tuple[Path, Path], tmp_path: Path
) -> None:
    model, inputs = bank
    done = capplan(tmp_path, "require", model, "--inputs", inputs, "--outputs", tmp_path, start=NO_DRAWING)
    assert done.returncode == 0, done.stderr
    folder = Path(done.stdout.strip())
    agents = pd.read_csv(folder / "agents_by_interval.csv")
    first = agents[agents["week_start"] == "2003-09-01"]
    assert len(first) == 5 * 29

    def enough(count: int, volume: float) -> bool:
        load = volume * 240 / 1800
        return count >= load / 0.88 - 1e-9 and answered_in_time(load, count, 240, 20, 150) >= 0.8 - 1e-9

    # the more calls, the fewer are answered in time: with the same agents the extremes stand for the rest
    for agents_on_duty, volumes in first.groupby("agents")["volume"]:
        assert enough(agents_on_duty, volumes.max()), agents_on_duty
        assert not enough(agents_on_duty - 1, volumes.min()), agents_on_duty
    hours = pd.read_csv(folder / "requirements.csv")
    assert hours["required_h"].iloc[0] == pytest.approx(first["agents"].sum() / 2)


def test_two_sites_are_staffed_and_the_plan_verifies(bank: tuple[Path, Path], tmp_path: Path) -> None:
    model, inputs = bank
    asked = ("plan", model, "--inputs", inputs, "--outputs", tmp_path, "--json", "--quiet")
    done = capplan(tmp_path, *asked, "--time-limit", "60")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["status"] == "within_gap"
    assert summary["gap"] <= 0.01
    assert set(summary["sites"]) == {"NORTH", "SOUTH"}
    assert summary["classes"] > 0
    assert summary["short_hours"] <= 0.05 * summary["required_hours"]
    assert summary["headcount_start"] == pytest.approx(424)
    checked = capplan(tmp_path, "verify", "bank/base")
    assert checked.returncode == 0, checked.stderr
