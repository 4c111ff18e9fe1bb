"""Whether the people on duty in every interval follow from shifts and breaks, and what is short and to spare."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.verify_schedule.run_files import Run

__all__ = ["intervals_covered"]

CLOSE = 1e-6
Place = tuple[str, str]


def intervals_covered(run: Run, team: str) -> Iterator[tuple[str, Place]]:
    """What is wrong with the intervals of a team, each with its place."""
    rows = [row for row in run.tables["staffing_by_interval"] if row["team"] == team]
    count = run.end(team) // run.model.interval_minutes
    if len(rows) != count:
        yield f"{len(rows)} intervals in place of {count}", (team, "")
        return
    present, away, blocks = _people(run, team, count)
    asked = _asked(run, team, count)
    kept = 1.0 - run.team(team).shrinkage
    for i, row in enumerate(rows):
        place = (team, f"{row['date']} {row['interval_start']}")
        staffed, required = present[i] - away[i] - blocks[i], float(row["required"])
        truth = {
            "present": present[i],
            "on_break": away[i],
            "in_block": blocks[i],
            "staffed": staffed,
            "on_work": asked[i],
            "required": asked[i] / kept,
            "short": max(required - staffed, 0.0),
            "spare": max(staffed - required, 0.0),
        }
        for name, value in truth.items():
            if abs(float(row[name]) - value) > CLOSE * max(1.0, abs(value)):
                yield f"{name} is {row[name]}, but {value:.10g} follows from the tables", place
        if run.model.cover.must_meet and truth["short"] > CLOSE:
            yield "short, but must_meet is on", place


def _people(run: Run, team: str, count: int) -> tuple[list[float], list[float], list[float]]:
    """People within their shift, people on a break, and people in a block of offline work, in every interval."""
    clock, step, cyclic = run.clock(team), run.model.interval_minutes, run.model.cyclic
    present, away, blocks = [0.0] * count, [0.0] * count, [0.0] * count
    spans = [
        (present, clock.minutes(row["start"]), clock.minutes(row["end"]), float(row["people"]))
        for row in run.tables["shifts"]
        if row["team"] == team
    ]
    for where, table in ((away, "breaks"), (blocks, "offline_blocks")):
        for row in run.tables[table]:
            if row["team"] == team:
                begin = clock.minutes(row["begins"])
                spans.append((where, begin, begin + int(float(row["minutes"])), float(row["people"])))
    for where, begin, end, people in spans:
        for i in range(begin // step, end // step):
            if cyclic or 0 <= i < count:
                where[i % count] += people
    return present, away, blocks


def _asked(run: Run, team: str, count: int) -> list[float]:
    """People asked for on the work, in the order of the intervals."""
    rows = [float(row["agents"]) for row in run.tables["interval_requirement"] if row["team"] == team]
    return rows if len(rows) == count else [float("nan")] * count
