"""Trust & Safety in the inputs: desks, levels, reviews, rework of errors, moderators, clocks by risk class."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import Rework
from capplan.nearest import did_you_mean, listing
from capplan.trust_facts import EU_LANGUAGES, Moderators, Presence, Trust
from capplan.validation.forecast import Series
from capplan.validation.typed import Inputs, rows_where

__all__ = ["build_trust", "check", "notes", "turnaround_h"]

Float = NDArray[np.float64]
DAY = 1440  # minutes
HOUR = 60


def check(inputs: Inputs) -> Iterator[Problem]:
    """What cannot be: levels of languages nobody has, reviews of real-time work, half a window, unknown names."""
    yield from _languages(inputs)
    yield from _reviews(inputs)
    yield from _windows(inputs)
    yield from _errors(inputs)
    yield from _priorities(inputs)


def _languages(inputs: Inputs) -> Iterator[Problem]:
    teams, levels, moderators = inputs["teams"], inputs["proficiency"], inputs["moderators"]
    spoken = dict(zip(teams.text("team").tolist(), teams.labels("languages"), strict=True))
    for row, (team, language) in enumerate(
        zip(levels.text("team").tolist(), levels.text("language").tolist(), strict=True)
    ):
        if team in spoken and language and language not in spoken[team]:
            known = sorted(spoken[team])
            yield levels.problem(
                row, "language", f"{team} has no such language in teams.csv", listing(known),
                did_you_mean(language, known),
            )  # fmt: skip
    for row in rows_where(~np.isin(moderators.text("language"), ("", *EU_LANGUAGES))):
        yield moderators.problem(
            row, "language", "not an official language of the EU", listing(EU_LANGUAGES),
            did_you_mean(str(moderators.text("language")[row]), EU_LANGUAGES),
        )  # fmt: skip
    presence, everybody = inputs["presence"], sorted({name for names in spoken.values() for name in names})
    for row, language in enumerate(presence.text("language").tolist()):
        if inputs.model.presence is not None and teams.sound and language and language not in everybody:
            yield presence.problem(
                row, "language", "no team speaks it, so nobody can be there", listing(everybody),
                did_you_mean(language, everybody),
            )  # fmt: skip


def _reviews(inputs: Inputs) -> Iterator[Problem]:
    table = inputs["queues"]
    for column in ("double_review", "sample"):
        some = table.number(column) > 0.0
        for row in rows_where(some & (table.text("work") == "real_time")):
            yield table.problem(row, column, "real-time work is not reviewed before it is done", "0 or blank")
    checked = table.number("sample") > 0.0
    for row in rows_where(checked & ~table.given("sample_s")):
        yield table.problem(
            row, "sample_s", "sample needs it: how long does a check take?", "seconds above 0"
        )
    reviewed = checked | (table.number("double_review") > 0.0)
    for row in rows_where(reviewed & table.given("blend_with")):
        yield table.problem(
            row, "blend_with", "what is reviewed cannot be done in the gaps of a queue", "blank"
        )


def _windows(inputs: Inputs) -> Iterator[Problem]:
    teams = inputs["teams"]
    for row in rows_where(teams.given("works_from") != teams.given("works_to")):
        missing = "works_to" if teams.given("works_from")[row] else "works_from"
        yield teams.problem(row, missing, "works_from and works_to go together", "a time from 00:00 to 23:59")


def _errors(inputs: Inputs) -> Iterator[Problem]:
    table, queues = inputs["rework"], inputs["queues"]
    kind = dict(zip(queues.text("queue").tolist(), queues.text("work").tolist(), strict=True))
    for row in rows_where(table.text("of") == "errors"):
        if kind.get(str(table.text("to_queue")[row])) == "real_time":
            yield table.problem(
                row, "to_queue", "errors bring about work that can wait", "a deferrable queue"
            )
        if inputs.model.rework is not None and not inputs["accuracy"].present:
            yield table.problem(
                row, "of", "how often decisions are wrong is not known", "contacts, or accuracy.csv"
            )


def _priorities(inputs: Inputs) -> Iterator[Problem]:
    """Priorities that the sections name and no queue has."""
    known = sorted({name for name in inputs["queues"].text("priority").tolist() if name})
    model, sections = inputs.model, []
    if model.shortage is not None:
        sections.append(("shortage.protected", model.shortage.protected))
    if model.clocks is not None:
        sections += [
            ("clocks.turnaround_h", dict.fromkeys(model.clocks.turnaround_h, 0.0)),
            ("clocks.late_price", model.clocks.late_price),
        ]
    for key, named in sections:
        for name in named:
            if inputs["queues"].sound and name not in known:
                yield Problem(
                    "planning model", f"{key} names a priority that no queue has", column=key, value=name,
                    allowed=listing(known), cause=did_you_mean(name, known),
                )  # fmt: skip


def notes(inputs: Inputs) -> Iterator[str]:
    """Tables without their section, and sections without what they need."""
    model, errors = inputs.model, bool((inputs["rework"].text("of") == "errors").any())
    roles = set(inputs["support_ratios"].text("role").tolist())
    if model.presence is None and inputs["presence"].present:
        yield "presence.csv is not used without [presence] in the planning model"
    if model.presence is not None and not inputs["presence"].present:
        yield "the planning model has [presence], but there is no presence.csv"
    if model.rework is None and errors:
        yield "rework.csv: rows of errors are not used without [rework] in the planning model"
    if model.rework is not None and not errors:
        yield "the planning model has [rework], but rework.csv has no rows of errors"
    nesting = model.nesting
    if nesting is not None and nesting.most_per_role is not None:
        if model.support is None:
            yield "nesting.most_per_role is not used without [support]"
        elif nesting.role not in roles:
            yield f"nesting.role is {nesting.role}, which support_ratios.csv does not name: nothing holds there"
    yield from _too_small(inputs)


def _too_small(inputs: Inputs) -> Iterator[str]:
    """Teams whose smallest class never finds room in the hard share of new people, as they open."""
    rules, teams, classes = inputs.model.nesting, inputs["teams"], inputs["class_rules"]
    if rules is None or rules.price is not None or not rules.most_share or inputs.model.hiring is None:
        return
    table = inputs["headcount"]
    heads = {
        name: float(table.number("heads")[table.text("team") == name].sum())
        for name in teams.text("team").tolist()
    }
    small = [
        f"{name} ({heads[name]:g})"
        for name, least in zip(
            classes.text("team").tolist(), classes.number("class_min").tolist(), strict=True
        )
        if name in heads and least > rules.most_share * (heads[name] + least)
    ]
    if small:
        yield (
            f"nesting.most_share is {rules.most_share:g}: the smallest class is more than that in {listing(small)}, "
            "by the people they open with; without nesting.price they cannot hire until they are larger"
        )


def turnaround_h(inputs: Inputs) -> Float:
    """[row of queues.csv] hours to do the work in: the shorter of the queue's and that of its risk class."""
    table, clocks = inputs["queues"], inputs.model.clocks
    own = table.limit("turnaround_h")
    if clocks is None:
        return own
    of_class = [clocks.turnaround_h.get(name, np.inf) for name in table.text("priority").tolist()]
    return np.minimum(own, np.array(of_class, dtype=np.float64))


def build_trust(inputs: Inputs, found: Series, errors: Rework) -> Trust:
    """Desks, moderators, levels, reviews and what errors bring about."""
    levels, queues = inputs["proficiency"], inputs["queues"]
    stated = zip(levels.text("team").tolist(), levels.text("language").tolist(), strict=True)
    row = np.array([queues.names().index(queue) for queue in found.queue], dtype=np.int64)
    twice = queues.number("double_review")[row]
    sample_s = np.nan_to_num(queues.number("sample") * queues.number("sample_s"))[row]
    reviewed = bool(twice.any() or sample_s.any())
    return Trust(
        presence=_presence(inputs),
        moderators=_moderators(inputs),
        level=dict(zip(stated, levels.text("level").tolist(), strict=True)),
        double_review=twice if reviewed else None,
        sample_s=sample_s if reviewed else None,
        error_from=errors.from_queue,
        error_to=errors.to_queue,
        error_share=errors.share,
        error_delay=errors.delay,
    )


def _presence(inputs: Inputs) -> Presence | None:
    table, teams = inputs["presence"], inputs["teams"]
    if not len(table):
        return None
    window = list(zip(teams.number("works_from"), teams.number("works_to"), strict=True))
    edges = sorted({int(edge) for times in window for edge in times if np.isfinite(edge)})
    desks: list[str] = []
    parts: list[tuple[int, float, tuple[bool, ...]]] = []
    for row, language in enumerate(table.text("language").tolist()):
        start, end = int(table.number("time_from")[row]), int(table.number("time_to")[row])
        length = (end - start) % DAY or DAY
        desks.append(f"{language} {start // HOUR:02d}:{start % HOUR:02d}-{end // HOUR:02d}:{end % HOUR:02d}")
        cuts = sorted({0, length, *((edge - start) % DAY for edge in edges if (edge - start) % DAY < length)})
        found: dict[tuple[bool, ...], int] = {}
        for low, high in zip(cuts, cuts[1:], strict=False):
            middle = (start + (low + high) / 2) % DAY
            able = tuple(
                language in names and _within(middle, *times)
                for names, times in zip(teams.labels("languages"), window, strict=True)
            )
            found[able] = found.get(able, 0) + high - low
        parts += [(row, minutes / HOUR, able) for able, minutes in found.items()]
    return Presence(
        desk=tuple(desks),
        language=tuple(table.text("language").tolist()),
        least_people=table.number("least_people"),
        desk_of=np.array([part[0] for part in parts], dtype=np.int64),
        hours=np.array([part[1] for part in parts], dtype=np.float64),
        able=np.array([part[2] for part in parts], dtype=np.bool_).T,
    )


def _within(minute: float, start: float, end: float) -> bool:
    """Whether a minute of the day lies in the hours of a team; without hours it always does."""
    if not np.isfinite(start) or start == end:
        return True
    return start <= minute < end if start < end else minute >= start or minute < end


def _moderators(inputs: Inputs) -> Moderators | None:
    table = inputs["moderators"]
    if not len(table):
        return None
    counted = (table.number(column) for column in ("internal", "external", "qualified"))
    return Moderators(tuple(table.text("language").tolist()), *counted)
