"""Two runs laid side by side, and the levels of work that cost lines follow: hours, contacts, minutes, forecast.

Index     r run (0 before, 1 after)    t week that both have    q queue:language    p team    i pair (team, queue)

Equation  what a team works on a queue is exact in each run, week by week:

              hours[i,t] = share[i,t] / pace[i,t] * (required[q,t] + moved[q,t] * all required[t])
              required   = scale * mix * reaching * aht * on_duty,   all required = scale * the same of all queues

          scale[t]      forecast contacts of all queues at reference handle times, hours            volume
          mix[q,t]      forecast contacts of the queue / scale                                      queue_mix
          reaching[q,t] contacts that reach people / forecast contacts                              automation
          aht[q,t]      hours of a contact; 1 / pace goes with it                                   aht
          on_duty[q,t]  required hours / hours of handling                                          service
          moved[q,t]    (hours worked - required) / all required: short, waiting, more than asked   undone
          share[i,t]    the pair's share of the hours worked on the queue                           team_mix

A reference handle time is the mean of the queue over weeks and runs: a constant, the same seen from either run. What
a run does not say (the pace of a team that it does not have, the handle time of a queue without contacts) is taken
from the other: a queue or team of one run only then differs in its share alone, and shows there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.bridge.shapley import Level
from capplan.bridge.side import Side

__all__ = ["SOME", "Pairing", "completed", "pairing"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

Label = TypeVar("Label", str, tuple[str, str])

SOME = 1e-7
"""Hours, heads or contacts below which there are none."""


@dataclass(frozen=True)
class Pairing:
    """Two runs over the same axes: all their teams, queues and pairs, and the weeks that both plan."""

    sides: tuple[Side, Side]
    weeks: tuple[str, ...]
    teams: tuple[str, ...]
    queues: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]  # team, queue
    scale: Float  # [r, t]
    mix: Float  # [r, q, t] and so on
    reaching: Float
    aht_h: Float
    on_duty: Float
    moved: Float
    all_required: Mapping[str, Float]  # by driver [r, t]: factors of what all queues require in a week
    handling: Float  # hours of handling / (contacts x aht_h)
    share: Float  # [r, i, t]
    pace: Float
    heads: Float  # [r, p, t]

    @cached_property
    def team_of_pair(self) -> Index:
        """[i] the team."""
        return _places([team for team, _ in self.pairs], self.teams)

    @cached_property
    def queue_of_pair(self) -> Index:
        """[i] the queue."""
        return _places([queue for _, queue in self.pairs], self.queues)

    def level(self, of: str, by: str) -> Level:
        """A level of work and the groups in which it is counted.

        ``of`` is hours, contacts or minutes (by pair), forecast (by queue), required (of all queues) or one; ``by``
        is pair, team, queue (each times week), week or all.
        """
        if of == "one":
            return Level({}, np.zeros(1, dtype=np.int64), 1)
        factors = self._factors(of)
        shape = np.broadcast_shapes(*(each.shape for each in factors.values()))[1:]
        flat = {
            name: np.broadcast_to(each, (2, *shape)).reshape(2, -1).copy() for name, each in factors.items()
        }
        group, count = self._groups(shape[-2], by)
        return Level(flat, np.broadcast_to(group, shape).ravel(), count)

    def _factors(self, of: str) -> dict[str, Float]:
        scale = {"volume": self.scale[:, None]}
        forecast = {**scale, "queue_mix": self.mix}
        if of == "required":
            return {name: factor[:, None] for name, factor in self.all_required.items()}
        if of == "forecast":
            return forecast
        queue = self.queue_of_pair
        chain = {
            "volume": self.scale[:, None],
            "queue_mix": self.mix[:, queue],
            "automation": self.reaching[:, queue],
            "team_mix": self.share,
        }
        if of == "contacts":
            return chain
        if of == "minutes":
            return {**chain, "aht": 60.0 * self.aht_h[:, queue], "service": self.handling[:, queue]}
        # two layers: what is required, and what is worked beyond it or not at all
        one = np.ones_like(self.share)
        everything = {name: factor[:, None] * one for name, factor in self.all_required.items()}
        layers = {
            "volume": (everything["volume"], everything["volume"]),
            "queue_mix": (chain["queue_mix"], one),
            "automation": (chain["automation"], everything["automation"]),
            "aht": (self.aht_h[:, queue] / self.pace, everything["aht"] / self.pace),
            "service": (self.on_duty[:, queue], everything["service"]),
            "undone": (one, self.moved[:, queue]),
            "team_mix": (self.share, self.share),
        }
        return {name: np.stack(both, axis=1) for name, both in layers.items()}

    def _groups(self, rows: int, by: str) -> tuple[Index, int]:
        """The group of every row and week, and how many there are."""
        weeks = len(self.weeks)
        week = np.arange(weeks)
        if by == "all":
            return np.zeros((rows, weeks), dtype=np.int64), 1
        if by == "week":
            return np.tile(week, (rows, 1)), weeks
        row = self.team_of_pair if by == "team" else np.arange(rows)
        count = len(self.teams) if by == "team" else rows
        return row[:, None] * weeks + week, count * weeks


def pairing(before: Side, after: Side, weeks: Sequence[str]) -> Pairing:
    """The two runs over ``weeks``, which both have."""
    sides = (before, after)
    teams = _union(side.teams.index for side in sides)
    queues = _union(side.queues["queue"] for side in sides)
    pairs = _union(list(zip(side.work["team"], side.work["queue"], strict=True)) for side in sides)

    def by_queue(column: str) -> Float:
        return _grid([side.queues for side in sides], ("queue",), queues, weeks, column)

    def by_pair(column: str) -> Float:
        return _grid([side.work for side in sides], ("team", "queue"), pairs, weeks, column)

    productive_h = np.nan_to_num(by_pair("productive_h"))
    pace = completed(by_pair("pace"), 1.0)
    queue_of_pair = _places([queue for _, queue in pairs], queues)
    worked = np.zeros((2, len(queues), len(weeks)))
    for r in range(2):
        np.add.at(worked[r], queue_of_pair, productive_h[r] * pace[r])
    work_of_pair = worked[:, queue_of_pair]
    share = np.divide(
        productive_h * pace, work_of_pair, out=np.full_like(pace, np.nan), where=work_of_pair > SOME
    )
    volume, forecast = np.nan_to_num(by_queue("volume")), np.nan_to_num(by_queue("forecast"))
    forecast = np.where(((volume > SOME) & (forecast <= SOME)).any(axis=0), volume, forecast)
    aht_h = _known(by_queue("aht_s") / 3600.0, volume > SOME)
    handled = volume * completed(aht_h, 1.0)
    required = np.where(handled > SOME, np.nan_to_num(by_queue("required_h")), 0.0)
    reference = _reference(aht_h)
    sums = [(each * reference[:, None]).sum(axis=1) for each in (forecast, volume)]
    everything = _factors_of_sum(sums[0], sums[1], handled.sum(axis=1), required.sum(axis=1))
    scale = everything["volume"]
    people = _grid([side.people for side in sides], ("team",), teams, weeks, "heads")
    return Pairing(
        sides=sides,
        weeks=tuple(weeks),
        teams=teams,
        queues=queues,
        pairs=pairs,
        scale=scale,
        mix=forecast / scale[:, None],
        reaching=completed(_ratio(volume, forecast), 1.0),
        aht_h=completed(aht_h, 1.0),
        on_duty=completed(_ratio(required, handled), 1.0),
        moved=(worked - required) / np.prod(list(everything.values()), axis=0)[:, None],
        all_required=everything,
        handling=completed(_ratio(np.nan_to_num(by_queue("workload_h")), handled), 1.0),
        share=completed(share, 0.0),
        pace=pace,
        heads=np.nan_to_num(people),
    )


def _reference(aht_h: Float) -> Float:
    """[q] the mean handle time over weeks and runs, hours; 1 for a queue that never has a contact."""
    flat = np.moveaxis(aht_h, 1, 0).reshape(aht_h.shape[1], -1)
    known = np.isfinite(flat)
    total = np.where(known, flat, 0.0).sum(axis=1)
    count = known.sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.ones(len(flat)), where=count > 0), dtype=np.float64)


def _factors_of_sum(forecast: Float, volume: Float, handled: Float, required: Float) -> dict[str, Float]:
    """[r, t] by driver what the required hours of all queues are made of; 1 in weeks in which a run has none."""
    sums = (np.ones_like(forecast), forecast, volume, handled, required)
    some = np.all([(each > SOME).all(axis=0) for each in sums], axis=0)
    return {
        driver: np.divide(whole, part, out=np.ones_like(part), where=some)
        for driver, part, whole in zip(
            ("volume", "automation", "aht", "service"), sums, sums[1:], strict=False
        )
    }


def completed(values: Float, otherwise: float) -> Float:
    """[r, ...] with what a run does not say (nan) as the other run has it, and ``otherwise`` where none does."""
    return np.nan_to_num(np.where(np.isnan(values), values[::-1], values), nan=otherwise)


def _known(values: Float, where: NDArray[np.bool_]) -> Float:
    return np.where(where, values, np.nan)


def _ratio(values: Float, by: Float) -> Float:
    return np.divide(values, by, out=np.full_like(by, np.nan), where=by > SOME)


def _union(labels: Iterable[Iterable[Label]]) -> tuple[Label, ...]:
    return tuple(sorted({label for each in labels for label in each}))


def _places(labels: Sequence[Hashable], among: Sequence[Hashable]) -> Index:
    place = {label: i for i, label in enumerate(among)}
    return np.array([place[label] for label in labels], dtype=np.int64)


def _grid(
    tables: Sequence[pd.DataFrame],
    labels: tuple[str, ...],
    rows: Sequence[Hashable],
    weeks: Sequence[str],
    column: str,
) -> Float:
    """[r, row, t] a column of two tables; nan where a table has no row."""
    found = np.full((2, len(rows), len(weeks)), np.nan)
    row_at, week_at = ({label: i for i, label in enumerate(axis)} for axis in (rows, weeks))
    for r, table in enumerate(tables):
        cells = table[labels[0]] if len(labels) == 1 else zip(*(table[name] for name in labels), strict=True)
        row = np.array([row_at[cell] for cell in cells], dtype=np.int64)
        week = table["week"].map(week_at).fillna(-1).to_numpy(dtype=np.int64)
        known = week >= 0
        found[r, row[known], week[known]] = table[column].to_numpy(dtype=np.float64)[known]
    return found
