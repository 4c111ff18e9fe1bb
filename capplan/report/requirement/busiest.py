"""The busiest interval of a real-time queue, in full: its load, its targets, and what decides on its agents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.report.requirement.load import load_lines
from capplan.report.requirement.steps import Grid, Line, Step, said
from capplan.report.requirement.typical_week import TypicalWeek
from capplan.requirements.queueing.chat_chain import closed_chats, slots_of
from capplan.tables import WEEKDAYS

__all__ = ["busiest_step"]

Float = NDArray[np.float64]
CLOSE = 1e-9  # relative; a target met to within this counts as met
COUNTED = {
    "offered": "hanging up counts as not answered in time",
    "answered": "of the contacts that are answered; who hangs up is left out",
    "abandons_count": "hanging up within the time counts as in time",
    "early_abandons_left_out": "who hangs up within the time is left out",
}


def busiest_step(week: TypicalWeek) -> Step:
    """The interval with most agents: its load, and what one agent fewer would do."""
    facts, queue, share = week.facts, week.queue, week.profile.share
    most = week.agents >= week.agents.max()
    weekday, interval = (
        int(k) for k in np.unravel_index(int(np.argmax(np.where(most, share, -1.0))), share.shape)
    )
    at = (weekday, interval)
    contacts = week.contacts * float(share[at])
    arriving = contacts * week.elapsed_s / week.interval_s
    corrected, load = load_lines(week, at)
    agents = float(week.agents[at])
    lines = [
        Line("share of the week", float(share[at]), "share"),
        Line(
            "contacts", contacts, "contacts", f"= {said(week.contacts)} x {said(float(share[at]), 'share')}"
        ),
        Line(
            "arriving load",
            arriving,
            "erlangs",
            f"= {said(contacts)} x {said(week.elapsed_s)} s / {said(week.interval_s)} s",
        ),
        *corrected,
        *_rules(facts, queue),
    ]
    grid, missed = _compared(week, at, load)
    names = " and ".join(missed) if missed else "nothing: one agent fewer would do"
    decided = Line("agents", agents, "", f"one fewer would miss: {names}")
    start = interval * week.profile.interval_minutes
    end = start + week.profile.interval_minutes
    when = f"{WEEKDAYS[weekday].capitalize()} {start // 60:02d}:{start % 60:02d} to {end // 60:02d}:{end % 60:02d}"
    title = f"The busiest interval, {when}"
    return Step(title, (*lines, decided), "", grid)


def _rules(facts: Facts, queue: int) -> list[Line]:
    """What the Erlang table must be read with."""
    queues, rules = facts.queues, facts.queues.rules
    growth = float(rules.concurrency_growth[queue])
    lines = []
    if queues.concurrency[queue] > 1.0:
        how = "at once by one person: the table's agents are chats"
        how += f"; every chat beside it lengthens a chat by {said(growth, 'share')}" if growth else ""
        lines.append(Line("chats", float(queues.concurrency[queue]), "", how))
    faster = "; people with few chats are faster than the table says" if growth else ""
    if np.isnan(queues.patience_s[queue]):
        lines.append(Line("formula", "Erlang C", "", f"nobody hangs up{faster}"))
    else:
        lines.append(Line("formula", "Erlang A", "", f"who waits too long hangs up{faster}"))
        lines.append(Line("mean patience", float(queues.patience_s[queue]), "s"))
        if not np.isnan(queues.service_level[queue]):
            lines.append(Line("service level", COUNTED[rules.counting[queue]]))
    return lines


def _compared(week: TypicalWeek, at: tuple[int, int], load: float) -> tuple[Grid, list[str]]:
    """Every target with what one agent fewer and the required ones reach, and the targets that fewer miss."""
    agents = float(week.agents[at])
    counts = (max(float(np.ceil(agents)) - 1.0, 0.0), agents)
    rooms = tuple(_room(week, count) for count in counts)
    busy = tuple(load / room if room else np.inf for room in rooms)
    rows: list[tuple[str, str, tuple[float, ...]]] = []
    missed = []
    for name, unit, target, sign, values in _targets(week, at, counts, busy):
        if np.isnan(target):
            continue
        rows.append((f"{name}, at {'least' if sign > 0.0 else 'most'}", unit, (target, *values)))
        if sign * (target - values[0]) > CLOSE * target:
            missed.append(name)
    if week.facts.queues.concurrency[week.queue] > 1.0:
        rows.append(("chats at once", "", (np.nan, *rooms)))
    columns = ("asked for", *(f"with {said(count)}" for count in counts))
    return Grid("target", columns, tuple(rows)), missed


def _targets(
    week: TypicalWeek, at: tuple[int, int], counts: tuple[float, ...], busy: tuple[float, ...]
) -> list[tuple[str, str, float, float, tuple[float, ...]]]:
    """Name, unit, value asked for (nan: none), +1 for at least or -1 for at most, and what ``counts`` reach."""
    queues, rules, queue = week.facts.queues, week.facts.queues.rules, week.queue
    reached = [week.service(_with(week.agents, at, count)) for count in counts]
    level = tuple(float(service.service_level[0][at]) for service in reached)
    speed_s = tuple(float(service.speed_of_answer_s[0][at]) for service in reached)
    lost = tuple(float(service.abandonment[0][at]) for service in reached)
    within = f"answered within {said(float(queues.answer_within_s[queue]))} s"
    per = "chats at once" if queues.concurrency[queue] > 1.0 else "agents"
    return [
        (within, "share", float(queues.service_level[queue]), 1.0, level),
        ("mean wait of the answered in s", "", float(rules.max_asa_s[queue]), -1.0, speed_s),
        ("hang up", "share", float(rules.max_abandonment[queue]), -1.0, lost),
        (f"occupancy (load / {per})", "share", float(queues.max_occupancy[queue]), -1.0, busy),
        ("agents", "", float(rules.least_agents[queue]) or np.nan, 1.0, counts),
    ]


def _with(agents: Float, at: tuple[int, int], count: float) -> Float:
    """The week's agents with another number in one interval."""
    changed = agents.copy()
    changed[at] = count
    return changed


def _room(week: TypicalWeek, agents: float) -> float:
    """Contacts that so many agents can have at once; with growth, as many as they close at full pace."""
    at_once = float(week.facts.queues.concurrency[week.queue])
    growth = float(week.facts.queues.rules.concurrency_growth[week.queue])
    people, chats = np.asarray(agents), np.asarray(at_once)
    if at_once == 1.0 or not week.facts.sizing.whole_agents:
        return agents * at_once
    return float(closed_chats(slots_of(people, chats), people, chats, np.asarray(growth)))
