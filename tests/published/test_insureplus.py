"""InsurePlus through the command itself: three sites, a vendor beside each, twelve months of shrinkage."""

from __future__ import annotations

import importlib.util
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from tests.cli.command_line import capplan
from tests.published.insureplus_inputs import CONTRACT_H, MONTHS, write_insureplus_inputs
from tests.published.published_case import Case, read_case

CASE = "insureplus_three_site_outsourcing"
PACKAGES = {"highs": "highspy", "ortools": "ortools", "pulp": "pulp"}


@dataclass(frozen=True)
class Run:
    """A finished run of ``capplan plan``: the case, the summary on stdout and the folder of results."""

    case: Case
    summary: dict[str, Any]
    folder: Path

    def table(self, name: str) -> pd.DataFrame:
        """A result table."""
        return pd.read_csv(self.folder / f"{name}.csv")


def planned(case: Case, availability: str, backend: str, to: Path) -> Run:
    model, inputs = write_insureplus_inputs(case.data, availability, to)
    asked = ("plan", model, "--inputs", inputs, "--outputs", "outputs", "--backend", backend)
    done = capplan(to, *asked, "--json", "--quiet")
    assert done.returncode == 0, done.stderr
    return Run(case, json.loads(done.stdout), to / "outputs" / "insureplus" / "base")


@pytest.fixture(
    scope="module",
    params=[(v, b) for v in ("average_availability", "worst_case_low_availability") for b in PACKAGES],
    ids=lambda param: "-".join(param),
)
def run(request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    variant, backend = request.param
    if importlib.util.find_spec(PACKAGES[backend]) is None and not os.environ.get("CI"):
        pytest.skip(f"{PACKAGES[backend]} is not installed")
    case = read_case(shared_data, CASE, variant)
    return planned(case, case.variant["availability"], backend, tmp_path_factory.mktemp("insureplus"))


def _by_month(rows: pd.DataFrame, column: str) -> NDArray[np.float64]:
    return rows.set_index("week_start")[column].reindex(MONTHS, fill_value=0.0).to_numpy(float)


def test_year_costs_what_was_published(run: Run) -> None:
    assert run.summary["status"] == "within_gap"
    assert abs(run.summary["money"] - run.case.variant["published"]) <= run.case.variant["tolerance"]
    assert run.summary["objective"] == run.summary["money"]
    assert set(run.summary["cost"]) <= {"wages", "vendor_hours", "unmet_hours"}


def test_year_has_the_published_key_figures(run: Run) -> None:
    figures = run.case.variant["kpis"]
    heads = run.table("headcount")
    own = heads.loc[heads["team"].str.endswith("_own"), "heads"]
    tickets = run.table("vendor_hours")["quantity"].sum()
    volume = sum(sum(site["demand"]) for site in run.case.data["sites"].values())
    assert len(own) == 36
    assert own.mean() == pytest.approx(figures["mean_fte_per_site_month"], abs=0.05)
    assert 100 * tickets / volume == pytest.approx(figures["outsourced_share_pct"], abs=0.05)
    assert run.summary["cost_per_contact"] == pytest.approx(figures["cost_per_case"], abs=0.005)


def test_own_heads_and_whole_tickets_do_every_case_within_the_limits(run: Run) -> None:
    """Counted from the result tables with the rules of the case, not with those of capplan."""
    heads, tickets = run.table("headcount"), run.table("vendor_hours")
    assert set(tickets["unit"]) == {"tickets"}
    money = 0.0
    for site, facts in run.case.data["sites"].items():
        fte = _by_month(heads[heads["team"] == f"{site}_own"], "heads")
        bought = _by_month(tickets[tickets["team"] == f"{site}_vendor"], "quantity")
        demand = np.array(facts["demand"], float)
        present = np.array(facts[run.case.variant["availability"]])
        by_fte = run.case.data["cases_per_fte_month_at_full_availability"] * present * fte
        np.testing.assert_allclose(by_fte + bought, demand, rtol=1e-6)
        np.testing.assert_array_equal(bought, np.round(bought))
        assert np.all(bought <= facts["max_outsource_share"] * demand + 1e-6)
        money += facts["annual_salary"] / 12 * fte.sum() + facts["outsource_unit_cost"] * bought.sum()
    assert run.summary["money"] == pytest.approx(money, rel=1e-8)
    assert run.summary["short_hours"] == 0


def test_no_work_crosses_from_one_letter_to_another(run: Run) -> None:
    work = run.table("allocation")
    letters = work["team"].str[0]
    assert (letters == work["queue"].str[-1]).all()
    assert work["work_h"].sum() == pytest.approx(CONTRACT_H / 40 * work["volume"].sum(), rel=1e-6)


def test_checker_agrees_with_the_plan(run: Run) -> None:
    done = capplan(run.folder, "verify", ".")
    assert done.returncode == 0, done.stdout + done.stderr


def test_year_of_good_attendance_has_the_published_key_figures(shared_data: Path, tmp_path: Path) -> None:
    """The case prints no total for the best availability, only what a case costs and how much is bought."""
    case = read_case(shared_data, CASE, "average_availability")
    text = (shared_data / "known_optimum_plans" / f"{CASE}.json").read_text(encoding="utf-8")
    figures = json.loads(text)["published_kpis"]["best"]
    best = planned(case, "availability_high", "auto", tmp_path)
    tickets = best.table("vendor_hours")["quantity"].sum()
    volume = sum(sum(site["demand"]) for site in case.data["sites"].values())
    assert best.summary["cost_per_contact"] == pytest.approx(figures["cost_per_case"], abs=0.005)
    assert 100 * tickets / volume == pytest.approx(figures["outsourced_pct"], abs=0.05)
