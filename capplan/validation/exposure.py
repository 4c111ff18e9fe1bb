"""Exposure: how severe content is, and how much of it a person may work on a day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.errors import Problem
from capplan.trust_facts import Exposure
from capplan.validation.forecast import Series, series
from capplan.validation.pairs import may_work
from capplan.validation.shrinkage import build_shrinkage
from capplan.validation.typed import Inputs

__all__ = ["build_exposure", "check", "notes"]


def check(inputs: Inputs) -> Iterator[Problem]:
    """Wellness time: the component is there at every site with severe work, paid, in the office and long enough."""
    rules, table = inputs.model.exposure, inputs["shrinkage"]
    if rules is None or (rules.wellness is None) is (rules.wellness_h_week is None):
        if rules is not None and rules.wellness is not None and rules.wellness_h_week is not None:
            yield from _wellness(inputs, rules.wellness, rules.wellness_h_week)
        return
    missing = "wellness_h_week" if rules.wellness is not None else "wellness"
    message = f"[exposure] names one of wellness and wellness_h_week, but not {missing}"
    yield Problem(table.table.file, message, allowed="both, or neither")


def _wellness(inputs: Inputs, component: str, least_h: float) -> Iterator[Problem]:
    table, teams, sites = inputs["shrinkage"], inputs["teams"], inputs["sites"]
    if not (table.sound and teams.sound and sites.sound and inputs["forecast"].sound):
        return
    shrinkage, weeks = build_shrinkage(inputs), inputs.horizon.period_h / 168.0
    named = zip(table.text("site").tolist(), table.text("component").tolist(), strict=True)
    rows = {key: row for row, key in enumerate(named)}
    for site, contract_h in _severe_sites(inputs).items():
        row, s = rows.get((site, component)), sites.names().index(site)
        if row is None:
            yield sites.problem(
                sites.text("site").tolist().index(site),
                "site",
                f"people at {site} may work severe content, but shrinkage.csv has no {component} there",
                f"a row for {component}, paid and in the office",
            )
            continue
        k = shrinkage.component.index(component)
        if not (shrinkage.paid[k, s] and shrinkage.in_office[k, s]):
            yield table.problem(
                row, "place", f"{component} at {site} is not paid time in the office", "paid yes, in_office",
                "Only so is it part of every hour on duty, of overtime too.",
            )  # fmt: skip
        given_h = float(shrinkage.share[k, s].min()) * contract_h / weeks
        if given_h < least_h - 1e-9:
            yield table.problem(
                row,
                "share",
                f"people at {site} get {given_h:.2f} h of {component} in a week of {contract_h / weeks:g} h",
                f"at least {least_h:g} h a week ([exposure] wellness_h_week)",
                "Wellness time is protected: no plan may take it, nor may a scenario.",
            )


def _severe_sites(inputs: Inputs) -> dict[str, float]:
    """The sites with teams that may work a severe queue, and the shortest contract hours of such a team."""
    found = series(inputs)
    queues, teams = inputs["queues"], inputs["teams"]
    of_queue = dict(zip(queues.text("queue").tolist(), queues.number("severity").tolist(), strict=True))
    severe = np.array([of_queue.get(queue, 0.0) > 0.0 for queue in found.queue], dtype=np.bool_)
    sites: dict[str, float] = {}
    for team in np.flatnonzero(may_work(inputs, found)[:, severe].any(axis=1)):
        site, hours = str(teams.text("site")[team]), float(teams.number("contract_h")[team])
        sites[site] = min(sites.get(site, hours), hours)
    return sites


def notes(inputs: Inputs) -> Iterator[str]:
    """A rule without severe work, severe work without the rule, caps that nothing uses."""
    severe, rules = bool((inputs["queues"].number("severity") > 0.0).any()), inputs.model.exposure
    if rules is not None and not severe:
        yield "the planning model has [exposure], but no queue in queues.csv has a severity"
    if rules is None and severe:
        yield "queues.csv tells how severe work is, but the planning model has no [exposure]: nothing limits it"
    if rules is None and inputs["sites"].given("exposure_cap_h").any():
        yield "sites.csv: exposure_cap_h is not used without [exposure] in the planning model"


def build_exposure(inputs: Inputs, found: Series) -> Exposure | None:
    """The severity of the queues and the caps of the sites; None where no queue has a severity."""
    queues, rules = inputs["queues"], inputs.model.exposure
    of_queue = dict(zip(queues.text("queue").tolist(), queues.number("severity").tolist(), strict=True))
    severity = np.array([of_queue[queue] for queue in found.queue], dtype=np.float64)
    if not severity.any():
        return None
    usual, of_week = np.inf, np.inf
    if rules is not None:
        usual = rules.most_h_day
        of_week = np.inf if rules.most_h_week is None else rules.most_h_week / rules.working_days
    cap_h = inputs["sites"].number("exposure_cap_h")
    return Exposure(severity, np.minimum(np.where(np.isnan(cap_h), usual, cap_h), of_week))
