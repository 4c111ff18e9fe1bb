"""What the identity knows of the teams behind the lines: their hours, their shares of time, the parts of a price."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.bridge.work import Pairing, completed

__all__ = ["Shares"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Shares:
    """Two runs and the keys [k] of their lines."""

    pairing: Pairing
    key: pd.DataFrame

    @cached_property
    def team(self) -> Index:
        """[k] the team of a line, -1 for none."""
        return self._places(self.pairing.teams)

    @cached_property
    def pair(self) -> Index:
        """[k] the pair of a line of a contract, -1 for none."""
        return self._places(tuple(f"{team} on {queue}" for team, queue in self.pairing.pairs))

    @cached_property
    def queue(self) -> Index:
        """[k] the queue of a line, -1 for none."""
        return self._places(self.pairing.queues)

    def _places(self, names: tuple[str, ...]) -> Index:
        place = {name: i for i, name in enumerate(names)}
        return np.array([place.get(who, -1) for who in self.key["who"]], dtype=np.int64)

    @cached_property
    def unit(self) -> NDArray[np.object_]:
        """[r, k] what is billed: that of the line under a contract, that of rates.csv for a team without one."""
        of_team = self._unit_of_team
        rated = (self.key["contract"] == "").to_numpy() & (of_team != "")
        return np.where(rated, of_team, self.key["unit"].to_numpy(dtype=object))

    @cached_property
    def by_contact(self) -> Flag:
        """[k] whether a line counts tickets or minutes."""
        return np.asarray(np.isin(self.unit, ("ticket", "minute")).any(axis=0), dtype=np.bool_)

    @cached_property
    def by_minute(self) -> Flag:
        """[k] whether a line counts minutes."""
        return np.asarray((self.unit == "minute").any(axis=0), dtype=np.bool_)

    @cached_property
    def full_pace_h(self) -> Float:
        """[r, p, t] hours at work of the heads, were they all fully productive."""
        contract_h = self._number_of_team("contract_h")
        share = [
            self._share("productive", sites)[r] for r, sites in enumerate(self._text_of_team("site").tolist())
        ]
        hours = self.pairing.heads * contract_h[:, :, None] * np.stack(share)
        return np.asarray(hours, dtype=np.float64)

    def paid_per_productive(self, k: Index) -> Float:
        """[r, k, t] what is paid for an hour at work: hours of contract, or of pay, or the hour itself."""
        site = list(self.key["site"].to_numpy()[k])
        productive = self._share("productive", site)
        paid = np.ones_like(productive)
        wages = (self.key["term"].to_numpy()[k] == "wages")[None, :, None]
        paid = np.where(wages, self._share("paid", site), paid)
        after = self._after_shrinkage(k)[:, :, None]
        return np.where(after, 1.0, paid / productive)

    def _after_shrinkage(self, k: Index) -> Flag:
        names = self.key["contract"].to_numpy()[k]
        found = []
        for side in self.pairing.sides:
            flags = side.contracts.groupby("contract")["after_shrinkage"].first()
            found.append([bool(flags.get(name, False)) for name in names])
        return np.array(found, dtype=bool).reshape(2, len(k))

    def tickets(self, k: Index, amount: Float, quantity: Float) -> Float:
        """[r, k, t] tickets or minutes billed: as written, or the amount by the rate of a team without contract."""
        hours = (self.key["unit"].to_numpy()[k] == "productive hours")[None, :, None]
        rate = self._number_of_team("rate")[:, np.maximum(self.team[k], 0)][:, :, None]
        by_rate = np.divide(amount, rate, out=np.zeros_like(amount), where=rate > 0.0)
        return np.where(hours, by_rate, quantity)

    def parts_of_price(self, k: Index) -> dict[str, Float]:
        """[r, k, t] by driver the parts of a price that are no rate: paid share, premium, undertime pay."""
        term = self.key["term"].to_numpy()[k]
        site = list(self.key["site"].to_numpy()[k])
        one = np.ones((2, len(k), len(self.pairing.weeks)))
        own = np.char.startswith(self._unit_of_team[:, k].astype(str), "wage_")[:, :, None]
        shrinkage, rules = one, one
        if np.isin(term, ("training", "undertime")).any():
            shrinkage = np.where(own, self._share("paid", site), one)
        if (term == "overtime").any():
            by_hour = self._billed_by_hour(k)[:, :, None]
            premium = _constant([side.overtime_premium for side in self.pairing.sides])
            rules = np.where(by_hour, premium - 1.0, premium) * one
            shrinkage = np.where(by_hour, self._share("on_duty", site), one)
        if (term == "undertime").any():
            rules = (1.0 - _constant([side.undertime_paid_share for side in self.pairing.sides])) * one
        return {"shrinkage": shrinkage, "rules": rules} if len(set(term) & PARTS) else {}

    def _billed_by_hour(self, k: Index) -> Flag:
        """[r, k] whether overtime costs its premium only: the hour itself is billed as work."""
        contract = self.key["contract"].to_numpy()[k]
        found = []
        for side, units in zip(self.pairing.sides, self.unit[:, k], strict=True):
            billed = side.contracts.groupby("contract")["unit"].first()
            found.append([billed.get(name, unit) for name, unit in zip(contract, units, strict=True)])
        return np.asarray(
            np.array(found, dtype=object).reshape(2, len(k)) == "productive_hour", dtype=np.bool_
        )

    @cached_property
    def _unit_of_team(self) -> NDArray[np.object_]:
        """[r, k] the unit of pay or billing of the team of a line, "" for none."""
        texts = self._text_of_team("unit")
        return np.concatenate([texts, np.full((2, 1), "", dtype=object)], axis=1)[:, self.team]

    def _text_of_team(self, column: str) -> NDArray[np.object_]:
        """[r, p] a text of every team; the other run's where one does not have the team."""
        stated = [side.teams[column].reindex(list(self.pairing.teams)) for side in self.pairing.sides]
        return np.stack([mine.fillna(other) for mine, other in (stated, stated[::-1])])

    def _number_of_team(self, column: str) -> Float:
        """[r, p] a number of every team; the other run's where one does not have the team."""
        stated = [side.teams[column].reindex(list(self.pairing.teams)) for side in self.pairing.sides]
        return completed(np.stack([each.to_numpy(dtype=np.float64) for each in stated]), 0.0)

    def _share(self, column: str, site: list[str]) -> Float:
        """[r, n, t] a share of time at sites."""
        stated = [
            side.shares.pivot(index="site", columns="week", values=column).reindex(
                index=site, columns=list(self.pairing.weeks)
            )
            for side in self.pairing.sides
        ]
        return completed(np.stack([each.to_numpy(dtype=np.float64) for each in stated]), 1.0)


PARTS = {"training", "undertime", "overtime"}


def _constant(values: list[float]) -> Float:
    return completed(np.array(values), 1.0)[:, None, None]
