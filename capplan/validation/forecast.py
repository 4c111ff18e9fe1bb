"""The forecast: which queues in which languages there are, with a volume and handle time in every period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.horizon import Horizon
from capplan.validation.days import day_of
from capplan.validation.typed import Inputs, rows_where

__all__ = ["Series", "check", "notes", "series", "volume_and_aht"]


@dataclass(frozen=True)
class Series:
    """The queues in a language with rows of the forecast in the plan, in the order of ``facts.Queues``.

    ``number`` and ``period`` say for every row of the forecast where it belongs, -1 where it does not.
    """

    queue: tuple[str, ...]
    language: tuple[str, ...]
    number: NDArray[np.int64]
    period: NDArray[np.int64]


def series(inputs: Inputs) -> Series:
    """Sort the rows of the forecast; rows of unknown queues and outside the horizon are left aside."""
    table, horizon = inputs["forecast"], inputs.horizon
    queues = inputs["queues"].names()
    days, day_of_row = np.unique(table.day("week_start"), return_inverse=True)
    at = np.array([-1 if np.isnat(day) else _period(horizon, day) for day in days], dtype=np.int64)
    period = at[day_of_row.reshape(-1)] if len(days) else np.zeros(0, dtype=np.int64)
    queue = table.positions("queue", queues)
    languages = tuple(sorted(table.names("language")))
    language = table.positions("language", languages)
    inside = (period >= 0) & (queue >= 0) & (language >= 0)
    code = queue * max(len(languages), 1) + language
    different = np.unique(code[inside])
    number = np.where(inside, np.searchsorted(different, code), -1)
    pairs = [divmod(int(value), max(len(languages), 1)) for value in different]
    return Series(
        tuple(queues[i] for i, _ in pairs),
        tuple(languages[j] for _, j in pairs),
        number.astype(np.int64),
        period,
    )


def _period(horizon: Horizon, day: np.datetime64) -> int:
    found = horizon.position(day_of(day))
    return -1 if found is None or not 0 <= found < horizon.count else found


def check(inputs: Inputs) -> Iterator[Problem]:
    """Queues in a language that lack periods of the horizon."""
    table, horizon = inputs["forecast"], inputs.horizon
    if not (table.sound and table.present and inputs["queues"].sound):
        return
    found = series(inputs)
    days = table.day("week_start")
    if not found.queue:
        if len(days) and not np.isnat(days).all():
            yield Problem(
                table.table.file,
                "no row of a known queue lies in the plan",
                column="week_start",
                value=f"{np.nanmin(days)!s} to {np.nanmax(days)!s}",
                allowed=f"{horizon.labels[0]} to {horizon.labels[-1]}",
                cause="Does the planning model start in the right year?",
            )
        return
    seen = np.zeros((len(found.queue), horizon.count), dtype=np.bool_)
    rows = np.flatnonzero(found.number >= 0)
    seen[found.number[rows], found.period[rows]] = True
    for i in rows_where((~seen).any(axis=1)):
        first = int(rows[np.argmax(found.number[rows] == i)])
        gaps = np.flatnonzero(~seen[i])
        yield Problem(
            table.table.file,
            f"{found.queue[i]}:{found.language[i]} has no row for {len(gaps)} of {horizon.count} "
            f"{horizon.period}s: {_runs(gaps, horizon)}",
            int(table.lines[first]),
            "week_start",
            None,
            f"a row for every {horizon.period} from {horizon.labels[0]} to {horizon.labels[-1]}; "
            "volume 0 for none",
        )


def _runs(gaps: NDArray[np.int64], horizon: Horizon) -> str:
    """Positions as dates, with neighbours joined: ``2026-03-02, 2026-03-16 to 2026-04-06``."""
    parts = np.split(gaps, np.flatnonzero(np.diff(gaps) > 1) + 1)
    words = [
        f"{horizon.labels[run[0]]}" + (f" to {horizon.labels[run[-1]]}" if len(run) > 1 else "")
        for run in parts
    ]
    return ", ".join(words[:8]) + (f" and {len(words) - 8} more gaps" if len(words) > 8 else "")


def notes(inputs: Inputs) -> Iterator[str]:
    """Rows outside the horizon, queues without forecast."""
    table = inputs["forecast"]
    found = series(inputs)
    outside = int(np.sum((found.period < 0) & ~np.isnat(table.day("week_start"))))
    if outside:
        yield f"forecast.csv: {outside} rows lie outside the plan and are left out"
    for name in inputs["queues"].names():
        if name not in found.queue:
            yield f"queues.csv: {name} has no forecast in the plan and is left out"


def volume_and_aht(inputs: Inputs, found: Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Volume and handle time, both ``[q, t]``."""
    table = inputs["forecast"]
    rows = np.flatnonzero(found.number >= 0)
    volume = np.full((len(found.queue), inputs.horizon.count), np.nan)
    aht_s = volume.copy()
    volume[found.number[rows], found.period[rows]] = table.number("volume")[rows]
    aht_s[found.number[rows], found.period[rows]] = table.number("aht_s")[rows]
    return volume, aht_s
