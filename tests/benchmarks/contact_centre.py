"""A contact centre of some thousand people, four weeks of half-hours with meals and tours; and small teams.

    python tests/benchmarks/contact_centre.py [--people 2000] [--seconds 540] [--small]

The centre is open round the clock with two peaks a day and quieter weekends. Full-time people work 8.5 hours from any
half-hour with a meal, five days a week and two days off together, the same start all through; part-timers work four
or five hours on four days. Short hours cost three times the pay. With ``--small`` teams of 40, 80 and 150 people are
scheduled for a week instead, 60 s each. "gap" is proven.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from capplan.schedule_inputs import read_schedule  # noqa: E402 - the checkout comes first
from capplan.shifts import cover  # noqa: E402
from capplan.solve import SolveOptions  # noqa: E402
from tests.shifts.schedule_files import requirement, write_files  # noqa: E402

RULES = """\
shift,start_from,start_to,start_every_min,shortest_h,longest_h,length_every_h,pay_per_h
full,00:00,23:30,30,8.5,,,20
part,08:00,17:00,60,4,5,1,21
"""
BREAKS = "shift,break,minutes,paid,earliest_h,latest_h\nfull,meal,30,no,3,5.5\n"
TOURS = """\
tour,shifts,days_on,days_off_together,least_rest_h,start_band_h
five,full,5,2,11,0
four,part,4,1,11,0
"""
PAID_H_A_WEEK = 40.0


def needed(people: float, weeks: int) -> np.ndarray:
    """People required by half-hour, for a team of about ``people``."""
    hour = np.arange(48 * 7 * weeks) % 48 / 2.0
    day = np.arange(48 * 7 * weeks) // 48 % 7
    shape = 0.15 + np.exp(-(((hour - 10.5) / 3.0) ** 2)) + 0.8 * np.exp(-(((hour - 17.5) / 3.0) ** 2))
    shape = shape * np.where(day < 5, 1.0, 0.65)
    hours = people * PAID_H_A_WEEK * weeks * 0.93
    return np.asarray(np.random.default_rng(3).poisson(shape / shape.sum() * hours * 2.0), dtype=float)


def cpu_s() -> float:
    """CPU seconds of this process and of its children that have ended."""
    return sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def scheduled(people: float, weeks: int, seconds: float, gap: float) -> None:
    """One team, from its files to its schedule."""
    model = f"start = 2026-03-02\nweeks = {weeks}\n[cover]\nshort_price = 60.0\nspare_price = 1.0\n"
    tables = {"shift_rules": RULES, "shift_breaks": BREAKS, "tour_rules": TOURS,
              "interval_requirement": requirement("centre", 30, list(needed(people, weeks)))}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = write_files(Path(folder), model, tables)
        started, before = time.perf_counter(), cpu_s()
        (team,) = read_schedule(path, Path(folder)).teams
    found = cover(team.covering, SolveOptions(gap=gap, time_limit_s=seconds, threads=2))
    assert found is not None
    search, hours = found.search, team.covering.required.sum() / 2.0
    print(
        f"{people:>7,.0f} {weeks:>5} {search.rows:>8,} {search.columns:>8,} {found.on_tour.sum():>8,.0f} "
        f"{found.short.sum() / 2.0 / hours:>7.2%} {search.objective:>12,.0f} {search.bound or 0.0:>12,.0f} "
        f"{search.gap or 1.0:>7.2%} {time.perf_counter() - started:>7.1f} {cpu_s() - before:>7.1f}",
        flush=True,
    )


def main() -> None:
    """The centre, or the small teams."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=float, default=2000.0)
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=540.0)
    parser.add_argument("--gap", type=float, default=0.005)
    parser.add_argument("--small", action="store_true")
    asked = parser.parse_args()
    heads = (
        "people",
        "weeks",
        "rows",
        "columns",
        "on tours",
        "short",
        "cost",
        "bound",
        "gap",
        "wall s",
        "CPU s",
    )
    widths = (7, 5, 8, 8, 8, 7, 12, 12, 7, 7, 7)
    print(" ".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)))
    if asked.small:
        for people in (40.0, 80.0, 150.0):
            scheduled(people, 1, 60.0, asked.gap)
    else:
        scheduled(asked.people, asked.weeks, asked.seconds, asked.gap)


if __name__ == "__main__":
    main()
