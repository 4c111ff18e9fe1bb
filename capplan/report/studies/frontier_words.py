"""A frontier in words: levels as people say them, what one more costs from here, and where it ends."""

from __future__ import annotations

from capplan.report.studies.frontier_found import Frontier, OneMore
from capplan.report.wording import amount, number, percent

__all__ = ["ONE_BACK", "ONE_MORE", "WORTH_TELLING", "answer", "finding", "level_text"]

WORTH_TELLING = 1e-4
"""Of the cost: less than that is what a search left in one plan and not in another."""
SAME_LEVEL = 1e-7
WHOLE_UNITS = 10.0
NEARLY_ONE = 0.95
"""Units: where the frontier goes less far, one more is not told: nobody knows whether there is one, or its price."""
ONE_MORE = {
    "service": "one more point of service",
    "coverage": "one more point of coverage",
    "resilience": "one more point of resilience",
    "hires": "one person hired fewer",
    "accuracy": "one more point of accuracy",
    "exposure": "one hour less of exposure a day",
}
PART_MORE = {
    "service": "points more of service",
    "coverage": "points more of coverage",
    "resilience": "points more of resilience",
    "hires": "people hired fewer",
    "accuracy": "points more of accuracy",
    "exposure": "hours less of exposure a day",
}
"""One step towards the goal, a part of one, and what the step away from it is, where that is not one less."""
ONE_BACK = {"hires": "One more", "exposure": "One hour more"}


def level_text(goal: str, value: float) -> str:
    """A level of the goal as people say it."""
    if goal == "exposure":
        return f"{number(value, 2)} h"
    return number(value) if goal == "hires" else percent(value, 2)


def answer(frontier: Frontier) -> str:
    """What one more of the goal costs from here, in words, with its range."""
    one, here = ONE_MORE[frontier.goal], frontier.from_here
    if here is None or frontier.present is None:
        return "There is no present plan to start from."
    words = [_more(frontier, one), _first_part(frontier), _less(frontier)]
    if here.more is not None and frontier.beyond:
        words.append(f"No plan meets the rules at {_end(frontier)}.")
    if here.at is not None and here.saves > WORTH_TELLING * abs(frontier.present.cost):
        words.append(
            f"The same level can be had for {amount(here.saves, frontier.currency)} less ({here.at})."
        )
    return " ".join(word for word in words if word)


def finding(frontier: Frontier) -> str:
    """The answer in a few words. As: One more point of service costs 120 k USD from here."""
    here = frontier.from_here
    if here is None or here.more is None or frontier.present is None:
        if frontier.beyond and frontier.points:
            most = level_text(frontier.goal, frontier.points[-1].reached)
            return f"No plan was found beyond {most}; none keeps {_end(frontier)}"
        return "No plan on the frontier reaches more than the present one"
    one, step, cost = ONE_MORE[frontier.goal].capitalize(), here.more, "costs"
    if step.units < NEARLY_ONE:
        one, step, cost = f"{_units(step.units)} {PART_MORE[frontier.goal]}", _in_all(step), "cost"
    about = amount(step.each, frontier.currency)
    if step.below_gap and step.each_most is not None:
        most = amount(step.each_most, frontier.currency)
        return f"{one} {cost} about {about} from here; proven is only: {most} at most"
    return f"{one} {cost} {about} from here"


def _end(frontier: Frontier) -> str:
    return level_text(frontier.goal, frontier.beyond[0].bound)


def _more(frontier: Frontier, one: str) -> str:
    here, present = frontier.from_here, frontier.present
    assert here is not None and present is not None
    level = level_text(frontier.goal, present.reached)
    if here.more is not None and here.more.units >= NEARLY_ONE:
        return f"From {level}, {one} costs {_priced(here.more, frontier.currency)}."
    if here.more is not None:
        part = f"{_units(here.more.units)} {PART_MORE[frontier.goal]}"
        return f"From {level}, {part} cost {_priced(_in_all(here.more), frontier.currency)}."
    why = f"no plan meets the rules at {_end(frontier)}" if frontier.beyond else None
    return f"From {level}, {one} is not to be had: {why or 'no plan on the frontier reaches more'}."


def _in_all(step: OneMore) -> OneMore:
    """The whole step as one unit."""
    most = None if step.each_most is None else step.each_most * step.units
    return OneMore(step.start, step.end, 1.0, step.each * step.units, step.each_least * step.units, most)


def _first_part(frontier: Frontier) -> str:
    """Where the frontier has a point on the way: what it takes to get there."""
    here = frontier.from_here
    if here is None or here.more is None:
        return ""
    first = next((step for step in frontier.steps if step.start == here.at), None)
    if first is None or first.end == here.more.end:
        return ""
    units = _units(first.units)
    return f"The first {units} cost {_priced(_in_all(first), frontier.currency)}."


def _less(frontier: Frontier) -> str:
    """What one less saves; where plans for less cost as much, that they do."""
    here = frontier.from_here
    if here is not None and here.less is not None:
        back = ONE_BACK.get(frontier.goal, "One less")
        return f"{back} saves {_priced(here.less, frontier.currency)}."
    sign = -1.0 if frontier.goal in ONE_BACK else 1.0
    at = next((point for point in frontier.points if here is not None and point.run == here.at), None)
    weaker = [
        (sign * point.bound, point)
        for point in (*frontier.points, *frontier.beaten)
        if point.bound is not None and at is not None and sign * (at.reached - point.bound) > SAME_LEVEL
    ]
    if at is None or not weaker:
        return ""
    weakest = min(weaker, key=lambda each: each[0])[1]
    bound = level_text(frontier.goal, weakest.bound or 0.0)
    if weakest.least is None:
        return f"Asking for no more than {bound} saves nothing that the gap does not hide."
    saved = at.cost - weakest.least
    if saved <= WORTH_TELLING * abs(at.cost):
        return f"Asking for no more than {bound} saves nothing."
    most = amount(saved, frontier.currency)
    return f"Asking for no more than {bound} saves nothing that the gap does not hide (at most {most})."


def _priced(step: OneMore, currency: str) -> str:
    over = f"measured over {_units(step.units)}" if abs(step.units - 1.0) >= 0.05 else ""
    doubt = "the gap hides more than the step costs" if step.below_gap else ""
    told = "; ".join(
        words for words in (", ".join(filter(None, (_range(step, currency), over))), doubt) if words
    )
    return f"{amount(step.each, currency)}" + (f" ({told})" if told else "")


def _units(units: float) -> str:
    return number(units) if units >= WHOLE_UNITS else f"{units:.2g}"


def _range(step: OneMore, currency: str) -> str:
    """What the best plans differ by; nothing where that is what these plans differ by."""
    if step.each_most is None:
        return "any amount at most"
    least, most = amount(step.each_least, currency), amount(step.each_most, currency)
    if not step.each_least:
        return f"at most {most}"
    return "" if least == most else f"between {least} and {most}"
