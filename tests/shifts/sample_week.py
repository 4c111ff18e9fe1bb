"""A week of one team by hand, with breaks, tours and the night of the clock, as files and as a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from capplan.report.schedule.team import TeamSchedule
from capplan.schedule_inputs import ScheduleInputs, read_schedule
from capplan.shifts import cover
from capplan.solve import SolveOptions
from tests.shifts.schedule_files import write_files

MODEL = """start = 2026-03-23
days = 7
interval_minutes = 60

[cover]
short_price = 30.0
spare_price = 1.0

[opening]
price = 4.0

[team.KRK]
time_zone = "Europe/Warsaw"
shrinkage = 0.2
absence = 0.1
"""
RULES = """\
shift,team,start_from,start_to,start_every_min,shortest_h,longest_h,length_every_h,pay_per_h,most_people
day,,07:00,11:00,120,8,9,1,20,4
night,KRK,22:00,22:00,60,8,8,1,25,
early,OTHER,03:00,03:00,60,4,4,1,1,
"""
BREAKS = """shift,break,minutes,paid,earliest_h,latest_h,from_h
day,meal,60,no,3,5,
,rest,60,yes,6,6,8.5
"""
TOURS = """\
tour,shifts,days_on,pattern,longest_stretch,days_off_together,least_rest_h,start_band_h,cost_per_week,most_people
five,day,5,,5,2,11,2,7,
nights,night,,1111000,4,1,11,0,0,3
"""
HEADS = "team,week_start,heads\nKRK,2026-03-23,8\nKRK,2026-03-30,1\nOTHER,2026-03-23,2\n"


def needed() -> str:
    rows = ["team,date,interval_start,agents"]
    for day in range(23, 30):
        for hour in range(24):
            if (day, hour) != (29, 2):  # the clock skips it
                agents = 0.8 if hour < 6 or hour > 21 else 2.4 if 9 <= hour < 15 else 1.6
                rows.append(f"KRK,2026-03-{day},{hour:02}:00,{agents}")
    return "\n".join(rows) + "\n"


def tables(**changed: str) -> dict[str, str]:
    """The tables by name; an empty text leaves one out."""
    plain = {"shift_rules": RULES, "shift_breaks": BREAKS, "interval_requirement": needed()}
    return {name: text for name, text in {**plain, **changed}.items() if text}


def read(folder: Path, changed: Mapping[str, str] | None = None, model: str = MODEL) -> ScheduleInputs:
    return read_schedule(write_files(folder, model, tables(**(changed or {}))), folder)


@cache
def sample(with_tours: bool) -> tuple[ScheduleInputs, tuple[TeamSchedule, ...]]:
    """The inputs and a schedule of the week within 5 %."""
    changed = {"tour_rules": TOURS, "team_heads": HEADS} if with_tours else {}
    with TemporaryDirectory() as folder:
        inputs = read(Path(folder), changed)
    found = [(case, cover(case.covering, SolveOptions(backend="highs", gap=0.05))) for case in inputs.teams]
    return inputs, tuple(TeamSchedule(case, schedule) for case, schedule in found if schedule is not None)
