"""The last steps of an explanation: from hours on duty to required hours, contract hours and full persons."""

from __future__ import annotations

import numpy as np

from capplan.facts import Facts
from capplan.report.requirement.standard_people import (
    contract_h,
    head_contract_h,
    paid_h,
    sites_of,
    standard_paid_share,
    standard_share,
)
from capplan.report.requirement.steps import Line, Step, added, said
from capplan.requirements.required import Requirement

__all__ = ["contract_step", "shift_step"]


def shift_step(facts: Facts, requirement: Requirement, queue: int, period: int) -> Step:
    """Required hours: what is left to staff, over the share of it that shifts place where it is needed."""
    on_duty = float(requirement.interval_h[queue, period])
    saved = float(requirement.saved_h[queue, period])
    efficiency = float(facts.queues.schedule_efficiency[queue])
    left = f"({said(on_duty)} - {said(saved)}) h" if saved else f"{said(on_duty)} h"
    return Step(
        "Shift fit",
        (
            Line(
                "schedule efficiency",
                efficiency,
                "share",
                "of staffed hours that shifts place where they are needed",
            ),
            Line(
                "required hours",
                float(requirement.required_h[queue, period]),
                "h",
                f"= {left} / {said(efficiency)}; productive hours of fully productive people",
            ),
        ),
    )


def contract_step(facts: Facts, requirement: Requirement, queue: int, period: int) -> Step:
    """Contract hours and full persons at the plain mean of the shrinkage of the sites that may do the work."""
    sites, names = sites_of(facts, queue), facts.sites.name
    if not sites.size:
        return Step("Contract hours", (), "No team may work this queue.")
    lines = [
        Line(
            f"productive share at {names[site]}",
            float(requirement.productive_share[site, period]),
            "share",
            _shrinkage(facts, int(site), period),
        )
        for site in sites
    ]
    share = float(standard_share(facts, requirement)[queue, period])
    required, hours = requirement.required_h[queue, period], contract_h(facts, requirement)[queue, period]
    head, paid = head_contract_h(facts, queue), float(paid_h(facts, requirement)[queue, period])
    paid_part = float(standard_paid_share(facts, requirement)[queue, period])
    mean = f"plain mean of {sites.size} sites whose teams may work it" if sites.size > 1 else "its only site"
    lines += [
        Line("standard productive share", share, "share", mean),
        Line("contract hours", float(hours), "h", f"= {said(float(required))} h / {said(share)}"),
        Line(
            "paid hours",
            paid,
            "h",
            f"= {said(float(hours))} h x {said(paid_part)}; the rest is time off without pay",
        ),
        Line("contract hours of a person", head, "h", f"a {facts.horizon.period}; plain mean of these teams"),
        Line("full persons (FTE)", float(hours) / head, "", f"= {said(float(hours))} h / {said(head)} h"),
    ]
    note = "Shrinkage divides once, here. A plan uses the shrinkage of each site that does the work."
    return Step("Contract hours", tuple(lines), note)


def _shrinkage(facts: Facts, site: int, period: int) -> str:
    """How the productive share of a site comes about: = (1 - 8 % breaks - 5 % sick) / (1 + 7 % vacation)."""
    shrink = facts.shrinkage
    share = shrink.share[:, site, period]
    on_top = shrink.planned[:, site] & ~shrink.in_office[:, site] & (shrink.basis[site] == "scheduled")
    named = [
        f"{said(float(part), 'share')} {name}" for part, name in zip(share, shrink.component, strict=True)
    ]
    within = [named[k] for k in np.flatnonzero((share > 0.0) & ~on_top)]
    above = [named[k] for k in np.flatnonzero((share > 0.0) & on_top)]
    if shrink.combination[site] == "multiplicative":
        rest = " x ".join(f"(1 - {part})" for part in within) or "1"
    else:
        rest = " - ".join(["1", *within])
    return f"= ({rest}) / (1 + {added(above)})" if above else f"= {rest}"
