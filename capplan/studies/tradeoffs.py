"""The base and every scenario of a planning model, planned and laid side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from capplan.load_model import load_model
from capplan.orders import decisions_due
from capplan.planning_model import PlanningModel, Resilience
from capplan.report.studies.tradeoffs import BASE, MEASURES, Tradeoff, Tradeoffs
from capplan.scenario import Scenario
from capplan.studies.case import Case
from capplan.studies.many import Done, Failed
from capplan.studies.measured import measured
from capplan.studies.plan_case import plan_case
from capplan.studies.setting import Setting, Told, nobody

__all__ = ["tradeoff_cases", "tradeoffs"]

ABSENT = {
    "service_level": "No queue has a service level.",
    "turnaround_share": "No queue is deferrable.",
    "cost_per_correct_decision": "The accuracy of some decisions is not known (accuracy.csv).",
    "accuracy": "There is no accuracy.csv.",
    "exposure_h_day_most": "No queue has a severity.",
    "resilience_share": "Neither the model nor a scenario has the section resilience, which says what must go on.",
}


def tradeoff_cases(setting: Setting, only: Sequence[str] = ()) -> list[Case]:
    """The base, then the scenarios in the order of the file, or ``only`` some of them.

    Raises InvalidInput for names that are not there.
    """
    model, _ = load_model(setting.model)
    for name in only:
        if name != BASE:
            load_model(setting.model, name)
    chosen = [name for name in model.scenario if name in only or not only]
    return [replace(setting, scenario=name).case(name or BASE) for name in (None, *chosen)]


def tradeoffs(
    setting: Setting, only: Sequence[str] = (), as_of: date | None = None, days: int = 90, told: Told = nobody
) -> Tradeoffs:
    """Plan the cases and read what they come to; decisions are due from ``as_of`` on for so many ``days``.

    ``as_of`` None: the first day of the plan. Raises InvalidInput where the model or the inputs are wrong without any
    scenario: then nothing is planned. What a scenario alone gets wrong is its failure.
    """
    cases = tradeoff_cases(setting, only)
    base = setting.load()
    results = setting.run(cases, plan_case, told)
    as_of = as_of or base.model.start
    resilience = _resilience(setting, base.model)
    rows = tuple(
        _row(case, result, base.model, setting.runs, (as_of, days), resilience)
        for case, result in zip(cases, results, strict=True)
    )
    planned = [row for row in rows if row.planned]
    missing = [
        measure.key for measure in MEASURES if all(row.values.get(measure.key) is None for row in planned)
    ]
    return Tradeoffs(
        base.model.title,
        setting.model.stem,
        base.facts.currency,
        as_of.isoformat(),
        (as_of + timedelta(days=days)).isoformat(),
        rows,
        {key: ABSENT.get(key, "No plan has it.") for key in missing},
    )


def _resilience(setting: Setting, model: PlanningModel) -> Resilience | None:
    """The rules by which the loss of a site is measured in every plan: the model's, else the first scenario's."""
    if model.resilience is not None:
        return model.resilience
    rules = (load_model(setting.model, name)[0].resilience for name in model.scenario)
    return next((each for each in rules if each is not None), None)


def _row(
    case: Case,
    result: Done | Failed,
    model: PlanningModel,
    runs: Path,
    due: tuple[date, int],
    resilience: Resilience | None,
) -> Tradeoff:
    scenario = model.scenario.get(case.name, Scenario(note="The model as it stands."))
    if isinstance(result, Failed):
        return Tradeoff(
            case.name,
            scenario.note,
            scenario.parent,
            exit_code=result.exit_code,
            message=result.message,
            attempts=result.attempts,
        )
    run, summary = runs / case.name, result.value
    return Tradeoff(
        case.name,
        scenario.note,
        scenario.parent,
        measured(run, summary, resilience),
        summary["objective"],
        summary["bound"],
        summary["gap"],
        summary["status"],
        summary["exit_code"],
        "",
        decisions_due(run, *due),
        f"runs/{case.name}",
        result.wall_s,
        result.attempts,
    )
