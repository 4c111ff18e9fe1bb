"""The files of a small roster, to be written with changes."""

from __future__ import annotations

from pathlib import Path

MODEL = """\
start = 2026-03-23
days = 14
time_zone = "Europe/Berlin"
least_rest_h = 11

[limits]
longest_work = 5
shortest_off = 2
most_weekends = 1

[prices]
short = 100
over = 1
night = 2

[solve]
time_limit_s = 60
workers = 1
"""

TABLES = {
    "people": """\
person,team,skills,least_h,most_h,seniority,worked_before,off_before,last_shift
Ada,chat,de|night,60,80,1,0,2,
Ben,chat,de,20,80,2,3,0,late
Cem,voice,night,60,80,1,0,1,
Güneş Ak,voice,de|night,60,80,1,0,0,
""",
    "roster_shifts": """\
shift,start,length_h,paid_h,night,skill
early,06:00,8.5,8,no,
late,14:00,8.5,8,no,
night,22:00,8.5,8,yes,night
""",
    "roster_cover": """\
date,weekday,shift,skill,at_least,wanted,at_most,short_price,over_price
,,early,,,1,2,,
,,late,,,1,2,,
,,night,,,1,1,,
,sunday,early,,,0,1,,
2026-03-28,,late,,,0,1,50,
2026-04-05,,early,,,1,1,,
,,early,de,,1,,3,0
""",
    "requests": """\
person,first_day,last_day,shift,kind,weight
Ada,2026-03-25,2026-03-26,,off,5
Ben,2026-03-28,2026-04-29,,leave,
Ben,2026-03-24,,late,work,3
Cem,2026-03-30,,early,fixed,
""",
    "shift_limits": "person,shift,most\n,night,4\nCem,night,6\n",
    "forbidden_successions": "shift,next_shift\nlate,early\n",
}


def write_roster_files(folder: Path, changed: dict[str, str] | None = None, model: str = MODEL) -> Path:
    """The model; the tables, with those ``changed``, lie in ``inputs`` beside it."""
    (folder / "inputs").mkdir()
    for name, content in {**TABLES, **(changed or {})}.items():
        (folder / "inputs" / f"{name}.csv").write_text(content, encoding="utf-8")
    path = folder / "roster.toml"
    path.write_text(model, encoding="utf-8")
    return path
