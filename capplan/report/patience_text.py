"""The answer of ``capplan fit patience`` as a page of plain text."""

from __future__ import annotations

from typing import Any

from capplan.report.wording import count_of, number, percent

__all__ = ["answer"]

FEWEST_HANG_UPS = 30  # in a band of waiting that is worth a sentence
MEASURES = {
    "abandonment": "hung up",
    "mean_wait_s": "mean wait",
    "answered_in_time": "answered within {within} s",
}


def answer(found: dict[str, Any]) -> str:
    """What ``report.patience.content`` found, in sentences and one small table."""
    paragraphs = [_patience(found), _handle_time(found), _comparison(found), _paste(found)]
    return "\n\n".join("\n".join(lines) for lines in paragraphs)


def _patience(found: dict[str, Any]) -> list[str]:
    mean, curve = found["patience"], found["kaplan_meier"]
    lines = [
        f"Mean patience {number(mean['patience_s'])} s "
        f"({percent(mean['confidence'], 0)} interval {number(mean['low_s'])} to {number(mean['high_s'])} s): "
        f"{_callers(mean['hung_up'])} hung up in {number(mean['waited_s'] / 3600.0)} hours of waiting."
    ]
    if found["hung_up_at_once"]:
        lines.append(_at_once(found))
    if curve["median_s"] is not None:
        lines.append(
            f"Half of the callers would hang up within {number(curve['median_s'])} s "
            f"(Kaplan-Meier; exponential patience says {number(curve['exponential_median_s'])} s)."
        )
    else:
        lines.append("Fewer than half of the callers would hang up within the longest wait seen.")
    lines += _evenness(found)
    return lines


def _at_once(found: dict[str, Any]) -> str:
    callers = f"{_callers(found['hung_up_at_once'])} who hung up with a wait of 0 s"
    if found["hung_up_at_once_counted"]:
        return f"This counts {callers}: they never queued, and make patience look shorter than it is."
    other = number(found["patience_counting_all"]["patience_s"])
    return (
        f"Left out: {callers}; they never queued.\n"
        f"Counted as impatience they would make it {other} s (--count-hang-ups-at-once)."
    )


def _callers(count: float) -> str:
    return count_of(count, "caller", "callers")


def _evenness(found: dict[str, Any]) -> list[str]:
    """How far the rate of hanging up is from the even one of exponential patience."""
    rates = found["hang_ups_per_minute_of_waiting"]
    bands = [band for band in rates["bands"] if band["hung_up"] >= FEWEST_HANG_UPS]
    if len(bands) < 2:
        return []
    most, least = (pick(bands, key=lambda band: band["per_minute"]) for pick in (max, min))

    def times(band: dict[str, Any]) -> str:
        return f"{number(band['per_minute'] / rates['exponential'], 1)} times the mean rate {_span(band)}"

    return [
        f"Exponential patience has one rate of hanging up; here it is {times(most)},\nand {times(least)}."
    ]


def _span(band: dict[str, Any]) -> str:
    if band["to_s"] is None:
        return f"after {number(band['from_s'])} s"
    return f"after {number(band['from_s'])} to {number(band['to_s'])} s"


def _handle_time(found: dict[str, Any]) -> list[str]:
    handle = found["handle_time"]
    spread = "" if handle["variation"] is None else f", coefficient of variation {handle['variation']:.2f}"
    lines = [
        f"Handle time {number(handle['mean_s'])} s on average (median {number(handle['median_s'])} s{spread})."
    ]
    if handle["short_share"] and handle["mean_of_others_s"] is not None:
        lines.append(
            f"{percent(handle['short_share'])} of services are below {number(handle['short_s'])} s; "
            f"the others take {number(handle['mean_of_others_s'])} s on average."
        )
    return lines


def _comparison(found: dict[str, Any]) -> list[str]:
    comparison = found["comparison"]
    if comparison is None:
        return [f"No comparison with Erlang A by hour: {found['no_comparison']}."]
    measures, within = comparison["measures"], f"{comparison['answer_within_s']:g}"
    rows = [("", "happened", "expected", "mean distance", "furthest off")]
    for name, label in MEASURES.items():
        rows.append((label.format(within=within), *_row(measures[name], name != "mean_wait_s")))
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    table = [
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]:>{widths[3]}}  {row[4]}"
        for row in rows
    ]
    seen, wait = measures["abandonment_with_agents_seen"], measures["abandonment_of_mean_wait"]
    hours, days = comparison["hours"], count_of(comparison["days"], "day", "days")
    return [
        f"Erlang A by hour of the day, {hours[0]}:00 to {hours[-1] + 1}:00, {days}, "
        f"{number(comparison['calls'])} calls, {number(comparison['agents'], 1)} agents on duty on average:",
        *table,
        "Agents on duty are estimated from the records (patience.json says how). Counted from the first to the "
        f"last call\nof the hour, {number(comparison['agents_seen'], 1)}, they would have Erlang A expect "
        f"{percent(seen['expected'])} to hang up.",
        f"Given the waits, mean wait / mean patience is {number(100.0 * wait['mean_distance'], 1)} points from "
        "the share that hung up, on average over the hours.",
    ]


def _row(measure: dict[str, Any], share: bool) -> tuple[str, str, str, str]:
    def said(value: float) -> str:
        return percent(value) if share else f"{number(value, 1)} s"

    distance = (
        f"{number(100.0 * measure['mean_distance'], 1)} points" if share else said(measure["mean_distance"])
    )
    there = (
        f"{measure['furthest']}:00 ({said(measure['happened_there'])}, not {said(measure['expected_there'])})"
    )
    return said(measure["happened"]), said(measure["expected"]), distance, there


def _paste(found: dict[str, Any]) -> list[str]:
    patience, aht = found["queues_csv"]["patience_s"], found["forecast_csv"]["aht_s"]
    return [f"For queues.csv: patience_s {patience}. For forecast.csv: aht_s {aht}."]
