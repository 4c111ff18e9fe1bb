"""What is decided about automation initiatives and sites, from the values of the columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.initiatives import relief
from capplan.formulation.sets import Given
from capplan.plan import Projects, SiteChange

__all__ = ["projects", "site_changes"]


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
