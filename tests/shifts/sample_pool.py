"""Two sites that share queues round the clock, by hand, as files and as a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from capplan.schedule_inputs import ScheduleInputs, read_schedule
from capplan.scheduling import Made, ScheduleLine, make_schedule
from tests.shifts.schedule_files import write_files

MODEL = """start = 2026-03-28
days = 2
interval_minutes = 60

[cover]
short_price = 200.0
spare_price = 1.0

[solve]
gap = 0.0

[pool.world]
teams = ["KRK", "MNL"]
time_zone = "UTC"
severe = ["voice:de"]

[team.KRK]
time_zone = "Europe/Warsaw"
queues = ["voice:en", "voice:de"]
shrinkage = 0.2
most_severe_h = 3

[team.MNL]
time_zone = "Asia/Manila"
queues = ["voice:en"]
"""
RULES = """\
shift,team,start_from,start_to,start_every_min,shortest_h,longest_h,length_every_h,pay_per_h
day,,06:00,14:00,240,8,8,,10
night,KRK,22:00,22:00,60,8,8,,10
night,MNL,22:00,22:00,60,8,8,,9
"""
NIGHTS = """\
team,shift,from,to,premium_per_h,forbidden
KRK,,22:00,06:00,5,
MNL,,23:00,05:00,,yes
"""
LEAST = "pool,language,from,to,weekdays,people,price_per_h\nworld,de,08:00,12:00,,2,150\nworld,en,00:00,00:00,,1,\n"
BREAKS = "shift,break,minutes,paid,earliest_h,latest_h\nday,meal,60,no,3,4\n"


def needed() -> str:
    rows = ["queue,language,date,interval_start,agents"]
    for day in (28, 29):
        for hour in range(24):
            rows.append(f"voice,en,2026-03-{day},{hour:02}:00,{3 if 6 <= hour < 16 else 1.5}")
            if 6 <= hour < 18:
                rows.append(f"voice,de,2026-03-{day},{hour:02}:00,{1.6 if hour < 12 else 0.8}")
    return "\n".join(rows) + "\n"


def tables(**changed: str) -> dict[str, str]:
    """The tables by name; an empty text leaves one out."""
    plain = {"shift_rules": RULES, "night_rules": NIGHTS, "least_people": LEAST, "queue_requirement": needed(),
             "shift_breaks": BREAKS}  # fmt: skip
    return {name: text for name, text in {**plain, **changed}.items() if text}


def read(folder: Path, changed: Mapping[str, str] | None = None, model: str = MODEL) -> ScheduleInputs:
    return read_schedule(write_files(folder, model, tables(**(changed or {}))), folder)


@cache
def sample() -> tuple[ScheduleInputs, Made]:
    """The inputs, and their schedule at its optimum."""
    with TemporaryDirectory() as folder:
        inputs = read(Path(folder))
    return inputs, make_schedule(inputs, ScheduleLine())
