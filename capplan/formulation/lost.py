"""What may fail: every site, vendor and country of the kinds that are named, each with the teams that go with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.planning_model import Resilience

__all__ = ["Lost", "what_may_fail"]


@dataclass(frozen=True)
class Lost:
    """Losses [f]: kind (site, vendor, country), name, and the teams that are gone."""

    kind: tuple[str, ...]
    name: tuple[str, ...]
    gone: NDArray[np.bool_]  # [f, p]

    def label(self, loss: int) -> str:
        """How a loss is spoken of: a site by its name alone."""
        kind, name = self.kind[loss], self.name[loss]
        return name if kind == "site" else f"{kind} {name}"


def what_may_fail(facts: Facts, rules: Resilience) -> Lost:
    """Sites, then vendors, then countries, in the order of sites.csv.

    Left out: what is spared, what has no teams, and what takes the same teams as one before it.
    """
    sites = facts.sites
    found: dict[bytes, tuple[str, str, NDArray[np.bool_]]] = {}
    for kind, of_site in (("site", sites.name), ("vendor", sites.vendor), ("country", sites.country)):
        if kind not in rules.losses:
            continue
        for name in dict.fromkeys(label for label in of_site if label and label not in rules.spared):
            gone = (np.array(of_site, dtype=object) == name)[facts.teams.site]
            if gone.any():
                found.setdefault(gone.tobytes(), (kind, name, gone))
    kinds, names, teams = zip(*found.values(), strict=True) if found else ((), (), ())
    return Lost(kinds, names, np.array(teams, dtype=np.bool_).reshape(len(names), len(facts.teams.name)))
