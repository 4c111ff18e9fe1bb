"""From call records to estimates: read, estimate, compare with Erlang A, write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capplan.call_records.columns import Asked
from capplan.call_records.records import CallRecords, read_calls
from capplan.errors import InvalidInput, Problem
from capplan.report.patience import content, write
from capplan.requirements.records.by_hour import ByHour, compare_by_hour
from capplan.requirements.records.handle_time import measure_handle_time
from capplan.requirements.records.patience import PatienceFit, fit_patience

__all__ = ["FittedPatience", "fit_calls", "write_fit"]

PACKED = {".csv", ".txt", ".gz", ".zip"}


@dataclass(frozen=True)
class FittedPatience:
    """What call records say; ``found`` is the content of ``patience.json``, ``notes`` what a reader should know."""

    found: dict[str, Any]
    fit: PatienceFit
    by_hour: ByHour | None
    notes: tuple[str, ...]


def fit_calls(
    path: Path, asked: Asked, *, answer_within_s: float = 20.0, count_at_once: bool = False
) -> FittedPatience:
    """Patience and handle time from the call records at ``path``, with Erlang A beside what happened.

    Raises InvalidInput where the file cannot be read, or shows neither patience nor handle time.
    """
    records = read_calls(path, asked)
    waits, answered = records.wait_s, records.answered
    if not count_at_once and not waits[~answered].any():
        message = "every caller who hung up did so with a wait of 0 s, so patience does not show"
        cause = "--count-hang-ups-at-once takes them as impatient."
        raise InvalidInput([Problem(records.file, message, column=records.columns["wait"], cause=cause)])
    try:
        fit = fit_patience(waits[~answered], waits[answered], count_at_once=count_at_once)
        handle = measure_handle_time(records.handle_s[answered])
    except ValueError as error:
        raise InvalidInput([Problem(records.file, str(error))]) from None
    by_hour, why_none = _compare(records, fit, answer_within_s)
    found = content(records, fit, handle, by_hour, why_none)
    return FittedPatience(found, fit, by_hour, (*records.notes, *_warnings(records, by_hour)))


def _compare(records: CallRecords, fit: PatienceFit, within_s: float) -> tuple[ByHour | None, str | None]:
    """The comparison by hour, or why there is none. Callers who never queued are no load of the queue."""
    if records.arrival_s is None:
        return None, "the time of arrival is not known (--time-column, --date-column)"
    if records.agent is None:
        return None, "who answered is not known (--agent-column)"
    queued = records.answered | (records.wait_s > 0.0) | fit.at_once_counted
    compared = compare_by_hour(
        records.arrival_s[queued],
        records.wait_s[queued],
        records.answered[queued],
        records.handle_s[queued],
        records.agent[queued],
        fit.mean.patience_s,
        within_s,
    )
    return compared, None if compared is not None else "no agent is known to have answered a call"


def _warnings(records: CallRecords, by_hour: ByHour | None) -> list[str]:
    warnings = []
    if by_hour is not None and records.where:
        warnings.append(
            "--where and the comparison by hour: where the same agents also take calls that --where leaves out, "
            "their time on those calls is not seen, and Erlang A's expectation means little"
        )
    if by_hour is not None and by_hour.calls_left_out:
        warnings.append(
            f"calls not compared by hour: {by_hour.calls_left_out:,}; nobody was on duty, or the hour of the day "
            "has fewer than 1 % of the calls"
        )
    return warnings


def write_fit(fitted: FittedPatience, path: Path, outputs: Path) -> Path:
    """Write ``outputs/fit-patience-<name of the file>`` whole and return it."""
    name = path.name
    while Path(name).suffix.lower() in PACKED:
        name = Path(name).stem
    folder = outputs / f"fit-patience-{name}"
    write(fitted.found, fitted.fit, fitted.by_hour, folder)
    return folder
