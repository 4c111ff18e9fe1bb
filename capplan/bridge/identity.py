"""The identity: every cost line as a level of work times factors, exact in each run. One rule for each cost term.

Index     k line    t week    p team    i pair (team, queue)

Given     hours, contacts, minutes [p or i, t]  levels of work (work.py)    currency[k,t]
          heads[p,t]    paid = heads * contract_h * productive share: what the heads would work at full pace
          s[k,t]        paid hours / hour at work: paid share / productive share (wages), 1 / productive share (seats,
                        vendors billed by head), 1 (an FTE after shrinkage)

Equation  by head        (hours[p] + idle * all hours) * s * price          idle: (paid - hours[p]) / all hours of the
                                                                            week: learning, spare time, less overtime
          by hour        hours[p or i] * price
          by ticket      (contacts + moved * all required) * price               likewise by minute
          by event       (quantity / hours of the plan) * hours of the plan * price      hires, classes, trainees ...
          by week        (quantity / all hours of the week) * all hours of the week * price        overtime, support
          by clause      amount / hours * hours, or the amount where it does not grow with work
          and each times currency. Where quantities grow in proportion to work, work explains all of it.

What is added (idle, moved) is added to what is needed and not put as a quotient to it: a team without work in one run
would otherwise have an infinite one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.bridge.cells import Cells
from capplan.bridge.shapley import Lines
from capplan.bridge.shares_of_time import Shares
from capplan.bridge.work import SOME, Pairing, completed

__all__ = ["Block", "blocks"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]

BY_HEAD = ("wages", "seats")
BY_EVENT = {"recruiting": "hiring", "classes": "hiring", "training": "hiring", "vendor_training": "hiring",
            "transfers": "hiring", "severance": "hiring"}  # fmt: skip
BY_WEEK = {"overtime": "hiring", "undertime": "hiring", "support_roles": "support"}
UNDONE = ("unmet_hours", "late_contacts", "late_work")
GROWING = ("vendor_volume", "vendor_scorecard")
PROJECTS = ("initiatives", "sites")
FIXED = ("vendor_commitment", "vendor_baseline", "vendor_locks", "vendor_selection")


@dataclass(frozen=True)
class Block:
    """Lines of one rule: ``line`` [n] is the key of each in the cells."""

    line: Index
    lines: Lines


def blocks(pairing: Pairing, cells: Cells) -> Iterator[Block]:
    """Every line of the cells in exactly one rule (by head in two parts)."""
    yield from _Identity(pairing, cells, Shares(pairing, cells.key)).blocks()


@dataclass(frozen=True)
class _Identity:
    pairing: Pairing
    cells: Cells
    shares: Shares

    def blocks(self) -> Iterator[Block]:
        key = self.cells.key
        term, unit = key["term"].to_numpy(), key["unit"].to_numpy()
        left = np.ones(len(key), dtype=bool)

        def taken(mask: Flag) -> Index:
            """Lines that no earlier rule took."""
            found = np.flatnonzero(mask & left)
            left[found] = False
            return found

        team, pair = self.shares.team >= 0, self.shares.pair >= 0
        head = np.isin(unit, ("heads", "paid_hour", "fte_month", "seat_month"))
        fee = term == "vendor_hours"
        yield from self._by_head(taken(team & (np.isin(term, BY_HEAD) | (fee & head))))
        yield from self._by_contact(taken(fee & (team | pair) & self.shares.by_contact))
        yield from self._by_hour(taken(fee & team), "team", "wage_rate")
        yield from self._by_hour(taken(fee & pair), "pair", "wage_rate")
        yield from self._by_hour(taken((term == "vendor_premiums") & pair), "pair", "contract")
        for name, driver in BY_EVENT.items():
            yield from self._paced(taken(term == name), "all", driver, "wage_rate")
        for name, driver in BY_WEEK.items():
            yield from self._paced(taken(term == name), "week", driver, "wage_rate")
        yield from self._paced(taken(np.isin(term, UNDONE)), "required", "undone", "rules")
        yield from self._paced(taken(term == "vendor_ramp"), "all", "hiring", "contract")
        yield from self._automation(taken((term == "automation") & (self.shares.queue >= 0)))
        yield from self._amount(taken(np.isin(term, GROWING)), "all", "contract")
        yield from self._amount(taken(np.isin(term, FIXED)), "one", "contract")
        yield from self._amount(taken(np.isin(term, PROJECTS)), "one", "projects")
        yield from self._amount(np.flatnonzero(left), "one", "other")

    def _block(
        self, k: Index, of: str, by: str, row: Index | None, own: Mapping[str, Float]
    ) -> Iterator[Block]:
        """A block of lines ``k`` in every week; ``row`` is the team, pair or queue of each, None for none."""
        if not len(k):
            return
        weeks = len(self.pairing.weeks)
        week = np.arange(weeks)
        if row is not None:
            at = row[:, None] * weeks + week
        else:
            at = np.broadcast_to(week if by == "week" else 0, (len(k), weeks))
        flat = {
            name: np.broadcast_to(factor, (2, len(k), weeks)).reshape(2, -1) for name, factor in own.items()
        }
        lines = Lines(self.pairing.level(of, by), np.asarray(at.ravel(), dtype=np.int64), flat)
        yield Block(np.repeat(k, weeks), lines)

    def _grid(self, of: str, by: str) -> Float:
        """[r, g, t] a level by its groups and weeks."""
        return self.pairing.level(of, by).values().reshape(2, -1, len(self.pairing.weeks))

    def _price(self, k: Index, units: Float, stated: Float | float = np.nan) -> Float:
        """[r, k, t] local currency for a unit; nothing where units are free.

        Where there are none the ``stated`` price, else as near in time.
        """
        amount = self.cells.amount[:, k]
        missing = (np.abs(units) <= SOME) & (amount == 0.0)
        price = np.divide(amount, units, out=np.zeros_like(amount), where=units != 0.0)
        return self.cells.prices(k, np.where(missing, stated, price))

    def _by_head(self, k: Index) -> Iterator[Block]:
        p = self.shares.team[k]
        paid_h, hours = self.shares.full_pace_h[:, p], self._grid("hours", "team")[:, p]
        s = self.shares.paid_per_productive(k)
        price = self._price(k, paid_h * s)
        own = {"shrinkage": s, "wage_rate": price, "currency": self.cells.rate[:, k]}
        yield from self._block(k, "hours", "team", p, own)
        everything, by, of = self._of_week()
        idle = (paid_h - hours) / everything
        yield from self._block(k, of, by, None, {"hiring": idle, **own})

    def _of_week(self) -> tuple[Float, str, str]:
        """[r, 1, t] all hours of the week; those required where a week of a run has none."""
        hours = self._grid("hours", "week")
        if (hours > SOME).all():
            return hours, "week", "hours"
        return self._grid("required", "week"), "week", "required"

    def _by_hour(self, k: Index, by: str, driver: str) -> Iterator[Block]:
        row = (self.shares.team if by == "team" else self.shares.pair)[k]
        price = self._price(k, self._grid("hours", by)[:, row])
        yield from self._block(k, "hours", by, row, {driver: price, "currency": self.cells.rate[:, k]})

    def _by_contact(self, k: Index) -> Iterator[Block]:
        """Tickets and minutes: the contacts of the pair or team, and what is worked in another week or blended."""
        for of in ("contacts", "minutes"):
            for by, row in (("team", self.shares.team), ("pair", self.shares.pair)):
                here = k[(row[k] >= 0) & (self.shares.by_minute[k] == (of == "minutes"))]
                if not len(here):
                    continue
                due = self._grid(of, by)[:, row[here]]
                quantity = self.shares.tickets(here, self.cells.amount[:, here], self.cells.quantity[:, here])
                own = {"wage_rate": self._price(here, quantity), "currency": self.cells.rate[:, here]}
                yield from self._block(here, of, by, row[here], own)
                moved = (quantity - due) / self._grid("required", "week")
                yield from self._block(here, "required", "week", None, {"undone": moved, **own})

    def _paced(self, k: Index, pace: str, driver: str, price_driver: str) -> Iterator[Block]:
        """Quantities as so many for an hour of work: of the whole plan (all), of the week, or required in it."""
        quantity = self.cells.quantity[:, k]
        split = self.shares.parts_of_price(k)
        parts = np.prod(np.stack([np.ones_like(quantity), *split.values()]), axis=0)
        price = self._price(k, quantity * parts, self._stated(k))
        whole, by, of = self._of_week()
        if pace == "all":
            total, by, of = self._grid_all()
            whole = total[:, :, None]
        elif pace == "required":
            whole, of = self._grid("required", "week"), "required"
        own = dict(split)
        own[price_driver] = own.get(price_driver, 1.0) * price
        own[driver] = quantity / whole
        yield from self._block(k, of, by, None, {**own, "currency": self.cells.rate[:, k]})

    def _stated(self, k: Index) -> Float:
        """[r, k, 1] prices of what is left undone by the rules, nan for other lines."""
        key = self.cells.key.iloc[k]
        names = list(zip(key["term"], key["who"], strict=True))
        found = [[side.undone_prices.get(name, np.nan) for name in names] for side in self.pairing.sides]
        return np.array(found, dtype=np.float64).reshape(2, len(k), 1)

    def _grid_all(self) -> tuple[Float, str, str]:
        """[r, 1] the hours of the plan; one where a run has none."""
        hours = self.pairing.level("hours", "all").values()
        return (hours, "all", "hours") if (hours > SOME).all() else (np.ones((2, 1)), "all", "one")

    def _automation(self, k: Index) -> Iterator[Block]:
        q = self.shares.queue[k]
        forecast, amount = self._grid("forecast", "queue")[:, q], self.cells.amount[:, k]
        share = np.divide(amount, forecast, out=np.full_like(amount, np.nan), where=forecast > SOME)
        known = ~(np.isnan(share) & (amount != 0.0)).any(axis=(0, 2))
        own = {"automation": completed(share, 0.0)[:, known], "currency": self.cells.rate[:, k[known]]}
        yield from self._block(k[known], "forecast", "queue", q[known], own)
        yield from self._amount(k[~known], "one", "automation")

    def _amount(self, k: Index, pace: str, driver: str) -> Iterator[Block]:
        """Amounts as a whole under one driver, by hour of the plan or as they are."""
        total, by, of = self._grid_all() if pace == "all" else (np.ones((2, 1)), "all", "one")
        own = {driver: self.cells.amount[:, k] / total[:, :, None], "currency": self.cells.rate[:, k]}
        yield from self._block(k, of, by, None, own)
