"""The search in stages: random programs of a few futures against the exact solve of all futures together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.program import Axis, Program
from capplan.solve import Guide, SolveOptions
from capplan.solve.contract import Claim, Found
from capplan.solve.handover import read_task, write_task
from capplan.solve.highs_backend import _engine
from capplan.solve.stages import by_stages
from capplan.solve.stages.future import Future
from capplan.uncertainty.cvar import Risk, with_cvar
from capplan.uncertainty.extensive import Copy, Extensive, held
from tests.milp import Infeasible, optimum
from tests.solve.searches import Listener, is_plan

SITES, WEEKS = 3, 4
NOTHING = np.zeros(0)
NEUTRAL = Risk()


def copies(seed: int, futures: int, most_short: float = np.inf) -> list[Copy]:
    """Classes of ten at three sites (one common room) and an order of hours, then work of unknown size."""
    random = np.random.default_rng(seed)
    weights = random.dirichlet(np.full(futures, 5.0))
    cost = random.integers(60, 120, SITES).astype(float)
    return [_copy(random, float(weight), cost, most_short) for weight in weights]


def _copy(random: np.random.Generator, weight: float, cost: np.ndarray, most_short: float) -> Copy:
    program, site, week = Program(), Axis("site", ("a", "b", "c")), Axis("week", ("1", "2", "3", "4"))
    classes = program.columns("classes", (site,), upper=3.0, cost=cost, integer=True)
    order = program.columns("order", (Axis("order", ("o",)),), upper=40.0, cost=3.0)
    hours = program.columns("hours", (site, week), cost=random.uniform(0.1, 1.0, (SITES, 1)))
    short = program.columns("short", (week,), upper=most_short, cost=random.uniform(6.0, 12.0))
    room = program.rows("room", (Axis("room", ("r",)),), at_most=7.0)
    room.add(classes.index, at=np.zeros(SITES, np.int64) + room.index[0])
    worked = program.rows("worked", (site, week), at_most=0.0)
    worked.add(hours.index)
    worked.add(
        np.broadcast_to(classes.index[:, None], (SITES, WEEKS)), -random.uniform(8.0, 10.0), at=worked.index
    )
    cover = program.rows("cover", (week,), at_least=random.uniform(20.0, 90.0, WEEKS))
    cover.add(short.index)
    cover.add(np.broadcast_to(order.index, (WEEKS,)), 0.25, at=cover.index)
    cover.add(hours.index, at=np.broadcast_to(cover.index, (SITES, WEEKS)))
    decided = np.append(classes.index, order.index)
    return Copy(weight, program.arrays(), Guide(), decided)


def found_by_stages(
    extensive: Extensive,
    risk: Risk = NEUTRAL,
    gap: float = 0.0,
    start: np.ndarray = NOTHING,
    threads: int = 1,
) -> tuple[Found, Listener, float]:
    """What the search finds, who listened, and the exact least cost."""
    arrays, stages = extensive.arrays, extensive.guide.stages
    assert stages is not None
    if risk.share > 0.0:
        columns = arrays.shape[1]
        costs = [np.zeros(columns) for _ in stages.columns]
        for whole, place, cost in zip(costs, stages.columns, stages.cost, strict=True):
            whole[place] = cost
        arrays = with_cvar(arrays, costs, stages.weights, risk)
        own = np.arange(columns, arrays.shape[1])
        stages = replace(stages, alpha=risk.alpha, share=risk.share, risk=own)
    listener, options = Listener(arrays), SolveOptions("highs", gap=gap, threads=threads)
    engine = _engine(replace(options, threads=1), listener)  # type: ignore[arg-type]
    found = by_stages(arrays, options, stages, start, listener, engine)  # type: ignore[arg-type]
    return found, listener, optimum(arrays)[0]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("risk", [Risk(), Risk(0.5, 0.4), Risk(0.75, 1.0)], ids=["mean", "some", "worst"])
def test_the_best_first_stage_is_that_of_all_futures_together(seed: int, risk: Risk) -> None:
    extensive = Extensive.of(copies(seed, 2 + seed % 4))
    found, listener, least = found_by_stages(extensive, risk, threads=1 + seed % 2)
    assert found.claim is Claim.SOLVED and found.x is not None
    assert is_plan(listener.arrays, found.x)
    assert float(listener.arrays.cost @ found.x) == pytest.approx(least, rel=1e-6)
    assert max(listener.bounds) <= least * (1.0 + 1e-6)
    assert found.bound == pytest.approx(least, rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_first_stages_that_leave_a_future_without_a_plan_are_cut_off(seed: int) -> None:
    made = copies(seed, 3, most_short=4.0)
    extensive = Extensive.of(made)
    try:
        least = optimum(extensive.arrays)[0]
    except Infeasible:
        least = np.inf
    nothing = np.full(extensive.arrays.shape[1], np.nan)
    nothing[: extensive.decided] = 0.0  # no class at all: short of more than 4 hours
    with pytest.raises(Infeasible):
        optimum(held(made[0], np.zeros(SITES + 1)))
    if np.isinf(least):
        found, listener = _searched(extensive, nothing)
        assert found.claim is Claim.INFEASIBLE and found.x is None
        return
    found, listener = _searched(extensive, nothing)
    assert found.x is not None and float(listener.arrays.cost @ found.x) == pytest.approx(least, rel=1e-6)


def _searched(extensive: Extensive, start: np.ndarray) -> tuple[Found, Listener]:
    listener, options = Listener(extensive.arrays), SolveOptions("highs", gap=0.0, threads=1)
    engine, stages = _engine(options, listener), extensive.guide.stages  # type: ignore[arg-type]
    assert stages is not None
    return by_stages(extensive.arrays, options, stages, start, listener, engine), listener  # type: ignore[arg-type]


@pytest.mark.parametrize("point", [(2.0, 0.0, 1.0, 8.0), (0.0, 0.0, 0.0, 0.0)])
def test_a_cut_is_right_where_it_was_made_and_never_above_a_future(point: tuple[float, ...]) -> None:
    made = copies(3, 2)
    extensive = Extensive.of(made)
    stages = extensive.guide.stages
    assert stages is not None
    listener = Listener(extensive.arrays)
    for k, copy in enumerate(made):
        future = Future(extensive.arrays, stages, k, listener, 0)  # type: ignore[arg-type]
        for visit in (future.at(np.array(point)), future.known()):
            assert visit is not None and visit.cut is not None
            for other in (
                (2.0, 0.0, 1.0, 8.0),
                (0.0, 0.0, 0.0, 0.0),
                (3.0, 3.0, 1.0, 0.0),
                (1.0, 1.0, 1.0, 40.0),
            ):
                cost = optimum(held(copy, np.array(other)))[0]
                below = float(visit.cut.slope @ np.array(other)) + visit.cut.constant
                assert below <= cost + 1e-6
                if other == point and visit.x[copy.decided] == pytest.approx(point):
                    assert visit.cost == pytest.approx(cost)
        assert future.at(np.array(point)).cost == pytest.approx(optimum(held(copy, np.array(point)))[0])  # type: ignore[union-attr]


def test_the_start_stands_though_no_time_is_left() -> None:
    extensive = Extensive.of(copies(1, 3))
    start = np.full(extensive.arrays.shape[1], np.nan)
    start[: extensive.decided] = [1.0, 1.0, 0.0, 4.0]

    class Late(Listener):
        def incumbent(self, x: np.ndarray) -> None:
            super().incumbent(x)
            self.stop.set()

    listener, options = Late(extensive.arrays), SolveOptions("highs", gap=0.0, threads=1)
    stages = extensive.guide.stages
    assert stages is not None
    found = by_stages(extensive.arrays, options, stages, start, listener, _engine(options, listener))  # type: ignore[arg-type]
    assert found.claim is Claim.LIMIT and found.x is not None
    assert found.x[: extensive.decided].tolist() == [1.0, 1.0, 0.0, 4.0]


def test_it_ends_at_the_gap_that_is_asked_for() -> None:
    extensive = Extensive.of(copies(5, 4))
    loose, heard, least = found_by_stages(extensive, gap=0.5)
    _, every, _ = found_by_stages(extensive)
    assert loose.claim is Claim.SOLVED and len(heard.stages) < len(every.stages)
    assert loose.x is not None and float(heard.arrays.cost @ loose.x) <= least / 0.5


def test_stages_pass_to_the_worker(tmp_path) -> None:
    made = Extensive.of(copies(0, 2))
    stages = made.guide.stages
    assert stages is not None
    guide = replace(made.guide, stages=replace(stages, alpha=0.9, share=0.25, risk=np.array([7, 8, 9])))
    write_task(tmp_path, made.arrays, SolveOptions(), guide)
    read = read_task(tmp_path)[2].stages
    assert read is not None and (read.alpha, read.share, read.risk.tolist()) == (0.9, 0.25, [7, 8, 9])
    for name in ("common", "weights"):
        assert np.array_equal(getattr(read, name), getattr(stages, name))
    for name in ("columns", "cost"):
        pairs = zip(getattr(read, name), getattr(stages, name), strict=True)
        assert all(np.array_equal(one, other) for one, other in pairs)


def test_whole_numbers_in_what_follows_are_no_program_in_stages() -> None:
    one, other = copies(0, 2)
    integer = other.arrays.integer.copy()
    integer[-1] = True
    assert (
        Extensive.of([one, replace(other, arrays=replace(other.arrays, integer=integer))]).guide.stages
        is None
    )


def test_one_future_alone_is_searched_as_any_plan() -> None:
    one, other = copies(0, 2)
    assert Extensive.of([one, other]).guide.stages is not None
    assert Extensive.of([one]).guide.stages is None
