"""Three sites that share the work of two queues, and a clock for work on parts."""

from __future__ import annotations

import threading

import numpy as np

from capplan.program import Axis, Program
from capplan.solve import Guide
from capplan.solve.parts import Split
from capplan.solve.work import Work

__all__ = ["WEEKS", "Clock", "sites"]

WEEKS = 12


class Clock:
    """A minute, and nobody who asks for a stop."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.work = Work()

    def remaining_s(self) -> float:
        return 60.0

    def left_s(self) -> float:
        return np.inf


def sites(seats: float = 40.0, most_short: float = np.inf):
    """Three sites hire people one by one for two queues; any of them can work a queue, and what nobody does costs.

    Columns: people hired [site, week], people [site, week], hours [site, queue, week], short [queue, week].
    """
    program = Program()
    site, queue = Axis("site", ("a", "b", "c")), Axis("queue", ("x", "y"))
    week = Axis("week", tuple(str(number) for number in range(WEEKS)))
    hired = program.columns("hired", (site, week), upper=9.0, cost=[[60.0], [50.0], [55.0]], integer=True)
    people = program.columns("people", (site, week), upper=seats, cost=[[10.0], [12.0], [11.0]])
    hours = program.columns("hours", (site, queue, week))
    short = program.columns("short", (queue, week), upper=most_short, cost=[[9.0], [7.0]])
    stock = program.rows("stock", (site, week), equal=0.0)
    stock.add(people.index)
    stock.add(people.index[:, :-1], -0.97, at=stock.index[:, 1:])
    stock.add(hired.index, -1.0)
    worked = program.rows("worked", (site, week), at_most=0.0)
    worked.add(hours.index, at=worked.index[:, None, :])
    worked.add(people.index, -3.7)
    need = np.array([[41.0], [29.0]]) * (1.0 + 0.05 * np.arange(WEEKS))
    cover = program.rows("cover", (queue, week), at_least=need)
    cover.add(hours.index, at=cover.index[None, :, :])
    cover.add(short.index)
    part = np.full(program.column_count, -1)
    part[hired.index] = part[people.index] = np.arange(3)[:, None]
    part[hours.index] = np.arange(3)[:, None, None]
    part[short.index] = 3 + np.arange(2)[:, None]
    return Split.of(program.arrays(), part), Guide((hired.index,))
