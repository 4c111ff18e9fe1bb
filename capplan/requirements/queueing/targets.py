"""Targets cell by cell, and how far a number of agents is from meeting them.

The gap is zero or more where every target is met and below zero where one is missed. It rises with every agent
and falls with the load, without jumps, and close to a straight line: logarithms of the share that waits too
long, of the mean wait and of the share that hangs up, and the log odds of the service level where contacts may
hang up. With several targets it is the least of their gaps.

A target missed by no more than the error of the formulas counts as met (``SLACK``, ``ROUNDING``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from capplan.requirements.arguments import Floats, spread_flat
from capplan.requirements.queueing import square_root_rule
from capplan.requirements.queueing.cells import NOTHING
from capplan.requirements.queueing.counting import Counting, level_by_counting
from capplan.requirements.queueing.erlang import log_waiting, log_waiting_and_of_one_fewer
from capplan.requirements.queueing.erlang_a import patience_measures, speed_of_answer

__all__ = ["ROUNDING", "SLACK", "Targets"]

SLACK = 1e-12  # a share missed by this much counts as met: it is the error of the formulas
ROUNDING = 1e-9  # relative: a load / occupancy or a speed of answer that is over by this much is met too


@dataclass(frozen=True)
class Targets:
    """Queueing targets of cells, None where there is no such target; the arrays broadcast to one shape.

    ``aht_s``, ``patience_s``, ``answer_within_s`` and ``max_asa_s`` are in seconds, ``service_level`` and
    ``max_abandonment`` are shares. ``answer_within_s`` goes with ``service_level``.
    """

    aht_s: Floats
    patience_s: Floats | None
    service_level: Floats | None
    answer_within_s: Floats | None
    max_asa_s: Floats | None
    max_abandonment: Floats | None
    counting: Counting

    def arrays(self) -> list[Floats]:
        """The arrays given, in a fixed order."""
        every = (
            self.aht_s,
            self.patience_s,
            self.service_level,
            self.answer_within_s,
            self.max_asa_s,
            self.max_abandonment,
        )
        return [values for values in every if values is not None]

    def at(self, cells: NDArray[np.intp] | slice) -> Targets:
        """The targets of some of the cells."""
        return self._each(lambda values: values[cells])

    def flat(self, shape: tuple[int, ...]) -> Targets:
        """The targets over all cells of ``shape``, each array in one row."""
        return self._each(lambda values: spread_flat(values, shape))

    def _each(self, change: Callable[[Floats], Floats]) -> Targets:
        def changed(values: Floats | None) -> Floats | None:
            return None if values is None else change(values)

        return Targets(
            change(self.aht_s),
            changed(self.patience_s),
            changed(self.service_level),
            changed(self.answer_within_s),
            changed(self.max_asa_s),
            changed(self.max_abandonment),
            self.counting,
        )

    def gap(self, load: Floats, agents: Floats) -> Floats:
        """How far the targets are met; all arrays flat and of one length, loads above zero."""
        with np.errstate(divide="ignore"):
            if self.patience_s is None:
                return self._gap(agents - load, log_waiting(load, agents))
            return self._gap_with_patience(load, agents)

    def pair(self, load: Floats, agents: Floats) -> tuple[Floats, Floats]:
        """The gaps of 1 or more agents and of one fewer; the latter NaN where it would cost as much again."""
        if self.patience_s is not None:
            return self.gap(load, agents), np.full(load.shape, np.nan)
        with np.errstate(divide="ignore"):
            waits, waits_fewer = log_waiting_and_of_one_fewer(load, agents)
            spare = agents - load
            return self._gap(spare, waits), self._gap(spare - 1.0, waits_fewer)

    def _gap(self, spare: Floats, waits: Floats) -> Floats:
        gap: Floats | None = None
        if self.service_level is not None and self.answer_within_s is not None:
            gap = np.log1p(SLACK - self.service_level) - waits + spare * self.answer_within_s / self.aht_s
        if self.max_asa_s is not None:
            allowed = np.log(self.max_asa_s * (1.0 + ROUNDING) / self.aht_s)
            by_speed = allowed - waits + np.log(np.maximum(spare, 0.0))
            gap = by_speed if gap is None else np.minimum(gap, by_speed)
        assert gap is not None
        return gap

    def _gap_with_patience(self, load: Floats, agents: Floats) -> Floats:
        assert self.patience_s is not None
        patience = self.patience_s / self.aht_s
        within = (
            np.zeros(load.shape) if self.answer_within_s is None else self.answer_within_s / self.patience_s
        )
        shares = patience_measures(load, agents, patience, within)
        _, lost, after_waiting, answered, in_time, over = shares
        gap = np.full(load.shape, np.inf)
        if self.service_level is not None:
            level = level_by_counting(self.counting, in_time, over, answered)
            gap = logit(np.minimum(level, 1.0)) - logit(np.maximum(self.service_level - SLACK, NOTHING))
        if self.max_asa_s is not None:
            speed_s = speed_of_answer(load, agents, patience, after_waiting, answered) * self.patience_s
            gap = np.minimum(gap, np.log(self.max_asa_s * (1.0 + ROUNDING)) - np.log(speed_s))
        if self.max_abandonment is not None:
            gap = np.minimum(gap, np.log(self.max_abandonment + SLACK) - np.log(lost))
        return gap

    def guess(self, load: Floats) -> tuple[Floats, Floats]:
        """Agents near the fewest that meet the targets, and how fast the gap rises there."""
        with np.errstate(divide="ignore", over="ignore", under="ignore"):
            return self._guess(load)

    def _guess(self, load: Floats) -> tuple[Floats, Floats]:
        near: list[tuple[Floats, ...]] = []
        if self.service_level is not None and self.answer_within_s is not None:
            if self.patience_s is None:
                log_allowed = -np.log1p(-self.service_level)
                near.append(square_root_rule.near_level(load, log_allowed, self.answer_within_s / self.aht_s))
            else:
                rule, patience = square_root_rule.near_level_with_patience, self.patience_s / self.aht_s
                target, within = self.service_level, self.answer_within_s / self.patience_s
                near.append(rule(load, target, patience, within, self.counting == "offered"))
        if self.max_asa_s is not None:
            if self.patience_s is None:
                near.append(square_root_rule.near_speed(load, np.log(self.aht_s / self.max_asa_s)))
            else:
                near.append(square_root_rule.near_speed_with_patience(load, self.max_asa_s / self.patience_s))
        if self.max_abandonment is not None:
            near.append(square_root_rule.near_abandonment(load, self.max_abandonment))
        guess, slope = near[0]
        for other, its_slope in near[1:]:
            slope = np.where(other > guess, its_slope, slope)
            guess = np.maximum(guess, other)
        return guess, slope
