"""A tornado: each driver low and high, planned anew, and with the hires of the base plan held."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from capplan.errors import Interrupted, NoPlan
from capplan.formulation import formulate
from capplan.pipeline import Inputs, solve_formulation
from capplan.plan import Plan
from capplan.report.studies.tornado import Bar, End, Tornado
from capplan.report.summary import summary
from capplan.requirements.required import require
from capplan.studies.case import Case
from capplan.studies.hires_held import HELD, HiresHeld, held_of, hold
from capplan.studies.many import Done, Failed
from capplan.studies.plan_case import EXIT_CODES
from capplan.studies.plan_twice import plan_twice
from capplan.studies.setting import Setting, Told, check_all, nobody
from capplan.studies.tornado_drivers import Driver, changes_of
from capplan.uncertainty.giving import with_rules_given

__all__ = ["planned_anew", "tornado", "tornado_cases", "with_hires_held"]

BASE = "base"
DIGITS = 3
FIGURES = (
    "status", "objective", "bound", "gap", "money", "cost_to_serve", "service_level", "short_hours", "hires",
    "classes", "releases",
)  # fmt: skip


def tornado(setting: Setting, drivers: Sequence[Driver], told: Told = nobody) -> Tornado:
    """Plan the base, then every driver low and high, then the same with hires held.

    Raises InvalidInput where the base or a changed plan cannot be read, before the first plan is made. Where the base
    has no plan there is nothing to hold: its failure is all the result.
    """
    inputs = setting.load()
    cases = {driver: tornado_cases(setting, driver, inputs) for driver in drivers}
    there = [case for pair in cases.values() for case in pair]
    check_all(there)
    free = {result.name: result for result in setting.run([setting.case(BASE), *there], planned_anew, told)}
    base = free[BASE]
    held: dict[str, Done | Failed] = {}
    if isinstance(base, Done):
        file = setting.runs.resolve() / BASE / HELD
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
        work = partial(with_hires_held, decided=str(file), digest=digest)
        again = [replace(case, name=f"{case.name}-held") for case in there]
        held = {result.name: result for result in setting.run(again, work, told)}
    bars = tuple(_bar(driver, pair, free, held) for driver, pair in cases.items() if pair)
    skipped = tuple(driver.name for driver, pair in cases.items() if not pair)
    name = setting.scenario or "base"
    return Tornado(setting.model.stem, name, inputs.facts.currency, _end(base, 1.0), bars, skipped)


def tornado_cases(setting: Setting, driver: Driver, inputs: Inputs) -> list[Case]:
    """The driver low and high; nothing where the inputs hold nothing of it."""
    return [
        setting.case(f"{driver.name}-x{factor:.6g}", changes)
        for factor in (driver.low, driver.high)
        if (changes := changes_of(driver.name, factor, inputs.tables))
    ]


def planned_anew(case: Case, to: Path) -> dict[str, Any]:
    """The work of a plan with everything decided anew; what it decided about people goes to a file."""
    inputs = case.load()
    plan = plan_twice(inputs, case.line)
    value = _value(plan, inputs)
    (to / HELD).write_text(held_of(plan).as_text() + "\n", encoding="utf-8")
    return value


def with_hires_held(case: Case, to: Path, *, decided: str, digest: str) -> dict[str, Any]:
    """The work of a plan that keeps what the base plan decided; ``digest`` tells one base plan from another.

    Where people who stay on leave no plan that meets every hard rule, these give as little as possible:
    ``rules_given`` is by how much, by rule.
    """
    inputs = case.load()
    started = time.perf_counter()
    formulation = formulate(inputs.model, inputs.facts, require(inputs.facts))
    formulation = hold(formulation, HiresHeld.of_text(Path(decided).read_text(encoding="utf-8")))
    options, build_s = case.line.options(inputs.model), time.perf_counter() - started
    try:
        return {**_value(solve_formulation(formulation, options, build_s, None), inputs), "rules_given": {}}
    except NoPlan:
        arrays, given = with_rules_given(formulation, formulation.arrays, options)
    plan = solve_formulation(replace(formulation, arrays=arrays), options, build_s, None)
    return {**_value(plan, inputs), "rules_given": {name: round(by, DIGITS) for name, by in given.items()}}


def _value(plan: Plan, inputs: Inputs) -> dict[str, Any]:
    if plan.result.stopped_by is not None:
        raise Interrupted(plan.result.stopped_by)
    told = summary(plan, inputs.model_path.stem, inputs.scenario or "base")
    return {**{name: told[name] for name in FIGURES}, "exit_code": EXIT_CODES[plan.result.status]}


def _bar(driver: Driver, pair: Sequence[Case], free: dict[str, Any], held: dict[str, Any]) -> Bar:
    low, high = pair
    ends = []
    for case, factor in ((low, driver.low), (high, driver.high)):
        anew = _end(free[case.name], factor)
        kept = (
            _end(held[f"{case.name}-held"], factor)
            if held
            else replace(anew, summary={}, message="no base plan")
        )
        if anew.summary and kept.summary and kept.cost < anew.cost and not kept.rules_given:
            # the plan with hires held is a plan, too: nobody has to do worse
            anew = replace(anew, summary={**kept.summary, **_bounded(anew, kept)}, by_held=True)
        ends.append((anew, kept))
    return Bar(driver.name, ends[0][0], ends[1][0], ends[0][1], ends[1][1])


def _bounded(anew: End, kept: End) -> dict[str, Any]:
    """The bound of the search for a plan anew, and how far the plan with hires held is from it."""
    bound = anew.summary["bound"]
    gap = None if bound is None else round((kept.cost - bound) / max(abs(kept.cost), 1e-9), 6)
    return {
        "bound": bound,
        "gap": gap,
        "status": anew.summary["status"],
        "exit_code": anew.summary["exit_code"],
    }


def _end(result: Done | Failed, factor: float) -> End:
    if isinstance(result, Done):
        return End(factor, result.value, int(result.value["exit_code"]), "")
    return End(factor, {}, result.exit_code, result.message)
