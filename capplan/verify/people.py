"""Rules of people: the walk as written, releases, transfers, seats, rooms, trainers and support roles."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from capplan.verify.case import Case
from capplan.verify.findings import EXACT, HEADS
from capplan.verify.site_options import closing
from capplan.verify.walk import FLOWS

__all__ = ["check_people", "check_support"]

Float = NDArray[np.float64]


def check_people(case: Case) -> None:
    """Every rule of heads except hiring and support roles."""
    axes = (case.facts.teams.name, case.weeks)
    for name in FLOWS:
        if name != "releases":
            case.ledger.equal("headcount", name, axes, case.walk[name], case.run.headcount[name], HEADS)
    _check_releases(case)
    _check_transfers(case)
    occupied = case.walk["heads"] * (1.0 - case.per_team(case.facts.sites.work_from_home))[:, None]
    case.ledger.equal("headcount", "seats_used", axes, occupied, case.run.headcount["seats_used"], HEADS)
    _check_space(case, occupied)


def _check_releases(case: Case) -> None:
    """Only teams with a rule release, not before the notice is over, and no more than the cap."""
    rules, released = case.facts.release_rules, case.walk["releases"]
    axes = (case.facts.teams.name, case.weeks)
    allowed = rules.allowed if case.model.releases is not None else np.zeros_like(rules.allowed)
    after_notice = np.arange(len(case.weeks))[None, :] >= rules.notice_periods[:, None]
    free = allowed[:, None] & after_notice
    if case.vendors is not None:  # when a contract ends everybody leaves: no release
        released = np.where(case.vendors.leaving, 0.0, released)
    released = np.where(closing(case), 0.0, released)
    case.ledger.at_most("releases", "releases (no rule, or within notice)", axes, 0.0, released, HEADS, ~free)
    most = np.broadcast_to(rules.most[:, None], released.shape)
    case.ledger.at_most("release_limits", "releases", axes, most, released, HEADS, free)


def _check_transfers(case: Case) -> None:
    """Transfers run along the arcs that are given, up to their caps."""
    arcs, names = case.facts.transfers, case.facts.teams.name
    labels = [f"{names[i]} to {names[j]}" for i, j in zip(arcs.from_team, arcs.to_team, strict=True)]
    most = arcs.most if case.model.transfers is not None else np.zeros_like(arcs.most)
    limit = np.broadcast_to(most[:, None], case.run.transfers.shape)
    case.ledger.count("transfers", case.run.sheets["transfers"].rows)
    case.ledger.at_most("transfers", "transfers", (labels, case.weeks), limit, case.run.transfers, HEADS)


def _check_space(case: Case, occupied: Float) -> None:
    """Seats hold the heads in production, rooms the classes in training, trainers also those in nesting."""
    sites, teams, ledger = case.facts.sites, case.facts.teams, case.ledger
    count = len(case.weeks)
    in_training = np.zeros((len(sites.name), count))
    with_trainer = np.zeros_like(in_training)
    for p, t in np.argwhere(case.classes > 0.0):
        site, training = teams.site[p], int(teams.training_periods[p])
        in_training[site, t : t + training] += case.classes[p, t]
        with_trainer[site, t : t + training + int(teams.nesting_periods[p])] += case.classes[p, t]
    axes = (sites.name, case.weeks)
    for rule, section, limit, used in (
        ("seats", case.model.seats, sites.seats, case.per_site(occupied)),
        ("rooms", case.model.hiring, sites.rooms, in_training),
        ("trainers", case.model.hiring, sites.trainers, with_trainer),
    ):
        if section is None:
            continue
        ledger.at_most(rule, rule, axes, np.broadcast_to(limit[:, None], used.shape), used, HEADS)


def check_support(case: Case) -> None:
    """Support roles: whole people, the same through a block, enough for heads and trainees of the site."""
    if case.model.support is None:
        return
    ratios, found, ledger = case.facts.support, case.run.support, case.ledger
    labels = [
        f"{role} at {case.facts.sites.name[s]}" for role, s in zip(ratios.role, ratios.site, strict=True)
    ]
    axes = (labels, case.weeks)
    served = case.per_site(case.walk["heads"] + case.walk["trainees"])[ratios.site]
    needed = served / ratios.heads_per_role[:, None]
    staffed = found["staffed"]
    ledger.equal("support_roles", "heads served by", axes, served, found["heads_served"], HEADS)
    each = np.broadcast_to(ratios.heads_per_role[:, None], served.shape)
    ledger.equal("support_roles", "heads per", axes, each, found["heads_per_role"], EXACT)
    # The number required may be written as it is or as whole people.
    whole = np.ceil(needed - HEADS.absolute)
    written = np.where(np.abs(found["required"] - whole) <= HEADS.absolute, whole, needed)
    ledger.equal("support_roles", "required", axes, written, found["required"], HEADS)
    ledger.at_least("support_roles", "staffed", axes, needed, staffed, HEADS)
    ledger.equal("support_roles", "staffed, in whole people,", axes, np.round(staffed), staffed, HEADS)
    length = case.model.support.block_periods
    for block in range(math.ceil(len(case.weeks) / length)):
        part = staffed[:, block * length : (block + 1) * length]
        weeks = case.weeks[block * length : (block + 1) * length]
        what = "staffed, the same through its block,"
        ledger.equal("support_roles", what, (labels, weeks), part[:, :1], part, HEADS)
