"""Patience and handle time as files: estimates, the curve of patience, the comparison by hour, one picture."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from capplan.call_records.records import CallRecords
from capplan.report.tables import csv_text
from capplan.report.whole import write_whole
from capplan.requirements.records.by_hour import ByHour, Difference, difference
from capplan.requirements.records.handle_time import HandleTime
from capplan.requirements.records.patience import ExponentialPatience, PatienceFit, abandonment_of_wait

__all__ = ["by_hour_table", "content", "survival_table", "write"]

DIGITS = 6
HOW_AGENTS_ARE_COUNTED = (
    "Records show when an agent served, not when he was there to serve. An agent counts from the first to the "
    "last moment at which he serves a caller within an hour, without the time in which he served nobody while a "
    "caller waited. Too low where agents have little to do, too high where breaks fall into quiet moments; it "
    "looks at the waits, so a part of the agreement is built in. agents_seen leaves out the second rule. For "
    "simulated Erlang A queues of 4 to 20 agents the expected abandonment comes out 0.4 to 1.6 points too high."
)


def content(
    records: CallRecords, fit: PatienceFit, handle: HandleTime, by_hour: ByHour | None, why_none: str | None
) -> dict[str, Any]:
    """Everything that was found, for ``patience.json``; ``why_none`` says why there is no comparison."""
    outcomes = records.outcomes
    found: dict[str, Any] = {
        "file": records.file,
        "columns": records.columns,
        "date_form": records.date_form,
        "where": [f"{column}={value}" for column, value in records.where],
        "outcomes": {
            "answered": outcomes.answered,
            "hung_up": outcomes.abandoned,
            "left_out": outcomes.left_out,
        },
        "rows": records.rows,
        "rows_filtered_out": records.filtered_out,
        "rows_skipped": records.skipped,
        "answered": int(records.answered.sum()),
        "hung_up": int((~records.answered).sum()),
        "hung_up_at_once": fit.at_once,
        "hung_up_at_once_counted": fit.at_once_counted,
        "patience": _mean(fit.mean),
        "patience_counting_all": _mean(fit.mean_of_all),
        "kaplan_meier": {
            **dict(zip(("median_s", "median_low_s", "median_high_s"), fit.median_s, strict=True)),
            "exponential_median_s": math.log(2.0) * fit.mean.patience_s,
            "until_s": fit.until_s,
            "mean_until_s": fit.restricted_mean_s,
            "exponential_mean_until_s": fit.restricted_exponential_s,
        },
        "hang_ups_per_minute_of_waiting": {
            "exponential": 60.0 / fit.mean.patience_s,
            "bands": _bands(fit),
        },
        "handle_time": vars(handle),
        "comparison": None if by_hour is None else _comparison(by_hour, fit.mean.patience_s),
        "no_comparison": why_none,
        "queues_csv": {"patience_s": _to_paste(fit.mean.patience_s)},
        "forecast_csv": {"aht_s": _to_paste(handle.mean_s)},
    }
    tidied: dict[str, Any] = _tidy(found)
    return tidied


def _to_paste(seconds: float) -> float:
    """As many digits as the estimate is worth, and never zero."""
    return round(seconds) if seconds >= 10.0 else float(f"{seconds:.2g}")


def _mean(mean: ExponentialPatience) -> dict[str, Any]:
    return dict(vars(mean))


def _bands(fit: PatienceFit) -> list[dict[str, float]]:
    rates = fit.hazard
    names = ("from_s", "to_s", "hung_up", "waited_s", "per_minute", "low", "high")
    rows = zip(*(getattr(rates, name).tolist() for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _comparison(by_hour: ByHour, patience_s: float) -> dict[str, Any]:
    happened, expected, seen = by_hour.happened, by_hour.expected, by_hour.expected_seen
    implied = abandonment_of_wait(happened.mean_wait_s, patience_s)
    pairs = {
        "abandonment": (happened.abandonment, expected.abandonment),
        "mean_wait_s": (happened.mean_wait_s, expected.mean_wait_s),
        "answered_in_time": (happened.answered_in_time, expected.answered_in_time),
        "abandonment_of_mean_wait": (happened.abandonment, implied),
        "abandonment_with_agents_seen": (happened.abandonment, seen.abandonment),
    }
    return {
        "days": by_hour.days,
        "hours": by_hour.hour.tolist(),
        "calls": float(by_hour.calls.sum()),
        "calls_left_out": by_hour.calls_left_out,
        "answer_within_s": by_hour.answer_within_s,
        "agents": float(np.average(by_hour.agents, weights=by_hour.calls)),
        "agents_seen": float(np.average(by_hour.agents_seen, weights=by_hour.calls)),
        "how_agents_are_counted": HOW_AGENTS_ARE_COUNTED,
        "measures": {
            name: _difference(difference(by_hour.calls, *pair), by_hour) for name, pair in pairs.items()
        },
    }


def _difference(found: Difference, by_hour: ByHour) -> dict[str, Any]:
    return {**vars(found), "furthest": int(by_hour.hour[found.furthest])}


def _tidy(value: Any) -> Any:
    """Numbers rounded; null in place of those that JSON does not know."""
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(item) for item in value]
    if isinstance(value, float):
        return round(value, DIGITS) + 0.0 if math.isfinite(value) else None
    return value


def survival_table(fit: PatienceFit) -> pd.DataFrame:
    """Share of callers still willing to wait, one row for each wait seen."""
    curve = fit.survival
    return pd.DataFrame(
        {
            "wait_s": curve.wait_s,
            "callers_waiting": curve.waiting.astype(np.int64),
            "still_willing": curve.share,
            "low": curve.low,
            "high": curve.high,
            "exponential": np.exp(-curve.wait_s / fit.mean.patience_s),
        }
    )


def by_hour_table(by_hour: ByHour, patience_s: float) -> pd.DataFrame:
    """What happened and what Erlang A expects, one row for each hour of the day."""
    happened, expected, seen = by_hour.happened, by_hour.expected, by_hour.expected_seen
    return pd.DataFrame(
        {
            "hour_start": [f"{hour:02d}:00" for hour in by_hour.hour],
            "calls": by_hour.calls.astype(np.int64),
            "calls_per_day": by_hour.calls_per_day,
            "aht_s": by_hour.aht_s,
            "agents": by_hour.agents,
            "agents_seen": by_hour.agents_seen,
            "abandonment": happened.abandonment,
            "abandonment_expected": expected.abandonment,
            "abandonment_expected_agents_seen": seen.abandonment,
            "abandonment_of_mean_wait": abandonment_of_wait(happened.mean_wait_s, patience_s),
            "mean_wait_s": happened.mean_wait_s,
            "mean_wait_expected_s": expected.mean_wait_s,
            "answered_in_time": happened.answered_in_time,
            "answered_in_time_expected": expected.answered_in_time,
        }
    )


def write(found: dict[str, Any], fit: PatienceFit, by_hour: ByHour | None, folder: Path) -> None:
    """Write what ``content`` gave, the tables and the picture into ``folder``, whole or not at all."""
    from capplan.report.plots import save  # matplotlib is slow to load
    from capplan.report.plots.patience import patience_picture

    def fill(beside: Path) -> None:
        tables = {"survival.csv": survival_table(fit)}
        if by_hour is not None:
            tables["by_hour.csv"] = by_hour_table(by_hour, fit.mean.patience_s)
        for name, table in tables.items():
            (beside / name).write_text(csv_text(table), encoding="utf-8", newline="\n")
        text = json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False)
        (beside / "patience.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        save(lambda shown: patience_picture(shown, by_hour), fit, beside / "patience")

    write_whole(folder, fill)
