"""A small valid plan: 2 sites, 3 teams, 3 queues, 8 weeks. Tests start here and break or change one thing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

START = date(2026, 3, 2)
WEEKS = 8

MODEL = """\
title = "Small plan"
start = 2026-03-02
periods = 8
currency = "USD"

[coverage.unmet_price]
P1 = 200.0
P2 = 80.0

[hiring]
start_every = 1

[scenario.surge]
note = "More mail, and no classes."
rules = { hiring = { freeze = true } }

[[scenario.surge.change]]
table = "forecast"
where = { queue = "mail" }
date_from = 2026-04-06
column = "volume"
multiply = 1.2
"""


def tables() -> dict[str, str]:
    """The text of every table, by name."""
    return {
        "sites": """\
site,country,vendor,currency,data_regions,seats,seat_cost,work_from_home,rooms,trainers
DUB,IE,,EUR,eu,100,90,0.2,2,3
MNL,PH,Beta,USD,,,,,,
""",
        "teams": """\
team,site,languages,clearances,contract_h,staffing,curve
DUB_EN,DUB,en,,40,headcount,short
DUB_DE,DUB,de|en,csam,36,headcount,short
MNL_EN,MNL,en,,40,headcount,
""",
        "rates": """\
team,unit,rate,burden,bonus,training_rate
DUB_EN,wage_hour,20,0.2,0.05,
DUB_DE,wage_month,3600,0.2,,
MNL_EN,paid_hour,11,,,
""",
        "queues": """\
queue,channel,work,priority,clearance,data_region,service_level,answer_within_s,patience_s,max_occupancy,\
concurrency,aht_basis,turnaround_h
voice,voice,real_time,P1,,,0.8,20,120,0.85,,,
chat,chat,real_time,P1,,,0.85,60,,0.85,2,agent_work,
mail,email,deferrable,P2,,,,,,,,,84
""",
        "forecast": "week_start,queue,language,volume,aht_s\n"
        + "".join(
            f"{START + timedelta(weeks=week)},{queue},{language},{volume},{aht_s}\n"
            for week in range(WEEKS)
            for queue, language, volume, aht_s in (
                ("voice", "en", 1000 + week, 300),
                ("chat", "en", 800, 400),
                ("mail", "en", 900, 420),
                ("mail", "de", 300, 480),
            )
        ),
        "profile": "queue,weekday,interval_start,share,staffed_share\n"
        + "".join(
            f"{queue},{weekday},{start},0.1,\n"
            for queue in ("voice", "chat")
            for weekday in ("mon", "tue", "wed", "thu", "fri")
            for start in ("09:00", "09:30")
        ),
        "shrinkage": """\
site,component,week_from,week_to,share,planned,paid,place,basis,combination
DUB,breaks,,,0.08,planned,yes,in_office,paid,additive
DUB,vacation,,2026-04-06,0.07,planned,yes,out_of_office,paid,additive
DUB,vacation,2026-04-13,,0.12,planned,yes,out_of_office,paid,additive
MNL,breaks,,,0.1,planned,no,in_office,scheduled,multiplicative
""",
        "attrition": """\
site,team,tenure_from_weeks,rate,rate_period
DUB,,0,0.4,annual
DUB,,6,0.2,annual
DUB,DUB_DE,0,0.02,monthly
MNL,,0,0.01,weekly
""",
        "learning_curves": """\
curve,week,stage,productivity
short,1,training,0
short,2,training,0
short,3,nesting,0.5
short,4,ramp,0.8
""",
        "headcount": """\
team,tenure_weeks,heads
DUB_EN,1,4
DUB_EN,300,30
DUB_DE,52,12
MNL_EN,20,25
""",
        "class_rules": """\
team,class_min,class_max,lead_weeks,classes_per_week,classes_per_quarter,recruiting_cost,class_cost
DUB_EN,4,10,2,1,2,1500,3000
MNL_EN,5,15,1,,,,
""",
        "committed_classes": """\
team,class_start,size
DUB_EN,2026-03-16,6
""",
        "blackouts": """\
site,week_from,week_to,reason
DUB,2026-04-06,2026-04-13,holidays
""",
        "release_rules": """\
team,notice_weeks,severance,most_per_week
MNL_EN,4,500,3
""",
        "transfers": """\
from_team,to_team,weeks,productivity,cost,most_per_week
DUB_EN,DUB_DE,2,0.5,400,2
""",
        "support_ratios": """\
site,role,heads_per_role,unit,rate,contract_h
DUB,team lead,12,wage_year,52000,
MNL,team lead,15,wage_hour,15,45
""",
        "share_limits": """\
queue,group,member,least,most
,vendor,Beta,,0.6
mail,site,DUB,0.3,
""",
        "currency_rates": """\
currency,date_from,rate
EUR,2026-01-01,1.1
EUR,2026-04-01,1.2
""",
        "backlog": """\
queue,language,open_items,oldest_age_h
mail,en,120,42
""",
        "budgets": """\
quarter,amount
2026-Q1,400000
2026-Q2,500000
""",
    }


def write(
    folder: Path, changed: Mapping[str, str | None] | None = None, model: str = MODEL
) -> tuple[Path, Path]:
    """Write the plan to ``folder``; return the paths of the planning model and of the inputs.

    ``changed`` gives other texts by table; None leaves a table out, other names are written as extra files.
    """
    inputs = folder / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    for name, text in {**tables(), **(changed or {})}.items():
        if text is not None:
            (inputs / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    path = folder / "small.toml"
    path.write_text(model, encoding="utf-8")
    return path, inputs


def altered(name: str, old: str, new: str) -> str:
    """The text of a table with the first ``old`` replaced by ``new``; fails when there is no ``old``."""
    text = tables()[name]
    assert old in text, f"{old!r} is not in {name}"
    return text.replace(old, new, 1)
