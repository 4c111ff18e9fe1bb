"""What is decided about automation initiatives and sites, and who leaves by strain, from the column values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.initiatives import relief
from capplan.formulation.sets import Given
from capplan.formulation.strain import strained_teams
from capplan.plan import Projects, SiteChange

__all__ = ["projects", "site_changes", "worn_out"]


def projects(given: Given, values: dict[str, NDArray[np.float64]]) -> Projects | None:
    """Which initiatives start, and the hours they relieve; None where the family is off."""
    if "initiative_starts" not in values:
        return None
    chosen = values["initiative_starts"] > 0.5
    first = given.facts.horizon.month_starts
    started = np.where(chosen.any(axis=1), first[chosen.argmax(axis=1)], -1)
    return Projects(started, (chosen[:, :, None, None] * relief(given)).sum(axis=1))


def site_changes(given: Given, values: dict[str, NDArray[np.float64]]) -> tuple[SiteChange, ...]:
    """Sites that open, and closures that are announced."""
    if "site_changes" not in values:
        return ()
    first = given.facts.horizon.month_starts
    return tuple(SiteChange(int(o), int(first[b])) for o, b in np.argwhere(values["site_changes"] > 0.5))


def worn_out(given: Given, values: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """[p, t] people who leave by strain, by block of columns; none where the family is off."""
    found = {}
    for name, team in strained_teams(given).items():
        found[name] = np.zeros(values["heads"].shape)
        if name in values:
            found[name][team] = values[name]
    return found
