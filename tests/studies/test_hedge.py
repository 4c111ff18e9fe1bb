"""The study behind ``capplan hedge``: what is decided now, which futures are drawn, what a fresh one tells."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from capplan.errors import CapplanError, InvalidInput, NoPlan, NoPlanInTime
from capplan.pipeline import Line, make_plan
from capplan.solve import SolveOptions
from capplan.studies import hedge_runs, hedge_works
from capplan.studies.attempt import attempt, kept
from capplan.studies.hedge import Asked, hedge
from capplan.studies.hedge_runs import FRESH
from capplan.studies.hedge_works import (
    Drawing,
    Pool,
    decided_now,
    drawn_futures,
    given,
    planned,
    share_of,
    tried,
)
from capplan.studies.many import Case, Done, Failed, Work
from capplan.uncertainty import runs
from capplan.uncertainty.draws import worlds
from capplan.uncertainty.first_stage import unpacked
from capplan.uncertainty.programs import Programmed
from capplan.uncertainty.runs import Alone
from tests.small_inputs import MODEL, tables, write
from tests.uncertainty.solved_here import solved_here

UNTIL = date(2026, 3, 9)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    calls = tables()["forecast"].replace(",voice,en,10", ",voice,en,240")
    model, inputs = write(tmp_path_factory.mktemp("hedge"), {"forecast": calls}, MODEL)
    return Case("hedge", model, inputs, line=Line(gap=0.02))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what is done: tests of the same futures make each of them once."""
    return tmp_path_factory.mktemp("done")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("first_in_common", "runs"):
        monkeypatch.setattr(f"capplan.uncertainty.{place}.solve", solved_here)


DRAWING = Drawing(seed=0, futures=2, ranges=None, ranges_content="", until=UNTIL, whole=False)


def _pool(case: Case, people: float) -> Pool:
    """A first stage with a class of so many people, and two without any."""
    cells = int(decided_now(case.load(), UNTIL).classes.sum())
    none = (0.0,) * (2 * cells)
    some = (1.0, *none[1:cells], people, *none[1:cells])
    return (("hedge", some), ("mean", none), ("mean_more", none))


def _tried(case: Case, to: Path, draw: int, people: float) -> dict[str, Any]:
    fresh = Case(f"fresh-{draw}", case.model, case.inputs)
    return tried(fresh, to, drawing=DRAWING, pool=_pool(case, people))


def test_the_first_stage_ends_with_the_quarter_or_with_what_the_model_freezes(
    case: Case, tmp_path: Path
) -> None:
    assert decided_now(case.load(), None).until == date(2026, 3, 31)
    frozen = Case("frozen", case.model, case.inputs, rules={"replan": {"frozen_periods": 3}})
    assert decided_now(frozen.load(), None).until == date(2026, 3, 23)


def test_a_class_is_decided_by_its_requisition(case: Case) -> None:
    inputs = case.load()
    flags, teams = decided_now(inputs, UNTIL).classes, inputs.facts.teams.name
    # called by 9 March: two weeks ahead from 23 March on at the latest, one week ahead from 16 March on
    assert flags[teams.index("DUB_EN")].nonzero()[0].tolist() in ([3], [2, 3])
    assert flags[teams.index("MNL_EN")].nonzero()[0].tolist() == [1, 2]
    assert not flags[teams.index("DUB_DE")].any()


def test_where_nothing_is_left_to_decide_now_that_is_told(case: Case, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="nothing has to be decided now"):
        hedge(case, Asked(until=date(2026, 2, 1)), tmp_path / "kept")


def test_a_wrong_table_of_ranges_is_told(case: Case, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("assumption,low,likely,high\nvolume,1.2,1,1.1\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="below low"):
        hedge(case, Asked(ranges=wrong), tmp_path / "kept")


def test_a_fresh_future_costs_each_first_stage_the_same_as_its_twin(case: Case, tmp_path: Path) -> None:
    cost = _tried(case, tmp_path, FRESH, people=8.0)
    assert cost["mean"] == cost["mean_more"] and cost["mean"]["cost"] != cost["hedge"]["cost"]
    assert _tried(case, tmp_path, FRESH + 1, people=8.0)["mean"]["cost"] != cost["mean"]["cost"]


def test_a_first_stage_that_leaves_no_plan_has_no_cost(case: Case, tmp_path: Path) -> None:
    cost = _tried(case, tmp_path, FRESH, people=99.0)
    assert cost["hedge"] is None and cost["mean"] is not None


def test_what_was_tried_is_kept_for_the_same_first_stages_only(case: Case, tmp_path: Path) -> None:
    work = partial(tried, drawing=DRAWING, pool=_pool(case, 8.0))
    fresh = Case(f"fresh-{FRESH}", case.model, case.inputs)
    attempt(work, fresh, tmp_path / "kept", 1, lambda: True)
    again = kept(work, fresh, tmp_path / "kept")
    assert again is not None and again.reused
    for other in (
        partial(tried, drawing=DRAWING, pool=_pool(case, 9.0)),
        partial(tried, drawing=replace(DRAWING, ranges_content="other"), pool=_pool(case, 8.0)),
    ):
        assert kept(other, fresh, tmp_path / "kept") is None


def test_the_mean_is_that_of_the_futures_and_more_is_a_tenth_more_work(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    volumes = []

    def noted(world: Programmed, options: SolveOptions) -> Alone:
        volumes.append(world.future.facts.queues.volume)
        return Alone(1.0, 1.0, (0.0,))

    monkeypatch.setattr(hedge_works, "plan_alone", noted)
    for name in ("mean", "more"):
        planned(Case(f"alone-{name}", case.model, case.inputs), tmp_path, drawing=DRAWING)
    inputs, ranges = given(case, None)
    one, other = (each.facts.queues.volume for each in drawn_futures(inputs, worlds(ranges, 0, 2)))
    assert not np.allclose(one, other)
    assert volumes[0] == pytest.approx((one + other) / 2.0)
    assert volumes[1] == pytest.approx(1.1 * volumes[0])


def many_here(
    cases: list[Case], work: Work, *, folder: Path, told: Any, resume: bool = True, **more: Any
) -> list[Done | Failed]:
    """The runs of ``run_many`` in this process, one after the other, from what a child process would get."""
    results = []
    for case in cases:
        there, at = pickle.loads(pickle.dumps((work, case)))
        done = (kept(there, at, folder) if resume else None) or attempt(there, at, folder, 1, lambda: True)
        told(done)
        results.append(done)
    return results


def test_futures_planned_for_are_met_and_fresh_ones_are_others(
    case: Case, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hedge_runs, "run_many", many_here)
    found = hedge(case, Asked(futures=2, fresh=2, until=UNTIL), done)
    assert [world.draw for world in found.drawn] == [0, 1]
    assert [world.draw for world in found.drawn_fresh] == [FRESH, FRESH + 1]
    plan = found.plan
    assert plan.weights.tolist() == [0.5, 0.5] and all(order.holds for order in plan.value.orders)
    assert plan.value.gap == pytest.approx(0.0, abs=1e-6)
    assert np.all(plan.known <= plan.cost["hedge"] + 1e-6)
    assert plan.value.here_and_now == pytest.approx(plan.cost["hedge"].mean())
    assert set(found.fresh) == {"hedge", "mean", "mean_more"} and found.failed == ()
    assert plan.direct.shape == plan.chosen["hedge"].shape


def test_what_is_done_is_not_made_again_the_common_search_neither(
    case: Case, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hedge_runs, "run_many", many_here)
    seen: list[Done | Failed] = []
    for fresh in (2, 3):
        seen.clear()
        hedge(case, Asked(futures=2, fresh=fresh, until=UNTIL), done, told=seen.append)
    assert len(seen) == Asked(futures=2, fresh=3).runs == 10
    assert "common" in [each.name for each in seen]
    assert {each.name for each in seen if isinstance(each, Done) and not each.reused} <= {
        f"fresh-{FRESH + 2}"
    }


def test_one_future_without_spread_is_the_plain_plan(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hedge_runs, "run_many", many_here)
    monkeypatch.setattr("capplan.pipeline.solve", solved_here)
    plain = make_plan(case.load(), case.line)
    ranges = tmp_path / "none.csv"
    ranges.write_text("assumption,low,high\nvolume,1,1\n", encoding="utf-8")
    found = hedge(case, Asked(futures=1, fresh=0, until=UNTIL, ranges=ranges, whole=True), tmp_path / "kept")
    assert found.plan.value.here_and_now == pytest.approx(plain.result.objective, rel=1e-6)
    assert found.plan.known.tolist() == pytest.approx([plain.result.objective], rel=1e-6)
    decided = unpacked(found.plan.first, found.plan.chosen["hedge"])
    assert decided.classes.sum() > 0.0
    now = found.plan.first.classes
    assert decided.hires[now] == pytest.approx(plain.walk.hires[now])


def test_nothing_is_kept_for_who_does_not_resume(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def noted(cases: list[Case], work: Work, **given: Any) -> list[Done | Failed]:
        told.append(given)
        return [Failed(each.name, "", 6, "too late", 1) for each in cases]

    monkeypatch.setattr(hedge_runs, "run_many", noted)
    with pytest.raises(NoPlanInTime, match="alone-0: too late"):
        hedge(case, Asked(2, until=UNTIL, workers=3, scheduler="tcp://there:1", resume=False), tmp_path)
    (given,) = told
    assert (given["resume"], given["workers"], given["scheduler"]) == (False, 3, "tcp://there:1")


def test_a_fresh_future_that_fails_is_left_out_and_told(
    case: Case, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(cases: list[Case], work: Work, **more: Any) -> list[Done | Failed]:
        results = many_here(cases, work, **more)
        if cases[0].name.startswith("fresh"):
            results[0] = Failed(cases[0].name, "", 1, "it crashed", 2)
        return results

    monkeypatch.setattr(hedge_runs, "run_many", failing)
    found = hedge(case, Asked(futures=2, fresh=2, until=UNTIL), done)
    assert found.failed == (f"fresh-{FRESH}: it crashed",)
    assert [world.draw for world in found.drawn_fresh] == [FRESH + 1] and len(found.fresh["mean"]) == 1


@pytest.mark.parametrize(("code", "error"), [(4, NoPlan), (6, NoPlanInTime), (1, CapplanError)])
def test_a_future_planned_for_that_fails_ends_the_study(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, error: type[CapplanError]
) -> None:
    def failing(cases: list[Case], work: Work, **more: Any) -> list[Done | Failed]:
        return [Failed(each.name, "", code, "why it failed", 2) for each in cases]

    monkeypatch.setattr(hedge_runs, "run_many", failing)
    with pytest.raises(error, match="why it failed"):
        hedge(case, Asked(futures=2, until=UNTIL), tmp_path)


def test_a_future_without_a_plan_is_told_once_and_with_what_to_do(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = str(NoPlan([runs.NO_FIRST_STAGE.format("future 3")]))

    def failing(cases: list[Case], work: Work, **more: Any) -> list[Done | Failed]:
        return [Failed(each.name, "", NoPlan.exit_code, message, 1) for each in cases]

    monkeypatch.setattr(hedge_runs, "run_many", failing)
    with pytest.raises(NoPlan) as told:
        hedge(case, Asked(futures=2, until=UNTIL), tmp_path)
    assert str(told.value).count(NoPlan.head) == 1
    assert told.value.reasons[0].startswith("alone-0: There is no plan for future 3")
    assert "capplan plan" in told.value.reasons[0]


def test_first_stages_that_are_compared_are_sought_to_a_smaller_gap_in_parts_of_the_time(case: Case) -> None:
    inputs = case.load()
    usual, limit_s = inputs.model.solve.gap, inputs.model.solve.time_limit_s
    free = Case("free", case.model, case.inputs)
    tight, loose = (share_of(free, inputs, 0.25, tight) for tight in (True, False))
    assert (tight.gap, loose.gap) == (pytest.approx(0.1 * usual), usual)
    assert tight.time_limit_s == loose.time_limit_s == 0.25 * limit_s
    asked = Case("asked", case.model, case.inputs, line=Line(gap=0.1 * usual, time_limit_s=100.0))
    assert [share_of(asked, inputs, 0.4, tight).gap for tight in (True, False)] == [0.1 * usual, usual]
    assert share_of(asked, inputs, 0.4, True).time_limit_s == 40.0
    # who asks for less gets less
    assert share_of(case, inputs, 0.4, True).gap == 0.02
