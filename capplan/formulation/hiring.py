"""Hiring: people start in classes, within what rooms, trainers and rules allow.

Index    p team    t period    s site    h quarter

Given    class_min[p], class_max[p]      people in a class                                    heads
         lead_periods[p]                 no class starts earlier                              periods
         committed[p,t]                  classes already promised (fixed columns)             classes, heads
         rooms[s], trainers[s]           classes in training; in training or nesting          classes

Decides  classes[p,t]                    classes that start (integer)                         classes
         hires[p,t]                      people on their first day (integer)                  heads

Rows     class_size_min[p,t]             hires >= class_min * classes
         class_size_max[p,t]             hires <= class_max * classes
         classes_per_quarter[p,h]        sum of classes in the quarter <= classes_per_quarter[p]
         rooms[s,t]                      classes of age < training periods <= rooms[s]
         trainers[s,t]                   classes of age < training + nesting periods <= trainers[s]
Bounds   classes <= classes_per_period[p], and 0 in the lead time, in blackouts, off the start rhythm, out of
         contract, and where new people find nobody to guide them (nesting.py)
         Classes that were called before this plan (replan.py) may start there all the same, but not out of contract.
         Committed classes count in the bounds and in the last three rows.

Source   constant-batch lot sizing (Pochet and Wolsey 2006): a class is a batch, attrition is perishing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.windows import employs
from capplan.formulation.nesting import room_for_class
from capplan.formulation.sets import Given
from capplan.program import Block, Program, Rows

__all__ = ["add_hiring", "most_classes"]


def add_hiring(program: Program, given: Given) -> None:
    """Add the columns ``classes`` and ``hires``, the fixed committed ones, and the rows that bound them."""
    sets, rules, hiring = given.sets, given.facts.class_rules, given.model.hiring
    axes = (sets.teams, sets.periods)
    whole = hiring is not None and hiring.classes == "whole"
    most = most_classes(given)
    classes = program.columns("classes", axes, upper=most, integer=whole)
    hires = program.columns("hires", axes, upper=most * rules.class_max[:, None], integer=whole)
    for name, fixed in (
        ("committed_classes", rules.committed_classes),
        ("committed_hires", rules.committed_heads),
    ):
        program.columns(name, axes, lower=fixed, upper=fixed)

    smallest = program.rows("class_size_min", axes, at_least=0.0)
    smallest.add(hires.index)
    smallest.add(classes.index, -rules.class_min[:, None])
    largest = program.rows("class_size_max", axes, at_most=0.0)
    largest.add(hires.index)
    largest.add(classes.index, -rules.class_max[:, None])
    _add_quarter_limit(program, given, classes)
    _add_room_limits(program, given, classes)


def most_classes(given: Given) -> NDArray[np.float64]:
    """[p, t] most classes that may start beside the committed ones."""
    rules, hiring = given.facts.class_rules, given.model.hiring
    period = np.arange(given.facts.horizon.count)
    open_ = np.zeros(rules.blackout.shape, dtype=np.bool_)
    if hiring is not None and not hiring.freeze:
        since = period - hiring.start_offset
        open_ = ~rules.blackout & (period >= rules.lead_periods[:, None])
        open_ &= (since >= 0) & (since % hiring.start_every == 0)
    if given.agreed is not None:
        open_ |= given.agreed.kept
    open_ &= rules.hires[:, None] & employs(given.facts)
    room = room_for_class(given.facts, given.model.nesting)
    open_ &= room if given.agreed is None else room | given.agreed.kept
    left = np.maximum(rules.classes_per_period[:, None] - rules.committed_classes, 0.0)
    return np.where(open_, left, 0.0)


def _add_quarter_limit(program: Program, given: Given, classes: Block) -> None:
    rules, sets = given.facts.class_rules, given.sets
    quarter = given.facts.horizon.quarter_index
    in_quarter = quarter[:, None] == np.arange(len(sets.quarters))
    committed = rules.committed_classes @ in_quarter
    room = np.maximum(rules.classes_per_quarter[:, None] - committed, 0.0)
    rows = program.rows("classes_per_quarter", (sets.teams, sets.quarters), at_most=room, rule=True)
    rows.add(classes.index, 1.0, at=rows.index[:, quarter])


def _add_room_limits(program: Program, given: Given, classes: Block) -> None:
    sites, teams, sets = given.facts.sites, given.facts.teams, given.sets
    axes = (sets.sites, sets.periods)
    nested = teams.training_periods + teams.nesting_periods
    for name, limit, ages in (
        ("rooms", sites.rooms, teams.training_periods),
        ("trainers", sites.trainers, nested),
    ):
        taken = _in_stage(given.facts.class_rules.committed_classes, ages)
        committed = np.zeros((len(sets.sites), len(sets.periods)))
        np.add.at(committed, teams.site, taken)
        rows = program.rows(name, axes, at_most=limit[:, None] - committed, rule=True)
        _add_in_stage(rows, classes, ages, teams.site)


def _in_stage(starts: NDArray[np.float64], ages: NDArray[np.int64]) -> NDArray[np.float64]:
    """[p, t] classes that started fewer than ``ages[p]`` periods ago."""
    taken = np.zeros_like(starts)
    for age in range(min(int(ages.max(initial=0)), starts.shape[1])):
        here = ages > age
        taken[here, age:] += starts[here, : starts.shape[1] - age]
    return taken


def _add_in_stage(rows: Rows, classes: Block, ages: NDArray[np.int64], site: NDArray[np.int64]) -> None:
    periods = classes.index.shape[1]
    for age in range(min(int(ages.max(initial=0)), periods)):
        here = np.flatnonzero(ages > age)
        rows.add(classes.index[here, : periods - age], 1.0, at=rows.index[site[here], age:])
