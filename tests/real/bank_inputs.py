"""Inputs from the calls of a real bank: 5-minute counts of weekdays, 07:00 to 21:05.

Forecast     every week: the mean of the last eight complete weeks (five days each) of the series
Profile      share of each weekday and half-hour in the calls of those eight weeks
Assumed      handle time, patience, sites, teams, pay: the series has calls only
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd

WEEKS_MEANED = 8
START = date(2003, 9, 1)
PERIODS = 26
DAYS = ("mon", "tue", "wed", "thu", "fri")

MODEL = f"""
title = "Bank calls"
start = {START.isoformat()}
periods = {PERIODS}
currency = "USD"

[coverage.unmet_price]
P1 = 90.0

[hiring]
start_every = 2

[overtime]
most_share = 0.08

[undertime]
most_share = 0.05

[seats]

[end_of_horizon]
value_per_h = 12.0
"""

FIXED = {
    "sites": (
        "site,country,vendor,currency,seats,seat_cost,rooms,trainers\n"
        "NORTH,US,,USD,420,45,2,3\n"
        "SOUTH,US,Delta,USD,160,0,2,2\n"
    ),
    "teams": (
        "team,site,languages,contract_h,curve\n"
        "NORTH_EN,NORTH,en,40,voice\n"
        "SOUTH_EN,SOUTH,en,40,voice\n"
    ),
    "rates": (
        "team,unit,rate,burden,bonus,training_rate\n"
        "NORTH_EN,wage_hour,19.5,0.27,0.05,\n"
        "SOUTH_EN,productive_hour,36,,,22\n"
    ),
    "queues": (
        "queue,channel,work,priority,service_level,answer_within_s,patience_s,max_occupancy\n"
        "bank_calls,voice,real_time,P1,0.8,20,150,0.88\n"
    ),
    "shrinkage": (
        "site,component,share,planned,paid,place,basis,combination\n"
        "NORTH,breaks,0.10,planned,yes,in_office,paid,additive\n"
        "NORTH,vacation,0.08,planned,yes,out_of_office,paid,additive\n"
        "NORTH,sick,0.05,unplanned,yes,out_of_office,paid,additive\n"
        "SOUTH,breaks,0.10,planned,yes,in_office,paid,additive\n"
        "SOUTH,absence,0.11,unplanned,yes,out_of_office,paid,additive\n"
    ),
    "attrition": (
        "site,team,tenure_from_weeks,rate,rate_period\n"
        "NORTH,,0,0.018,weekly\nNORTH,,13,0.30,annual\n"
        "SOUTH,,0,0.022,weekly\nSOUTH,,13,0.40,annual\n"
    ),
    "learning_curves": "curve,week,stage,productivity\n" + "".join(
        f"voice,{week},{stage},{productivity}\n"
        for week, (stage, productivity) in enumerate(
            [("training", 0)] * 4 + [("nesting", 0.5)] * 2 + [("ramp", 0.75), ("ramp", 0.85), ("ramp", 0.95)], start=1
        )
    ),
    "headcount": "team,tenure_weeks,heads\nNORTH_EN,60,340\nNORTH_EN,8,14\nSOUTH_EN,40,70\n",
    "class_rules": (
        "team,class_min,class_max,lead_weeks,classes_per_quarter,recruiting_cost,class_cost\n"
        "NORTH_EN,8,16,4,4,1800,2500\n"
        "SOUTH_EN,8,20,3,4,0,1500\n"
    ),
}  # fmt: skip


def half_hours(folder: Path) -> pd.DataFrame:
    """Mean calls by weekday and half-hour over the last complete weeks: index weekday, columns hh:mm."""
    calls = pd.read_csv(folder / "bank_calls_us_5min" / "bank_calls_5min.csv", parse_dates=["timestamp"])
    calls["day"] = calls["timestamp"].dt.normalize()
    calls["weekday"] = calls["day"].dt.day_of_week
    calls["week"] = calls["day"] - pd.to_timedelta(calls["weekday"], unit="D")
    days = calls.groupby("week")["day"].nunique()
    complete = days[days == len(DAYS)].index[-WEEKS_MEANED:]
    recent = calls[calls["week"].isin(complete)].copy()
    recent["interval"] = recent["timestamp"].dt.floor("30min").dt.strftime("%H:%M")
    table = recent.pivot_table(index="weekday", columns="interval", values="calls", aggfunc="sum")
    return table.fillna(0.0) / len(complete)


def write_bank_inputs(shared: Path, to: Path) -> tuple[Path, Path]:
    """Write model and inputs; return the path of the model and of the folder of tables."""
    table = half_hours(shared)
    weekly = float(table.to_numpy().sum())
    profile = [
        f"bank_calls,{DAYS[weekday]},{interval},{float(table.loc[weekday, interval]) / weekly!r}"
        for weekday in range(len(DAYS))
        for interval in table.columns
    ]
    forecast = [
        f"{(START + timedelta(weeks=week)).isoformat()},bank_calls,en,{weekly!r},240"
        for week in range(PERIODS)
    ]
    inputs = to / "inputs"
    inputs.mkdir(parents=True)
    tables = dict(FIXED)
    tables["profile"] = "queue,weekday,interval_start,share\n" + "\n".join(profile) + "\n"
    tables["forecast"] = "week_start,queue,language,volume,aht_s\n" + "\n".join(forecast) + "\n"
    for name, text in tables.items():
        (inputs / f"{name}.csv").write_text(text, encoding="utf-8")
    model = to / "bank.toml"
    model.write_text(MODEL, encoding="utf-8")
    return model, inputs
