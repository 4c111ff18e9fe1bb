"""Rosters beside pyworkforce and beside a plain program given to HiGHS: the same instance, one after the other.

    python tests/benchmarks/rosters.py            # 100 and 200 people over 28 days
    python tests/benchmarks/rosters.py --published ../shared/data/nrp_curtois_24

Each runs in a process of its own, so that its CPU time is its own: all from the start of Python on, imports and
children with it, with one thread for linear algebra as the commands of capplan have it. A peer gets ``LIMIT_S``.
With ``--published`` the instances of Curtois and Qu (2014) are solved instead.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 40.0
DAYS = 28
SHIFTS = ("morning", "afternoon", "night")
HOURS = 8
LEAST_DAYS = 18
OPTIMA = {"Instance1": 607, "Instance2": 828, "Instance4": 1716, "Instance6": 1950, "Instance7": 1056}


def instance(people: int) -> dict[str, Any]:
    """Bans and preferences at random; 62 % of the people are needed every day; after a night comes a day off."""
    draw = np.random.default_rng(people)
    names = [f"p{number}" for number in range(people)]
    share = np.array([0.28, 0.22, 0.12])
    return {
        "num_days": DAYS,
        "resources": names,
        "shifts": list(SHIFTS),
        "shifts_hours": [HOURS] * 3,
        "min_working_hours": LEAST_DAYS * HOURS,
        "max_resting": DAYS - LEAST_DAYS,
        "banned_shifts": [
            {"resource": names[p], "shift": SHIFTS[s], "day": int(d)}
            for p, d, s in zip(
                draw.integers(people, size=2 * people),
                draw.integers(DAYS, size=2 * people),
                draw.integers(3, size=2 * people),
                strict=True,
            )
        ],
        "required_resources": {
            shift: [
                int(need)
                for need in draw.integers(int(0.9 * part * people), int(1.1 * part * people) + 1, DAYS)
            ]
            for shift, part in zip(SHIFTS, share, strict=True)
        },
        # the peer's rows say more than the pair: after a shift with one destination nothing may follow at all, and a
        # shift with two may never be worked; so here there is one, and the others read it in the same way
        "non_sequential_shifts": [{"origin": "night", "destination": "morning"}],
        "resources_preferences": [
            {"resource": name, "shift": SHIFTS[s]}
            for name, s in zip(names, draw.integers(3, size=people), strict=True)
        ],
    }


def _pyworkforce(given: dict[str, Any]) -> dict[str, Any]:
    from pyworkforce.rostering.binary_programming import MinHoursRoster

    found = MinHoursRoster(**given, max_search_time=LIMIT_S, num_search_workers=2).solve()
    return {"cost": found["cost"], "proven": found["status"] == "OPTIMAL"}


def _arrays(given: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """What may be worked and what it costs, by person, day and shift."""
    names, shifts = given["resources"], given["shifts"]
    may = np.ones((len(names), DAYS, len(shifts)), np.bool_)
    for ban in given["banned_shifts"]:
        may[names.index(ban["resource"]), ban["day"], shifts.index(ban["shift"])] = False
    cost = np.full(may.shape, float(HOURS))
    for wish in given["resources_preferences"]:
        cost[names.index(wish["resource"]), :, shifts.index(wish["shift"])] -= 1.0
    return may, cost


def _plain_highs(given: dict[str, Any]) -> dict[str, Any]:
    """The rows as the peer writes them, as one program, to HiGHS with its usual settings."""
    import highspy
    from scipy import sparse

    may, cost = _arrays(given)
    people, days, kinds = may.shape
    index = np.arange(may.size).reshape(may.shape)
    need = np.array([given["required_resources"][shift] for shift in given["shifts"]]).T
    blocks = [(index.transpose(1, 2, 0).reshape(days * kinds, people), need.ravel(), np.inf)]
    blocks.append((index.reshape(people * days, kinds), np.zeros(people * days), 1.0))
    blocks.append((index.reshape(people, -1), np.full(people, float(LEAST_DAYS)), np.inf))
    order = {shift: number for number, shift in enumerate(given["shifts"])}
    for pair in given["non_sequential_shifts"]:
        before = order[pair["origin"]]
        both = np.concatenate([index[:, :-1, before, None], index[:, 1:, :]], axis=-1).reshape(-1, kinds + 1)
        blocks.append((both, np.zeros(len(both)), 1.0))
    row = np.concatenate([np.repeat(np.arange(len(c)), c.shape[1]) + o for (c, _, _), o in zip(
        blocks, np.cumsum([0, *(len(c) for c, _, _ in blocks[:-1])]), strict=True)])  # fmt: skip
    column = np.concatenate([c.ravel() for c, _, _ in blocks])
    low = np.concatenate([lower for _, lower, _ in blocks])
    high = np.concatenate([np.full(len(c), upper) for c, _, upper in blocks])
    matrix = sparse.csc_matrix((np.ones(len(row)), (row, column)), shape=(len(low), may.size))
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = may.size, len(low)
    program.col_cost_, program.col_lower_ = cost.ravel(), np.zeros(may.size)
    program.col_upper_ = may.ravel().astype(float)
    program.row_lower_, program.row_upper_ = low, high
    program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
    program.a_matrix_.value_ = matrix.data
    program.integrality_ = [highspy.HighsVarType.kInteger] * may.size
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("time_limit", LIMIT_S)
    highs.passModel(program)
    highs.run()
    proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return {"cost": highs.getInfo().objective_function_value, "proven": proven}


def _capplan(given: dict[str, Any]) -> dict[str, Any]:
    from capplan.rostering import RosterOptions, find_roster

    facts = _facts(given)
    roster = find_roster(facts, RosterOptions(time_limit_s=LIMIT_S, workers=2))
    from capplan.verify_roster import check_roster, rows_of

    assert not check_roster(facts, rows_of(facts, roster.shift_of), roster.cost)
    # a wish that is granted is money in the peer's objective, a wish that is refused is money in ours
    wished = DAYS * len(given["resources_preferences"])
    return {"cost": roster.cost - wished, "proven": roster.within_gap}


def _facts(given: dict[str, Any]) -> Any:
    from datetime import date

    from capplan.roster_facts import ANY, Cover, Days, Fairness, People, RosterFacts, Shifts, Wishes

    may, _ = _arrays(given)
    people, days, kinds = may.shape
    forbidden = np.zeros((kinds, kinds), np.bool_)
    for pair in given["non_sequential_shifts"]:
        forbidden[SHIFTS.index(pair["origin"])] = True
    minutes, nothing = np.full(kinds, 60 * HOURS), np.zeros(people, np.int64)
    day, shift = (part.ravel() for part in np.meshgrid(np.arange(days), np.arange(kinds), indexing="ij"))
    need = np.array([given["required_resources"][name] for name in SHIFTS], float).T.ravel()
    wish = np.array([SHIFTS.index(each["shift"]) for each in given["resources_preferences"]])
    free = np.full(people, np.inf)
    return RosterFacts(
        Days(date(2026, 3, 2), days),
        Shifts(SHIFTS, np.array([360, 840, 1320]), minutes, minutes, np.zeros(kinds, np.bool_),
               np.full(kinds, ANY), forbidden),
        People(
            tuple(given["resources"]), ("",) * people, np.zeros((people, 0), np.bool_),
            nothing + 60.0 * HOURS * LEAST_DAYS, free, np.full((people, kinds), np.inf), free, nothing + 1, free,
            nothing + 1, free, may, np.zeros_like(may), nothing, nothing, nothing + ANY, np.ones(people),
        ),
        Cover(day, shift, np.full(need.size, ANY), need, np.full(need.size, np.nan), np.full(need.size, np.inf),
              np.zeros(need.size), np.zeros(need.size)),
        Wishes(np.repeat(np.arange(people), days), np.tile(np.arange(days), people), np.repeat(wish, days),
               np.ones(people * days, np.bool_), np.ones(people * days)),
        Fairness(), (), 0, "UTC",
    )  # fmt: skip


def _one(name: str, people: int) -> dict[str, Any]:
    """The answer of one solver."""
    return SOLVERS[name](instance(people))


def _cpu_s(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


SOLVERS = {"capplan": _capplan, "plain HiGHS": _plain_highs, "pyworkforce": _pyworkforce}


def _published(path: Path) -> dict[str, Any]:
    from capplan.rostering import RosterOptions, find_roster
    from capplan.verify_roster import check_roster, rows_of
    from tests.rostering.curtois import read_curtois

    facts = read_curtois(path)
    roster = find_roster(facts, RosterOptions(time_limit_s=300.0, workers=2))
    assert not check_roster(facts, rows_of(facts, roster.shift_of), roster.cost)
    return {"cost": roster.cost, "bound": roster.bound, "proven": roster.within_gap}


def measured(*arguments: str) -> dict[str, Any]:
    """This file once more in a process of its own, with its wall and CPU seconds."""
    before, began = _cpu_s(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, __file__, "--one", *arguments],
        env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    cpu_s = _cpu_s(resource.RUSAGE_CHILDREN) - before
    return {**json.loads(done.stdout.splitlines()[-1]), "wall_s": time.monotonic() - began, "cpu_s": cpu_s}


def _line(name: str, what: str, found: dict[str, Any]) -> str:
    proven = "proven" if found["proven"] else "not proven"
    took = f"{found['wall_s']:8.2f} s{found['cpu_s']:8.2f} s CPU"
    return f"{name:<12}{what:<14}{found['cost']:>12,.1f}  {proven:<11}{took}"


def main() -> None:
    """Print a line for every size and solver, or for every published instance."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", nargs=2)
    parser.add_argument("--published", type=Path)
    parser.add_argument("--people", type=int, nargs="*", default=[100, 200])
    given = parser.parse_args()
    if given.one and given.one[0] == "published":
        print(json.dumps(_published(Path(given.one[1]))))
    elif given.one:
        print(json.dumps(_one(given.one[0], int(given.one[1]))))
    elif given.published:
        for name, optimum in OPTIMA.items():
            found = measured("published", str((given.published / f"{name}.txt").resolve()))
            print(_line(name, f"optimum {optimum}", found), flush=True)
    else:
        for people in given.people:
            for name in SOLVERS:
                print(_line(f"{people} x {DAYS}", name, measured(name, str(people))), flush=True)


if __name__ == "__main__":
    main()
