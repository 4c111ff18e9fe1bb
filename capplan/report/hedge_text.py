"""A plan for many futures in words: the answer first, then why it may be believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from capplan.report.aligned import aligned
from capplan.report.hedge_decisions import NAMES, NEGLIGIBLE, Decision, decisions
from capplan.report.wording import amount, count_of, day_text, number, percent, short_number
from capplan.uncertainty.hedged import Hedged

__all__ = ["DECISION_HEADINGS", "MEASURED", "as_text", "cost_table", "decision_rows", "sentence", "worth"]

DECISION_HEADINGS = ["decide by", "what", "who", "on", *NAMES.values()]
MEASURED = "what a plan minimises: unmet hours and steering at their prices, what is left at the end credited"
YES_OR_NO = ("open", "end", "start")
MOST_ROWS = 12
SMALL_DIFFERENCE = 0.5


def sentence(hedged: Hedged, told: Mapping[str, Any]) -> str:
    """What to do now, against what the plan for the mean would do, and what it is worth."""
    rows, currency = decisions(hedged), hedged.facts.currency
    text = f"By {day_text(hedged.plan.first.until)}: {_done(rows, 'hedge')}"
    if told["now"]["same_as_mean"]:
        return f"{text}, as the plan for the mean does; planning for {told['futures']} futures changes nothing now."
    text += f"; the plan for the mean {_instead(rows)}"
    fresh = told["out_of_sample"]
    if not fresh:
        mean, hedge = (told["cost"][name]["mean"] for name in ("mean", "hedge"))
        futures = f"the {told['futures']} futures planned for"
        if mean is None or hedge is None:
            return f"{text}: the plan for the mean leaves some of {futures} without a plan."
        saved = _less(mean - hedge, currency)
        return f"{text}: over {futures} this costs {saved} on average{_worst(told['cost'], told)}."
    saved = fresh["saved_over"]["mean"]
    if saved["mean"] is None:
        return f"{text}: no fresh future has a plan with both."
    low, high = saved["low"], saved["high"]
    over = count_of(saved["pairs"], "fresh future", "fresh futures")
    text += f": over {over} this costs {_less(saved['mean'], currency)} on average"
    if low is None:
        return f"{text}."
    sides = sorted([low, high]) if saved["mean"] >= 0.0 else sorted([-high, -low])
    chance = "" if saved["clear"] else ": within chance"
    text += f" ({percent(saved['confidence'], 0)} interval {_interval(sides, currency)}{chance})"
    return f"{text}{_worst(fresh['cost'], told)}."


def _worst(cost: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """What becomes of the worst futures, where they count."""
    risk = told["risk"]
    worst = [cost[name]["worst_mean"] for name in ("mean", "hedge")]
    if risk["share"] == 0.0 or None in worst:
        return ""
    share = percent(1.0 - risk["alpha"], 0)
    return f"; the worst {share} of them cost {_less(worst[0] - worst[1], told['currency'])} on average"


def _less(saved: float, currency: str) -> str:
    return f"{amount(abs(saved), currency)} {'less' if saved >= 0.0 else 'more'}"


def _interval(sides: list[float], currency: str) -> str:
    return f"{amount(sides[0], currency)} to {amount(sides[1], currency)}"


def _done(rows: tuple[Decision, ...], name: str) -> str:
    """As: start 3 classes (45 people), open Gamma on 1 Apr 2026, sign 4 orders."""
    parts = []
    people = sum(one.amount[name] for one in rows if one.what == "class")
    classes = sum(one.classes[name] for one in rows if one.what == "class")
    if people > 0.0:
        parts.append(
            f"start {count_of(classes, 'class', 'classes')} ({count_of(people, 'person', 'people')})"
        )
    parts += [
        f"{'announce the end of' if (one.what, one.unit) == ('end', 'site') else one.what} {one.who} on "
        f"{day_text(date.fromisoformat(one.day))}"
        for one in rows
        if one.what in YES_OR_NO and one.amount[name] > 0.5
    ]
    orders = sum(one.what == "order" and one.amount[name] > NEGLIGIBLE for one in rows)
    parts += [f"sign {count_of(orders, 'order', 'orders')}"] if orders else []
    return ", ".join(parts) or "start no class"


def _instead(rows: tuple[Decision, ...]) -> str:
    """What the plan for the mean does, said by what differs most."""
    differs = [one for one in rows if abs(one.amount["hedge"] - one.amount["mean"]) > SMALL_DIFFERENCE]
    classes = [one for one in rows if one.what == "class"]
    hedge, mean = (
        (sum(one.classes[name] for one in classes), sum(one.amount[name] for one in classes))
        for name in ("hedge", "mean")
    )
    if hedge != mean:
        return f"starts {number(mean[0])} ({count_of(mean[1], 'person', 'people')})"
    if any(one.what == "class" for one in differs):
        return "starts as many at other times or in other teams"
    return "orders, opens, ends or starts otherwise"


def as_text(hedged: Hedged, told: Mapping[str, Any]) -> str:
    """The whole answer for a terminal."""
    rows, (headings, costs) = decisions(hedged), cost_table(told)
    lines = ["Nothing: no plan calls a class, opens, ends, starts or orders anything now."]
    if rows:
        lines = aligned(DECISION_HEADINGS, decision_rows(rows[:MOST_ROWS]), left=range(4))
    if len(rows) > MOST_ROWS:
        lines.append(f"{count_of(len(rows) - MOST_ROWS, 'more', 'more')} in first_stage.csv")
    parts = [told["sentence"], "", *lines, "", *aligned(headings, costs), f"({MEASURED})", "", *worth(told)]
    return "\n".join(parts)


def decision_rows(rows: Iterable[Decision]) -> list[list[str]]:
    """Under ``DECISION_HEADINGS``: by when to decide what, and how much of it every plan decides."""
    return [
        [one.decide_by, one.what, one.who, one.day, *(_amount(one, name) for name in NAMES)] for one in rows
    ]


def _amount(one: Decision, name: str) -> str:
    value = one.amount[name]
    if abs(value) < NEGLIGIBLE:
        return "-"
    if one.what in YES_OR_NO:
        return "yes"
    unit = one.unit.replace("_", " ").replace("fte", "FTE")
    several = "" if unit == "people" or number(value) == "1" else "s"
    return f"{number(value)} {unit}{several}"


def cost_table(told: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows: mean and quantiles of every first stage, over fresh futures where there are any."""
    fresh, currency = told["out_of_sample"], told["currency"]
    cost = fresh["cost"] if fresh else told["cost"]
    over = f"{fresh['futures']} fresh futures" if fresh else f"{told['futures']} futures planned for"
    rows = []
    for name, said in NAMES.items():
        values = cost[name]
        money = [values[part] for part in ("mean", "p10", "p50", "p90", "worst_mean")]
        cells = ["no plan" if value is None else short_number(value) for value in money]
        if fresh:
            cells.insert(1, _range(values["mean_low"], values["mean_high"]))
        short = "-" if values["short_h"] is None else number(values["short_h"])
        rows.append([f"plan {said}", *cells, short])
    worst = f"worst {percent(1.0 - told['risk']['alpha'], 0)}"
    heads = ["mean", *(["95 % interval"] if fresh else []), "P10", "P50", "P90", worst, "hours short"]
    return [f"cost over {over}, {currency}", *heads], rows


def _range(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{short_number(low)} to {short_number(high)}"


def worth(told: Mapping[str, Any]) -> list[str]:
    """The value of the stochastic solution and of information, and what was checked."""
    value, currency = told["value"], told["currency"]

    def money(of: float | None) -> str:
        return "not known" if of is None else amount(of, currency)

    broken = [check["said"] for check in value["checks"] if not check["holds"]]
    checked = f"BROKEN: {', '.join(broken)}" if broken else "holds"
    risk = told["risk"]
    aim = (
        "mean cost"
        if risk["share"] == 0.0
        else f"{percent(1.0 - risk['share'], 0)} mean cost, {percent(risk['share'], 0)} mean of the worst "
        f"{percent(1.0 - risk['alpha'], 0)}"
    )
    return [
        f"Value of the stochastic solution over the {told['futures']} futures planned for ({aim}): "
        f"{money(value['stochastic_solution'])} over the plan for the mean{_most(value, currency)}, "
        f"{money(value['stochastic_solution_over_more'])} over the plan for the mean + 10 %.",
        _information(value["perfect_information"], value["perfect_information_at_most"], currency),
        f"The decisions are at most {percent(value['gap'], 2)} from the best ones "
        f"(asked: {percent(value['gap_asked'], 2)}; {told['recourse']} numbers in what is decided later; "
        f"found by {told['found_by']}).",
        f"Checked: wait and see <= here and now <= plan for the mean, plan for the mean + 10 %: {checked}.",
    ]


def _most(value: Mapping[str, Any], currency: str) -> str:
    """What the best decisions could save where those found may not be the best."""
    found, most = value["stochastic_solution"], value["stochastic_solution_at_most"]
    open_ = found is not None and most is not None and most - found > SMALL_DIFFERENCE
    return f" (at most {amount(most, currency)} with better decisions than were found)" if open_ else ""


def _information(least: float | None, most: float | None, currency: str) -> str:
    """Gaps make it a range: plans for known futures cost at most what was found, at least their bound."""
    if least is None or most is None:
        return "What perfect information would be worth is not known."
    least = max(0.0, least)
    known = (
        amount(most, currency) if least >= most else f"{amount(least, currency)} to {amount(most, currency)}"
    )
    return f"Perfect information would be worth {known}."
