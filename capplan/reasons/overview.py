"""What holds a plan up: rules by what one unit more would save, work and people; of all of it, a site or a week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from capplan.conflict_words import named
from capplan.contracts.quantities import contracts_of
from capplan.facts import Facts
from capplan.reasons.answer import Answer
from capplan.reasons.clock import Clock
from capplan.reasons.priced import NOTHING, PEOPLE, PricedLimit, Prices, ToCheck, checked
from capplan.reasons.telling import LEGEND, as_json, limit_part, limit_sentence, money, week_text
from capplan.reasons.words import HIRING_RULES
from capplan.report.reasons import Part, Story
from capplan.report.wording import number, percent

__all__ = ["TOP", "WORK", "of_plan", "of_site", "of_week", "plan_sentence"]

TOP, LISTED = 4, 10
"""Rules whose prices are checked, and told in sentences; rules that are listed."""

TOP_WORK, LISTED_WORK, TOP_HIRING, LISTED_HIRING, TOP_PEOPLE = 1, 5, 3, 6, 1

WORK = ("coverage", "backlog_balance")
HOURS = "team_hours"

Tell = Callable[[str], None]


def plan_sentence(prices: Prices) -> str:
    """What every figure is the difference to."""
    given, now = prices.rebuilt.formulation.given, prices.settled.objective
    currency, saved = given.facts.currency, prices.told - now
    text = (
        "Figures are differences in the objective: money, the prices of unmet hours and what only steers. Classes, "
        "contracts, support roles and who takes which queue stay as planned unless it says otherwise: "
        f"{money(now, currency)}"
    )
    if saved > max(1.0, 1e-6 * abs(now)):
        gap = prices.rebuilt.summary.get("gap")
        stopped = f", as the search stopped at a gap of {percent(gap)}" if gap else ""
        text += (
            f". That is {money(saved, currency)} less than the plan as written, whose hours had not been settled to "
            f"the last{stopped}"
        )
    if given.model.objective.minimise == "unmet_hours":
        text += (
            ". The plan minimises unmet hours: money counts a ten-thousandth in it, and in these figures too"
        )
    return f"{text}."


def largest(limits: Sequence[PricedLimit], count: int) -> list[PricedLimit]:
    """The limits of the largest prices."""
    worth = [limit for limit in limits if abs(limit.total) > NOTHING]
    return sorted(worth, key=lambda one: (-abs(one.total), one.limit.family, one.limit.where))[:count]


@dataclass(frozen=True)
class _Chosen:
    """What is told: rules, work and people with hires held, and rules on hiring where the plan may hire."""

    rules: list[PricedLimit]
    work: list[PricedLimit]
    people: list[PricedLimit]
    hiring: list[PricedLimit]

    @classmethod
    def of(
        cls,
        limits: Sequence[PricedLimit],
        may_hire: Sequence[PricedLimit],
        people: str = PEOPLE,
        work: int = LISTED_WORK,
    ) -> _Chosen:
        """The dearest of each kind."""
        special = (*WORK, *HIRING_RULES, PEOPLE, HOURS)
        return cls(
            largest([one for one in limits if one.limit.family not in special], LISTED),
            largest([one for one in limits if one.limit.family in WORK], work),
            sorted([one for one in limits if one.limit.family == people], key=lambda one: one.total),
            largest([one for one in may_hire if one.limit.family in HIRING_RULES], LISTED_HIRING),
        )

    def checked(self, prices: Prices, clock: Clock, tell: Tell) -> _Chosen:
        """The dearest of each kind checked, and the person worth least."""
        people = [*self.people[:TOP_PEOPLE], *self.people[TOP_PEOPLE:][-1:]]
        staff, lent = (people, []) if people and people[0].limit.family == PEOPLE else ([], people)
        both, hiring = [*self.rules[:TOP], *self.work[:TOP_WORK]], self.hiring[:TOP_HIRING]
        found = checked(prices, ToCheck(both, lent, staff, hiring), clock, tell)
        told_again = (*found.both, *found.more, *found.people)
        known = {(one.limit.family, one.limit.where): one for one in told_again}

        def told(limits: list[PricedLimit]) -> list[PricedLimit]:
            return [known.get((one.limit.family, one.limit.where), one) for one in limits]

        hiring = [*found.hiring, *self.hiring[TOP_HIRING:]]
        return _Chosen(told(self.rules), told(self.work), told(self.people), hiring)


def of_plan(prices: Prices, clock: Clock, tell: Tell) -> Answer:
    """The whole plan."""
    chosen = _Chosen.of(prices.limits, prices.limits_may_hire).checked(prices, clock, tell)
    sentences = (*_told(prices, chosen), *_loose(prices), plan_sentence(prices))
    parts = (Part("", sentences), *_tables(prices, chosen))
    return Answer(Story("What holds this plan up", parts), _content(prices, chosen))


def _told(prices: Prices, chosen: _Chosen) -> list[str]:
    facts = prices.rebuilt.formulation.given.facts
    told = [limit_sentence(limit, facts) for limit in chosen.rules[:TOP]]
    if chosen.hiring:
        first = limit_sentence(chosen.hiring[0], facts)
        told.append(f"With classes free to change, in parts: {first[0].lower()}{first[1:]}")
    return told or ["No rule holds the plan up: one unit more of any would change nothing."]


def _loose(prices: Prices) -> list[str]:
    """The kinds of rules that have no price anywhere."""
    bind: dict[str, bool] = {}
    for one in (*prices.limits, *prices.limits_may_hire):
        if one.limit.family not in (*WORK, PEOPLE, HOURS):
            bind[one.limit.family] = bind.get(one.limit.family, False) or abs(one.total) > NOTHING
    if prices.may_hire is None:
        bind = {name: binds for name, binds in bind.items() if name not in HIRING_RULES}
    loose = [named(name) for name, binds in bind.items() if not binds]
    return [f"By their prices nothing hangs on: {', '.join(loose)}."] if loose else []


def _tables(prices: Prices, chosen: _Chosen) -> list[Part]:
    found = []
    if chosen.rules:
        found.append(limit_part("Rules that bind", chosen.rules, (LEGEND,)))
    if chosen.work:
        found.append(limit_part("Work", chosen.work))
    if chosen.people and chosen.people[0].limit.family == PEOPLE:
        found.append(_people_part(prices, chosen.people))
    if chosen.hiring:
        found.append(_hiring_part(prices, chosen.hiring))
    return found


def _content(prices: Prices, chosen: _Chosen) -> dict[str, object]:
    return {
        "currency": prices.rebuilt.formulation.given.facts.currency,
        "objective": round(prices.told, 2),
        "objective_settled": round(prices.settled.objective, 2),
        "objective_classes_in_parts": None
        if prices.may_hire is None
        else round(prices.may_hire.objective, 2),
        "rules": as_json(chosen.rules),
        "work": as_json(chosen.work),
        "people": as_json(chosen.people),
        "rules_on_hiring": as_json(chosen.hiring),
    }


def _people_part(prices: Prices, people: Sequence[PricedLimit]) -> Part:
    """What one more trained person is worth, and where the plan may hire."""
    facts = prices.rebuilt.formulation.given.facts
    longer = {one.limit.where: one for one in prices.limits_may_hire if one.limit.family == PEOPLE}
    part = limit_part("One more person", people)
    rows = []
    for one, cells in zip(people, part.rows, strict=True):
        site = facts.sites.name[facts.teams.site[facts.teams.name.index(one.limit.where)]]
        free = number(longer[one.limit.where].total) if one.limit.where in longer else ""
        rows.append((one.limit.where, site, *cells[3:5], free))
    sentence = (
        "One more trained person there on the first day, neither hired nor trained, who is paid, billed and seated, "
        "takes a part of a lead and leaves like the others: what that costs over the plan, all in; below nothing it "
        "saves. Where it saves much, people are what is short; above nothing, there are too many."
    )
    headings = ("team", "site", "price (LP)", "one more", "classes free (LP)")
    return Part("One more person", (sentence,), headings, tuple(rows), left=2)


def _hiring_part(prices: Prices, hiring: Sequence[PricedLimit]) -> Part:
    assert prices.may_hire is not None
    saved = prices.settled.objective - prices.may_hire.objective
    currency = prices.rebuilt.formulation.given.facts.currency
    sentence = (
        "As every class stands, room for more of them is worth nothing. Here classes, the people in them and support "
        "roles may change, in parts of a class; contracts, and who takes which queue, stay. In parts the plan would "
        f"cost {money(saved, currency)} less, which no plan of whole classes may reach: take these as a tendency."
    )
    return limit_part("Rules on hiring, classes free to change", hiring, (sentence,))


def of_site(prices: Prices, site: str, clock: Clock, tell: Tell) -> Answer:
    """What fills a site, what holds it up, what a seat and room for a class are worth there."""
    names = _names_at(prices.rebuilt.formulation.given.facts, site)

    def here(limits: Sequence[PricedLimit]) -> list[PricedLimit]:
        return [limit for limit in limits if limit.limit.where in names]

    chosen = _Chosen.of(here(prices.limits), here(prices.limits_may_hire)).checked(prices, clock, tell)
    filled, content = _filled(prices, site)
    head = Part("", (*filled, *_told(prices, chosen), plan_sentence(prices)))
    story = Story(f"Site {site}", (head, *_tables(prices, chosen)))
    return Answer(story, {"site": site, "filled": content, **_content(prices, chosen)})


def _names_at(facts: Facts, site: str) -> set[str]:
    """The site, its teams and their contracts."""
    s = facts.sites.name.index(site)
    names = {site, *(name for p, name in enumerate(facts.teams.name) if facts.teams.site[p] == s)}
    if facts.contracts is not None:
        contracts = contracts_of(facts)
        names |= {name for c, name in enumerate(contracts.name) if contracts.site[c] == s}
    return names


def _filled(prices: Prices, site: str) -> tuple[list[str], dict[str, object]]:
    """Seats, rooms and trainers taken at the peak, and in how many weeks all are."""
    formulation = prices.rebuilt.formulation
    facts, arrays, blocks = formulation.given.facts, formulation.arrays, formulation.program.row_blocks
    s = facts.sites.name.index(site)
    heads = formulation.program.value("heads", prices.x)[facts.teams.site == s]
    busiest = int(np.argmax(heads.sum(axis=0)))
    sentences = [
        f"{site} has {number(heads[:, 0].sum(), 1)} people in production at the start, "
        f"{number(heads[:, -1].sum(), 1)} at the end and at most {number(heads[:, busiest].sum(), 1)}, in "
        f"{week_text(facts, busiest)}."
    ]
    content: dict[str, object] = {"heads_most": round(float(heads[:, busiest].sum()), 4)}
    for name in ("seats", "rooms", "trainers"):
        if name not in blocks:
            continue
        rows = blocks[name].index[s]
        limit, used = arrays.row_upper[rows], arrays.matrix[rows] @ prices.x
        if not np.isfinite(limit).any():
            sentences.append(f"No limit on {name} is given.")
            continue
        full, peak = int((used >= limit - 1e-6).sum()), int(np.argmax(used - limit))
        content[name] = {
            "limit": round(float(limit[peak]), 4),
            "used": round(float(used[peak]), 4),
            "full_in": full,
        }
        sentences.append(
            f"{name.capitalize()}: {number(used[peak], 1)} of {number(limit[peak], 1)} taken in "
            f"{week_text(facts, peak)}, the fullest; full in {full} of {len(limit)} {facts.horizon.period}s."
        )
    return sentences, content


def of_week(prices: Prices, period: int, clock: Clock, tell: Tell) -> Answer:
    """What holds the plan up in one period; prices are those of that period alone."""
    facts = prices.rebuilt.formulation.given.facts
    label = facts.horizon.labels[period]
    held, may_hire = (_within(limits, label) for limits in (prices.limits, prices.limits_may_hire))
    chosen = _Chosen.of(held, may_hire, HOURS, len(facts.queues.name)).checked(prices, clock, tell)
    head = Part("", (*_required(prices, period), *_told(prices, chosen), plan_sentence(prices)))
    parts = [head, *_tables(prices, chosen)]
    if chosen.people:
        parts.append(_hours_part(chosen.people))
    title = week_text(facts, period)
    return Answer(
        Story(f"{title[0].upper()}{title[1:]}", tuple(parts)), {"week": label, **_content(prices, chosen)}
    )


def _within(limits: Sequence[PricedLimit], label: str) -> list[PricedLimit]:
    """The part of the limits that is of one period."""
    found = []
    for one in limits:
        here = np.array([time == label for time in one.limit.times], dtype=np.bool_)
        if here.any():
            found.append(replace(one, limit=one.limit.within(here), price=one.price[here]))
    return found


def _required(prices: Prices, period: int) -> list[str]:
    """What is required in a period, what of it stays short and of which queues, and the overtime in it."""
    given, program = prices.rebuilt.formulation.given, prices.rebuilt.formulation.program
    required, kind = float(given.requirement.required_h[:, period].sum()), given.facts.horizon.period
    short, overtime = (program.value(name, prices.x)[:, period] for name in ("short_h", "overtime_h"))
    most = [int(q) for q in np.argsort(-short, kind="stable")[:TOP] if short[q] >= 1.0]
    told = ", ".join(f"{given.facts.queues.name[q]} {number(short[q])}" for q in most)
    stay = f"{number(short.sum())} of them stay short ({told})" if most else "all of them are covered"
    return [
        f"This {kind} requires {number(required)} productive hours, and {stay}; "
        f"{number(overtime.sum())} hours of overtime are worked in it."
    ]


def _hours_part(people: Sequence[PricedLimit]) -> Part:
    rows = limit_part("", people).rows
    sentence = (
        "The hours of one more trained person in this period alone, as if lent by nobody: what they cost, below "
        "nothing what they save. Pay, seat and fee are not counted."
    )
    headings = ("team", "price (LP)", "one more")
    return Part(
        "The hours of one person", (sentence,), headings, tuple((row[1], *row[3:5]) for row in rows), left=1
    )
