"""Ways to change the worked plan: a cell, a rule, a fact, a row, a total."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from tests.verify.worked_plan import WorkedPlan

JAN, FEB, MAR, APR, MAY, JUN = (f"2026-0{month}-01" for month in range(1, 7))
Change = Callable[[WorkedPlan], None]


def cell(table: str, column: str, value: object, **where: str) -> Change:
    return lambda plan: plan.put(table, column, value, **where)


def rule(section: str, **values: object) -> Change:
    return lambda plan: plan.rule(section, **values)


def fact(part: str, **values: object) -> Change:
    return lambda plan: plan.fact(part, **values)


def off(section: str) -> Change:
    def change(plan: WorkedPlan) -> None:
        plan.model = plan.model.model_copy(update={section: None})

    return change


def without_row(table: str, **where: str) -> Change:
    def change(plan: WorkedPlan) -> None:
        frame = plan.tables[table]
        here = np.all([frame[name] == label for name, label in where.items()], axis=0)
        assert here.sum() == 1
        plan.tables[table] = frame[~here].reset_index(drop=True)

    return change


def row_twice(table: str) -> Change:
    def change(plan: WorkedPlan) -> None:
        frame = plan.tables[table]
        plan.tables[table] = pd.concat([frame, frame.iloc[:1]], ignore_index=True)

    return change


def one_cost_more(term: str, amount: float, steering: str = "no") -> Change:
    def change(plan: WorkedPlan) -> None:
        line = (FEB, "HOME", "ALPHA", "", term, steering, 1.0, "heads", amount, "USD", 1.0, amount, amount)
        costs = plan.tables["costs"]
        costs.loc[len(costs)] = list(line)

    return change


def summary(*path: str, value: object) -> Change:
    def change(plan: WorkedPlan) -> None:
        inner = plan.summary
        for key in path[:-1]:
            inner = inner[key]
        assert path[-1] in inner
        inner[path[-1]] = value

    return change


def share_limit(least: float, most: float) -> Change:
    def change(plan: WorkedPlan) -> None:
        limit = replace(plan.facts.share_limits[0], least=least, most=most)
        plan.facts = replace(plan.facts, share_limits=(limit,))

    return change


def budget(quarter: str, amount: float) -> Change:
    def change(plan: WorkedPlan) -> None:
        plan.facts = replace(plan.facts, budgets=plan.facts.budgets | {quarter: amount})

    return change


def blackout_in_march(plan: WorkedPlan) -> None:
    blackout = plan.facts.class_rules.blackout.copy()
    blackout[0, 2] = True
    plan.fact("class_rules", blackout=blackout)


def committed_class_dropped(plan: WorkedPlan) -> None:
    without_row("hiring_calendar", team="BETA")(plan)


def committed_class_smaller(plan: WorkedPlan) -> None:
    plan.put("hiring_calendar", "size", 3, team="BETA")


def second_class_in_the_same_month(plan: WorkedPlan) -> None:
    calendar = plan.tables["hiring_calendar"]
    plan.tables["hiring_calendar"] = pd.concat([calendar, calendar[calendar["team"] == "ALPHA"]])


def older_backlog(plan: WorkedPlan) -> None:
    plan.fact("queues", turnaround_periods=np.array([np.nan, 0.2]))


def beta_works_ahead_of_arrivals(plan: WorkedPlan) -> None:
    plan.fact("backlog", open_items=np.array([0.0, 0.0]))
    plan.put("allocation", "productive_h", 1300, team="BETA", week_start=JAN)


def alpha_on_reviews(plan: WorkedPlan) -> None:
    plan.put("allocation", "queue", "review", team="ALPHA", week_start=JAN)
    plan.put("allocation", "language", "de", team="ALPHA", week_start=JAN)


def beta_without_german(plan: WorkedPlan) -> None:
    plan.fact("teams", languages=(frozenset({"en"}),) * 3)


def beta_without_clearance(plan: WorkedPlan) -> None:
    plan.inputs["teams"].loc[1, "clearances"] = "child_safety"


def manila_outside_the_region(plan: WorkedPlan) -> None:
    plan.inputs["sites"].loc[1, "data_regions"] = "eu"


def gamma_without_the_skill(plan: WorkedPlan) -> None:
    plan.inputs["skills"] = plan.inputs["skills"].iloc[:2]


def a_column_missing(plan: WorkedPlan) -> None:
    plan.tables["staffing"] = plan.tables["staffing"].drop(columns="spare_h")


def a_table_missing(plan: WorkedPlan) -> None:
    del plan.tables["transfers"]
