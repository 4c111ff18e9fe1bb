"""The limits of a plan, each over all its periods, with what one natural unit more of it is on the rows.

Index    r row    t period    i pair (team, queue)

A unit moves the sides of the rows of its limit:

seats, rooms, trainers, classes a quarter, starts or releases a month, new people for the leads     1
work of a queue           0.01 * required_h[t]
people of a team          1 in the first period, who stay, leave and are paid like the others
hours of a team           productive hours of one trained person
overtime and undertime    0.01 * contract hours of the productive people planned, over the run of periods of the row
shares                    0.01 * the work planned on the queues of the limit
cover for a loss, orders, budget, desks, protected and proportional shares      0.01 * the side
exposure                  0.25 h * days at work of the people planned; severe work: 0.01 * hours the team works
accuracy                  0.001 * decisions planned
commitment                0.01 * committed units, at the rate, or where the pieces of the charge meet
threshold                 0.01 * units from which a price holds, where the plan stands on them
work that may wait, releases, moves   bounds of columns: 0.01 * the bound, one person
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.quantities import contracts_of
from capplan.formulation import Formulation
from capplan.formulation.charges import pieces_of
from capplan.formulation.exposure import days_at_work
from capplan.formulation.settled import Charge, charges
from capplan.program import Block
from capplan.requirements.items import tickets_per_h
from capplan.solve.shifts import Shift

__all__ = ["Limit", "limits_of"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

POINT = 0.01
TENTH_OF_A_POINT = 0.001
QUARTER_H = 0.25
HALF = 0.5
ONE = ("seats", "rooms", "trainers", "classes_per_quarter", "most_up", "most_down", "nesting_leads")
PLAN = "the plan"
PART = (
    "stand_in",
    "locked_low",
    "locked_high",
    "budget",
    "presence",
    "protected",
    "fair_share",
    "backlog_age",
)
OF_COLUMNS = ("backlog_h", "released", "transferred")


@dataclass(frozen=True)
class Limit:
    """A limit at one place: parallel arrays over its periods (weeks, months or quarters, as ``times`` says).

    ``at`` are rows, or columns where ``of_columns``; ``step`` is what one unit more adds to their sides.
    """

    family: str
    where: str
    times: tuple[str, ...]
    at: Index
    step: Float
    of_columns: bool = False

    def within(self, here: NDArray[np.bool_]) -> Limit:
        """The part of it in the periods ``here``."""
        times = tuple(time for time, inside in zip(self.times, here.tolist(), strict=True) if inside)
        return Limit(self.family, self.where, times, self.at[here], self.step[here], self.of_columns)

    def shift(self, units: float = 1.0) -> Shift:
        """So many units more in every period of it."""
        none, nothing = np.zeros(0, np.int64), np.zeros(0)
        if self.of_columns:
            return Shift(none, nothing, self.at, self.step * units)
        return Shift(self.at, self.step * units, none, nothing)

    def worth(self, row_price: Float, column_price: Float) -> Float:
        """[t] what one unit more adds to the cost in every period, to first order: below nothing where it saves."""
        price = np.minimum(column_price[self.at], 0.0) if self.of_columns else row_price[self.at]
        return np.asarray(price * self.step, dtype=np.float64)


def limits_of(formulation: Formulation, x: Float) -> tuple[Limit, ...]:
    """Every limit that has a natural unit; ``x`` is the plan, by which shares and overtime are counted."""
    blocks = formulation.program.row_blocks
    found: list[Limit] = []
    for name in (*ONE, *PART):
        if name in blocks:
            found += _by_place(name, blocks[name], _steps(formulation, name, blocks[name]))
    found += [
        *_work(formulation),
        *_people(formulation, x),
        *_hours(formulation, x),
        *_shares(formulation, x),
    ]
    found += [*_exposure(formulation, x), *_accuracy(formulation, x), *_projects(formulation, x)]
    found += [*_columns(formulation), *_windows(formulation, x)]
    return tuple(limit for limit in found if limit.step.any())


def _by_place(family: str, block: Block, step: Float, of_columns: bool = False) -> Iterator[Limit]:
    """A block as one limit for each place: its last axis is time, or its labels end with one."""
    if not block.index.size:
        return
    if len(block.axes) > 1:
        times = block.axes[-1].labels
        at = block.index.reshape(-1, len(times))
        steps = np.broadcast_to(step, block.index.shape).reshape(at.shape)
        for row, cell in enumerate(np.ndindex(*(len(axis) for axis in block.axes[:-1]))):
            where = ", ".join(axis.labels[i] for axis, i in zip(block.axes, cell, strict=False))
            yield Limit(family, where, times, at[row], steps[row], of_columns)
        return
    of: dict[str, list[int]] = {}
    parts = [label.rpartition(", ") for label in block.axes[0].labels]
    for number, (where, _, _) in enumerate(parts):
        of.setdefault(where, []).append(number)
    for where, numbers in of.items():
        times = tuple(parts[n][2] for n in numbers)
        yield Limit(family, where, times, block.index[numbers], step[numbers], of_columns)


def _steps(formulation: Formulation, name: str, block: Block) -> Float:
    if name in ONE:
        return np.ones(block.index.shape)
    arrays = formulation.arrays
    lower, upper = arrays.row_lower[block.index], arrays.row_upper[block.index]
    side = np.where(np.isfinite(lower), lower, np.where(np.isfinite(upper), upper, 0.0))
    return POINT * np.abs(side)


def _work(formulation: Formulation) -> Iterator[Limit]:
    given, blocks = formulation.given, formulation.program.row_blocks
    for name, here in (("coverage", given.sets.real_time), ("backlog_balance", given.sets.deferrable)):
        step = np.asarray(POINT * given.requirement.required_h[here], dtype=np.float64)
        yield from _by_place(name, blocks[name], step)


def _people(formulation: Formulation, x: Float) -> Iterator[Limit]:
    """One more person in every team that has people in production when the plan starts."""
    rows, facts = formulation.program.row_blocks["tenured"].index, formulation.given.facts
    for p in np.flatnonzero(formulation.program.value("heads", x)[:, 0] > 0.0).tolist():
        yield Limit("tenured", facts.teams.name[p], facts.horizon.labels[:1], rows[p, :1], np.ones(1))


def _hours(formulation: Formulation, x: Float) -> Iterator[Limit]:
    """What a person works, and the caps on overtime and undertime by the people planned."""
    given, blocks = formulation.given, formulation.program.row_blocks
    teams = given.facts.teams
    tenured = teams.productivity[np.arange(len(teams.name)), teams.mature_age][:, None]
    hours = np.where(teams.on_demand[:, None], 0.0, tenured * given.contract_productive_h)
    yield from _by_place("team_hours", blocks["team_hours"], hours)
    productive = formulation.program.value("productive_heads", x) * teams.contract_h[:, None]
    hours[productive.sum(axis=1) <= 0.0] = 0.0  # nobody is there to be one more
    for name in ("overtime_cap", "overtime_quarter", "undertime_cap", "undertime_quarter"):
        if name in blocks:
            window = productive.shape[1] - blocks[name].index.shape[1] + 1
            total = np.cumsum(np.pad(productive, ((0, 0), (1, 0))), axis=1)
            sums = np.asarray(POINT * (total[:, window:] - total[:, :-window]), dtype=np.float64)
            yield from _by_place(name, blocks[name], sums)


def _shares(formulation: Formulation, x: Float) -> Iterator[Limit]:
    given, blocks = formulation.given, formulation.program.row_blocks
    pairs = given.facts.pairs
    work = formulation.program.value("assigned_h", x) * pairs.pace[:, None]
    for name, bound, trivial in (("share_least", "least", 0.0), ("share_most", "most", 1.0)):
        chosen = [limit for limit in given.facts.share_limits if getattr(limit, bound) != trivial]
        if name in blocks and chosen:
            step = np.stack([POINT * work[limit.queues[pairs.queue]].sum(axis=0) for limit in chosen])
            yield from _by_place(name, blocks[name], step)


def _exposure(formulation: Formulation, x: Float) -> Iterator[Limit]:
    given, blocks = formulation.given, formulation.program.row_blocks
    teams, pairs, rules = given.facts.teams, given.facts.pairs, given.model.exposure
    if rules is None:
        return
    worked = np.zeros((len(teams.name), len(given.sets.periods)))
    np.add.at(worked, pairs.team, formulation.program.value("assigned_h", x))
    people = formulation.program.value("productive_heads", x)
    head_h = given.contract_productive_h
    bought = np.divide(worked, head_h, out=np.zeros_like(worked), where=head_h > 0.0)
    people = np.where(teams.on_demand[:, None], bought, people)
    days = days_at_work(rules, given.facts, given.requirement)
    for name, step in (("exposure", QUARTER_H * days * people), ("severe_share", POINT * worked)):
        if name in blocks:
            here = [teams.name.index(team) for team in blocks[name].axes[0].labels]
            yield from _by_place(name, blocks[name], step[here])


def _projects(formulation: Formulation, x: Float) -> Iterator[Limit]:
    """New people of a team, initiatives at once, and the fewest heads of a site while it is open and grown."""
    blocks = formulation.program.row_blocks
    if "nesting_share" in blocks:
        heads = np.asarray(POINT * formulation.program.value("heads", x), dtype=np.float64)
        yield from _by_place("nesting_share", blocks["nesting_share"], heads)
    if "initiatives_at_once" in blocks:
        rows = blocks["initiatives_at_once"]
        yield Limit(rows.name, PLAN, rows.axes[0].labels, rows.index, np.ones(len(rows.index)))
    if "site_least" in blocks:
        block, matrix = blocks["site_least"], formulation.arrays.matrix
        changes = formulation.program.column_blocks["site_changes"].index.ravel()
        least = -(matrix[block.index.ravel()][:, changes] @ x[changes]).reshape(block.index.shape)
        yield from _by_place("site_least", block, np.where(least > HALF, 1.0, 0.0))


def _accuracy(formulation: Formulation, x: Float) -> Iterator[Limit]:
    given, blocks = formulation.given, formulation.program.row_blocks
    pairs, quarter = given.facts.pairs, given.facts.horizon.quarter_index
    per_h = pairs.pace[:, None] * tickets_per_h(given.requirement)[pairs.queue]
    decisions = per_h * formulation.program.value("assigned_h", x)
    if "accuracy" in blocks:
        axis, quarters = blocks["accuracy"].axes
        made = np.zeros((len(given.sets.queues), len(quarters)))
        np.add.at(made, (pairs.queue[:, None], quarter[None, :]), decisions)
        here = [given.sets.queues.labels.index(queue) for queue in axis.labels]
        yield from _by_place("accuracy", blocks["accuracy"], TENTH_OF_A_POINT * made[here])
    if "accuracy_all" in blocks and given.facts.accuracy is not None:
        known = np.isfinite(given.facts.accuracy.of_pair)
        step = np.array([TENTH_OF_A_POINT * decisions[known].sum()])
        yield Limit("accuracy_all", "all decisions", ("plan",), blocks["accuracy_all"].index, step)


def _columns(formulation: Formulation) -> Iterator[Limit]:
    arrays = formulation.arrays
    for name in OF_COLUMNS:
        block = formulation.program.column_blocks[name]
        upper = arrays.column_upper[block.index]
        # what may not be at all is no limit of this kind, and what has no bound is none
        bound = np.where(np.isfinite(upper), upper, 0.0)
        step = np.where(bound > 0.0, POINT * bound if name == "backlog_h" else 1.0, 0.0)
        yield from _by_place(name, block, step, of_columns=True)


def _windows(formulation: Formulation, x: Float) -> Iterator[Limit]:
    """Commitments, and thresholds of other charges that the plan has passed."""
    if formulation.given.facts.contracts is None:
        return
    found, rows = charges(formulation.given), formulation.program.row_blocks
    of: dict[tuple[str, str], list[tuple[str, int, float]]] = {}
    for g, k, place in zip(*pieces_of(found, simple=True), rows["charge_of"].index, strict=True):
        charge = found[g]
        if charge.clause == "shortfall" and k == 0:
            # charge >= rate * committed - rate * units, and lower[1] is what is committed
            step = -float(charge.pieces.slope[0]) * POINT * float(charge.pieces.lower[1])
            of.setdefault(("commitment", _contract(formulation, charge)), []).append(
                (charge.window.label, int(place), step)
            )
    taken = x[formulation.program.column_blocks["piece"].index] > HALF
    for g, k, on, place in zip(*pieces_of(found, simple=False), taken, rows["part_lower"].index, strict=True):
        charge, lower = found[g], float(found[g].pieces.lower[k])
        if on and lower > 0.0:
            of.setdefault(("threshold", _contract(formulation, charge)), []).append(
                (charge.window.label, int(place), POINT * lower)
            )
    for (family, name), entries in of.items():
        times, at, steps = zip(*entries, strict=True)
        yield Limit(family, name, tuple(times), np.array(at, np.int64), np.array(steps))


def _contract(formulation: Formulation, charge: Charge) -> str:
    return contracts_of(formulation.given.facts).name[charge.contract]
