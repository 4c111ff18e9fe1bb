"""Inputs in which every rule that makes a requirement is at work: the small plan and a queue of appeals.

Clocks in Dublin go forward on 29 March 2026, in the fourth of eight weeks. Mail is done in the gaps of voice; from
16 March automation answers 30 % of it; 4 % of voice comes back as mail in the same week, 5 % of mail as an appeal a
week later, a fifth of appeals again as an appeal. Appeals are due within a day, and few people work at weekends.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from capplan.pipeline import Inputs, load
from tests.small_inputs import MODEL, START, WEEKS, tables, write

QUEUES = """\
queue,channel,work,priority,service_level,answer_within_s,patience_s,max_asa_s,max_abandonment,counting,least_agents,\
time_zone,max_occupancy,schedule_efficiency,concurrency,concurrency_growth,aht_basis,turnaround_h,blend_with,\
blend_occupancy
voice,voice,real_time,P1,0.8,20,120,,,answered,,Europe/Dublin,0.85,0.9,,,,,,
chat,chat,real_time,P1,,,200,40,0.03,,2,Europe/Dublin,0.85,0.95,2,0.5,agent_work,,,
mail,email,deferrable,P2,,,,,,,,Europe/Dublin,,0.97,,,,84,voice,0.92
appeals,review,deferrable,P2,,,,,,,,,0.9,,,,,24,,
"""
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def rich_tables() -> dict[str, str]:
    """The tables that differ from those of the small plan, and those that it does not have."""
    profile = tables()["profile"].replace("chat,fri,09:30,0.1,", "chat,fri,09:30,0.07,\nchat,sun,01:30,0.03,")
    arriving = {**dict.fromkeys(WORKDAYS, 0.15), "sat": 0.15, "sun": 0.1}
    profile += "".join(
        f"appeals,{day},10:00,{share},{0.18 if day in WORKDAYS else 0.05}\n"
        for day, share in arriving.items()
    )
    forecast = tables()["forecast"] + "".join(
        f"{START + timedelta(weeks=week)},{row}\n"
        for week in range(WEEKS)
        for row in (f"appeals,en,{100 + 10 * week},600", "appeals,de,40,600", "voice,de,400,330")
    )
    return {
        "queues": QUEUES,
        "forecast": forecast,
        "profile": profile,
        "automation": "queue,date_from,coverage,success,spread\nmail,2026-03-16,0.5,0.6,0.4\n",
        "rework": "from_queue,to_queue,share,delay_periods\n"
        "voice,mail,0.04,0\nmail,appeals,0.05,1\nappeals,appeals,0.2,1\n",
        "opening_hours": "queue,weekday,opens,closes\n"
        + "".join(f"chat,{day},09:00,11:00\n" for day in WORKDAYS)
        + "chat,sun,01:30,02:00\n",
    }


def rich(folder: Path, model: str = MODEL) -> Inputs:
    """The inputs, written to ``folder``, read and checked."""
    return load(*write(folder, rich_tables(), model))
