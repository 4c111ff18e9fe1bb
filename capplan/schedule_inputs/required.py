"""People required by team and interval: from one's own table, or from the folder that ``capplan require`` writes.

On the work are needed R people; away from it, breaks apart, are a share s of those on shift: R / (1 - s) are required
on duty. A row is put where its local time (or its UTC time) is; an hour that the clock shows twice needs two rows, in
order, and counts twice where there is one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.schedule_model import ScheduleModel
from capplan.shifts.timeline import Timeline
from capplan.validation.typed import TypedTable

__all__ = ["AGENTS", "Agents", "from_require", "from_table"]

Float = NDArray[np.float64]
AGENTS = "agents_by_interval.csv"


def from_table(
    table: TypedTable, owners: list[str], timelines: Mapping[str, Timeline], problems: list[Problem]
) -> dict[str, Float]:
    """[i] people on the work by team (or queue): rows with a date and time, ``owners`` says whose each is."""
    found = {team: np.zeros(line.count) for team, line in timelines.items()}
    places = {team: _local_places(line) for team, line in timelines.items()}
    days = table.day("date").astype("datetime64[D]").astype(str).tolist()
    minutes, agents = table.number("interval_start"), table.number("agents")
    used: dict[tuple[str, str, int], int] = {}
    for row, (team, day) in enumerate(zip(owners, days, strict=True)):
        if team not in found or np.isnan(minutes[row]) or np.isnan(agents[row]) or day == "NaT":
            continue
        key = (team, day, int(minutes[row]))
        at = places[team].get(key[1:], [])
        turn = used[key] = used.get(key, 0) + 1
        message = _misplaced(timelines[team], at, turn, int(minutes[row]))
        if message is not None:
            problems.append(table.problem(row, "interval_start", message))
        elif turn > 1:
            found[team][at[turn - 1]] = agents[row]
        else:
            found[team][at] = agents[
                row
            ]  # both turns of an hour shown twice, until a second row says otherwise
    return found


def _local_places(line: Timeline) -> dict[tuple[str, int], list[int]]:
    """The intervals by date and minute of the local clock."""
    places: dict[tuple[str, int], list[int]] = {}
    for i in range(line.count):
        local = line.local(i)
        places.setdefault((local.date().isoformat(), 60 * local.hour + local.minute), []).append(i)
    return places


def _misplaced(line: Timeline, at: list[int], turn: int, minute: int) -> str | None:
    if not at:
        fits = line.fits(minute)
        return (
            f"no interval of the schedule begins then: {_horizon(line)}"
            if fits
            else (f"the intervals of the schedule last {line.minutes} minutes")
        )
    return "the interval has a row already" if turn > len(at) else None


def _horizon(line: Timeline) -> str:
    return f"{line.start} to {line.day(line.days - 1)} in {line.zone}"


class Agents:
    """The agents by interval of a folder that ``capplan require`` wrote; its faults go to ``problems``."""

    def __init__(self, folder: Path, problems: list[Problem]) -> None:
        path = folder / AGENTS
        self.there = path.is_file()
        self.by_queue = _by_queue(path, problems) if self.there else {}
        if not self.there:
            message, allowed = "the requirement by interval is missing", "what capplan require writes"
            problems.append(Problem(str(path), message, allowed=allowed))

    def on(self, queue: str, line: Timeline, whose: str, problems: list[Problem]) -> Float:
        """[i] the agents of a queue (queue:language) on the intervals of whoever works it."""
        rows = self.by_queue.get(queue)
        if rows is not None:
            return _spread(rows, line, f"{queue}, {whose}", problems)
        if self.there:
            message = f"the queue {queue} of {whose} is not there"
            near = did_you_mean(queue, self.by_queue)
            problems.append(Problem(AGENTS, message, None, "queue", queue, listing(self.by_queue), near))
        return np.zeros(line.count)


def from_require(
    agents: Agents, model: ScheduleModel, timelines: Mapping[str, Timeline], problems: list[Problem]
) -> dict[str, Float]:
    """[i] people on the work by team: its share of its queues."""
    found = {}
    for team, line in timelines.items():
        rules = model.team[team]
        parts = [agents.on(queue, line, f"team {team}", problems) for queue in rules.queues]
        found[team] = np.asarray(rules.share * np.sum(parts, axis=0), dtype=np.float64)
    return found


def _by_queue(path: Path, problems: list[Problem]) -> dict[str, list[tuple[datetime, float]]]:
    """Begin (UTC) and agents of every interval by queue:language."""
    found: dict[str, list[tuple[datetime, float]]] = {}
    for line, row in _rows(path, problems):
        try:
            at = datetime.strptime(row["utc_start"], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
            found.setdefault(f"{row['queue']}:{row['language']}", []).append((at, float(row["agents"])))
        except ValueError as error:
            if row["utc_start"]:  # blank: the local clock skips the interval
                problems.append(Problem(AGENTS, str(error), line, "utc_start"))
    return found


def _rows(path: Path, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as content:
        table = csv.DictReader(content)
        missing = {"queue", "language", "utc_start", "agents"} - set(table.fieldnames or ())
        if missing:
            problems.append(Problem(AGENTS, "columns are missing", 1, ", ".join(sorted(missing))))
            return
        yield from enumerate(table, start=2)


def _spread(rows: list[tuple[datetime, float]], line: Timeline, what: str, problems: list[Problem]) -> Float:
    """[i] the agents of a queue on the intervals of a team, which may be shorter than those of the queue."""
    starts = sorted({at for at, _ in rows})
    apart = min(
        (int((b - a).total_seconds()) // 60 for a, b in zip(starts, starts[1:], strict=False)), default=0
    )
    found = np.zeros(line.count)
    if apart % line.minutes:
        problems.append(
            Problem(
                AGENTS,
                f"its intervals of {apart} minutes do not divide into {line.minutes} ({what})",
                allowed=f"interval_minutes that divide {apart}",
            )
        )
        return found
    first = line.local(0)
    first = first.replace(tzinfo=UTC) if first.tzinfo is None else first.astimezone(UTC)
    seen = False
    for at, agents in rows:
        begin = int((at - first).total_seconds()) // 60 // line.minutes
        for i in range(max(begin, 0), min(begin + apart // line.minutes, line.count)):
            found[i] = agents
            seen = True
    if not seen:
        problems.append(
            Problem(
                AGENTS,
                f"nothing lies within the schedule ({what})",
                value=f"{starts[0].date()} to {starts[-1].date()}",
                allowed=_horizon(line),
            )
        )
    return found
