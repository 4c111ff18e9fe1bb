"""Every rule of a written schedule, and every figure of its summary, from its tables."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from capplan.verify_schedule.allowed import breaks_taken, number, shifts_allowed, start_of
from capplan.verify_schedule.covered import intervals_covered
from capplan.verify_schedule.offline import blocks_held, missed_price
from capplan.verify_schedule.on_tours import tours_kept
from capplan.verify_schedule.pooled import pool_costs, pools_kept
from capplan.verify_schedule.run_files import Run, read_run

__all__ = ["Finding", "Report", "verify_schedule"]

CENT = 0.01
Place = tuple[str, str]
BY_TEAM = {
    "shifts": shifts_allowed,
    "breaks": breaks_taken,
    "intervals": intervals_covered,
    "tours": tours_kept,
    "offline": blocks_held,
}


@dataclass(frozen=True)
class Finding:
    """A rule that is broken, and where."""

    check: str
    team: str
    where: str
    message: str

    def __str__(self) -> str:
        """As: tours: KRK_DE, five_days: more people on tours than there are."""
        return f"{self.check}: {', '.join(filter(None, (self.team, self.where)))}: {self.message}"


@dataclass(frozen=True)
class Report:
    """What was found; ``checks`` counts the rows that each check has read."""

    checks: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether no rule is broken."""
        return not self.findings


def verify_schedule(folder: Path) -> Report:
    """Check the schedule in a folder. Raises InvalidInput where its files are missing or cannot be read."""
    run = read_run(folder)
    findings = [
        Finding(name, *place, message)
        for name, check in BY_TEAM.items()
        for team in run.teams
        for message, place in check(run, team)
    ]
    findings += [
        Finding("pools", *place, message)
        for pool in run.model.pool
        for message, place in pools_kept(run, pool)
    ]
    findings += [Finding("summary", *place, message) for message, place in _summary(run)]
    rows = {"shifts": "shifts", "breaks": "breaks", "intervals": "staffing_by_interval", "tours": "tours"}
    rows |= {"pools": "queue_cover"} if run.model.pool else {}
    rows |= {"offline": "offline_blocks"} if run.tables["offline_work"] else {}
    checks = {name: len(run.tables[table]) for name, table in rows.items()}
    return Report({**checks, "summary": len(run.summary["teams"])}, tuple(findings))


def _summary(run: Run) -> Iterator[tuple[str, Place]]:
    total = 0.0
    for told in run.summary["teams"]:
        team = str(told["team"])
        costs = _costs(run, team)
        for name, value in costs.items():
            if abs(float(told["costs"][name]) - value) > CENT:
                yield f"{name} cost {value:,.2f}, not {told['costs'][name]:,.2f}", (team, "costs")
        total += sum(costs.values())
        opened = _opened(run, team)
        if opened != told["opened_shifts"]:
            yield f"{opened} shifts are opened, not {told['opened_shifts']}", (team, "")
        if opened > (run.model.opening.most or math.inf):
            yield "more different shifts than opening.most", (team, "")
    for told in run.summary.get("pools", ()):
        costs = pool_costs(run, str(told["pool"]))
        for name, value in costs.items():
            if abs(float(told["costs"][name]) - value) > CENT:
                yield (
                    f"{name} cost {value:,.2f}, not {told['costs'][name]:,.2f}",
                    (str(told["pool"]), "costs"),
                )
        total += sum(costs.values())
    if abs(total - float(run.summary["objective"])) > CENT * max(1, len(run.summary["teams"])):
        yield f"the costs add up to {total:,.2f}, the objective is {run.summary['objective']:,.2f}", ("", "")


def _opened(run: Run, team: str) -> int:
    """Different shifts: kinds by start of the day and length."""
    shifts = [row for row in run.tables["shifts"] if row["team"] == team]
    return len({(row["shift"], start_of(run, row), row["length_h"]) for row in shifts})


def _costs(run: Run, team: str) -> dict[str, float]:
    hours: dict[str, float] = defaultdict(float)
    for row in run.tables["staffing_by_interval"]:
        if row["team"] == team:
            for name in ("short", "spare"):
                hours[name] += float(row[name]) * run.model.interval_minutes / 60.0
    rules = {row["tour"]: row for row in run.of_team("tour_rules", team)}
    cover, weeks = run.model.cover, run.model.day_count / 7.0
    return {
        "people": sum(float(row["cost"]) for row in run.tables["shifts"] if row["team"] == team),
        "tours": weeks
        * sum(
            float(row["people"]) * number(rules[row["tour"]], "cost_per_week")
            for row in run.tables["tours"]
            if row["team"] == team and row["tour"] in rules
        ),
        "opened": run.model.opening.price * _opened(run, team),
        "short": 0.0 if cover.must_meet else cover.short_price * hours["short"],
        "spare": cover.spare_price * hours["spare"],
        **({"offline": missed_price(run, team)} if run.of_team("offline_work", team) else {}),
    }
