"""The report of a plan for many futures: a newsvendor, in numbers, words and files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from capplan.report.hedge import content, evaluation_table, futures_table
from capplan.report.hedge_decisions import NAMES, Decision, decisions, first_stage_table
from capplan.report.hedge_page import page
from capplan.report.hedge_text import as_text
from capplan.report.hedge_write import write_hedge
from capplan.report.plots.hedge import PICTURES, Compared, cost_spread, paired_costs
from capplan.uncertainty.cvar import Risk
from capplan.uncertainty.draws import World
from capplan.uncertainty.hedged import Hedged
from capplan.uncertainty.runs import NONE, Reply
from capplan.uncertainty.two_stage import Search, costs_of
from tests.uncertainty import newsvendor
from tests.uncertainty.runs_here import planned_here
from tests.uncertainty.solved_here import solved_here

NEEDED = (2.0, 7.0, 3.0, 6.0)  # of the fresh futures


def reply(people: float, needed: float) -> Reply:
    """What a class of so many comes to where so many are needed: 160 hours for each who is short."""
    cost, short = newsvendor.cost(people, needed), max(needed - people, 0.0)
    return Reply(cost, newsvendor.WAGE * people, newsvendor.SHORT * short, 160.0 * short, 0.0)


def dearer(hedged: Hedged, by: list[float]) -> dict[str, tuple[Reply, ...]]:
    """Fresh futures in which the plan for the mean costs so much more than the hedge."""
    mean = zip(hedged.fresh["hedge"], by, strict=True)
    return {**hedged.fresh, "mean": tuple(replace(each, cost=each.cost + more) for each, more in mean)}


@pytest.fixture(scope="module")
def hedged() -> Hedged:
    """Two people now, four in the plan for the mean, five in that for more, over four fresh futures."""
    search = Search(0.0, whole=True)
    with (
        patch("capplan.uncertainty.first_in_common.solve", solved_here),
        patch("capplan.uncertainty.runs.solve", solved_here),
    ):
        plan = planned_here(newsvendor.model(), newsvendor.outlook([2.0, 7.0]), newsvendor.now(), search)
    worlds = tuple(World(k, {"volume": {"queue1": 0.5 + k}}, {"volume": 0.0}) for k in range(4))
    fresh = {
        name: tuple(reply(people, needed) for needed in NEEDED)
        for name, people in (("hedge", 2.0), ("mean", 4.0), ("mean_more", 5.0))
    }
    facts = newsvendor.future(4.5).facts
    return Hedged("tiny", "base", facts, plan, {}, search, 0, worlds[:2], worlds, fresh)


def test_decisions_stand_beside_those_of_other_plans(hedged: Hedged) -> None:
    (one,) = decisions(hedged)
    assert (one.what, one.who, one.day, one.decide_by) == ("class", "TEAM1", "2026-01-05", "2026-01-05")
    assert one.amount == {"hedge": 2.0, "mean": 4.0, "mean_more": 5.0}
    assert one.classes == dict.fromkeys(one.amount, 1.0)
    row = first_stage_table(hedged).iloc[0]
    assert (row["hedge"], row["mean"], row["mean_more"], row["hedge_classes"]) == (2.0, 4.0, 5.0, 1.0)


def test_numbers_are_those_worked_by_hand(hedged: Hedged) -> None:
    told = content(hedged)
    assert told["value"]["stochastic_solution"] == 800.0 and told["value"]["perfect_information"] == 8000.0
    assert told["cost"]["hedge"] == {
        "mean": 26000.0, "p10": 8000.0, "p50": 8000.0, "p90": 44000.0, "worst_mean": 44000.0,
        "cost_to_serve": 8000.0, "unmet_cost": 18000.0, "short_h": 400.0, "without_seat": 0.0, "without_a_plan": 0,
    }  # fmt: skip
    # two: 8, 44, 15.2, 36.8 thousand; four: 16, 37.6, 16, 30.4
    saved = told["out_of_sample"]["saved_over"]["mean"]
    assert saved["mean"] == pytest.approx((8000 - 6400 + 800 - 6400) / 4)
    assert saved["pairs"] == 4 and not saved["clear"] and saved["dearer_share"] == 0.5
    assert saved["low"] < saved["mean"] < saved["high"]
    # 8, 44, 15.2, 36.8: mean 26, standard error 8569.7, t of 3 degrees 3.18245
    fresh = told["out_of_sample"]["cost"]["hedge"]
    assert (fresh["mean"], fresh["mean_low"], fresh["mean_high"]) == (
        26000.0, pytest.approx(26000 - 27272.7, abs=1.0), pytest.approx(26000 + 27272.7, abs=1.0),
    )  # fmt: skip


def test_the_answer_comes_first_and_says_where_it_is_chance(hedged: Hedged) -> None:
    first = as_text(hedged, content(hedged)).splitlines()[0]
    # differences 8000, -6400, 800, -6400: mean -1000, standard error 3446.7, t of 3 degrees 3.18245
    assert first == (
        "By 5 Jan 2026: start 1 class (2 people); the plan for the mean starts 1 (4 people): "
        "over 4 fresh futures this costs 1,000 USD more on average "
        "(95 % interval \N{MINUS SIGN}9,969 USD to 12.0 k USD: within chance)."
    )
    clear = replace(hedged, fresh=dearer(hedged, [90.0, 100.0, 110.0, 100.0]))
    assert (
        "this costs 100 USD less on average (95 % interval 87 USD to 113 USD)." in content(clear)["sentence"]
    )
    bare = content(replace(hedged, fresh={}, drawn_fresh=()))
    assert "over the 2 futures planned for this costs 800 USD less on average." in bare["sentence"]


def test_contracts_and_orders_are_said_in_few_words(hedged: Hedged) -> None:
    every, none = (
        dict.fromkeys(("hedge", "mean", "mean_more"), 1.0),
        {"hedge": 7.0, "mean": 9.0, "mean_more": 9.0},
    )
    rows = (
        Decision("open", "Gamma", "BOG", "2026-04-01", "2026-03-02", "contract", every, {}),
        *(
            Decision("order", "Beta", "MNL", f"2026-0{n}-01", "2026-03-02", "fte_month", none, {})
            for n in (5, 6)
        ),
    )
    with patch("capplan.report.hedge_text.decisions", lambda _: rows):
        told = content(hedged)
        text = as_text(hedged, told)
    assert told["sentence"].startswith(
        "By 5 Jan 2026: open Gamma on 1 Apr 2026, sign 2 orders; the plan for the mean orders, opens, ends or "
        "starts otherwise: over 4 fresh futures this costs"
    )
    assert "7 FTE months" in text and text.count("  order  Beta ") == 2


def test_information_is_worth_a_range_that_begins_at_nothing(hedged: Hedged) -> None:
    told = content(hedged)
    assert "Perfect information would be worth 8,000 USD." in as_text(hedged, told)
    for least, most, said in ((-383.0, 389.0, "0 USD to 389 USD"), (100.0, 389.0, "100 USD to 389 USD")):
        value = told["value"] | {"perfect_information": least, "perfect_information_at_most": most}
        assert f"would be worth {said}." in as_text(hedged, told | {"value": value})


def test_what_better_decisions_could_save_is_said_where_the_gap_leaves_it_open(hedged: Hedged) -> None:
    assert "800 USD over the plan for the mean, " in as_text(hedged, content(hedged))
    value = replace(hedged.plan.value, here_and_now_bound=25_000.0)
    told = content(replace(hedged, plan=replace(hedged.plan, value=value)))
    # the plan for the mean costs 26,800
    assert told["value"]["stochastic_solution_at_most"] == 1800.0
    said = "800 USD over the plan for the mean (at most 1,800 USD with better decisions than were found), "
    assert said in as_text(hedged, told)


def test_the_same_decision_is_called_the_same(hedged: Hedged) -> None:
    chosen = hedged.plan.chosen | {"mean": hedged.plan.chosen["hedge"]}
    told = content(replace(hedged, plan=replace(hedged.plan, chosen=chosen)))
    assert told["now"]["same_as_mean"] and "as the plan for the mean does" in told["sentence"]


def test_futures_without_a_plan_are_counted_and_null(hedged: Hedged) -> None:
    first, *_, last = hedged.fresh["mean"]
    told = content(replace(hedged, fresh={**hedged.fresh, "mean": (first, NONE, NONE, last)}))
    cost = told["out_of_sample"]["cost"]["mean"]
    assert cost["mean"] is None and cost["without_a_plan"] == 2
    assert told["out_of_sample"]["saved_over"]["mean"]["pairs"] == 2
    assert "no plan" in as_text(hedged, told)


def test_the_worst_futures_are_told_where_they_count(hedged: Hedged) -> None:
    fearful = replace(hedged, search=replace(hedged.search, risk=Risk(0.75, 0.5)))
    # the worst quarter is one future: 37.6 against 44 thousand
    assert content(fearful)["sentence"].endswith(
        "within chance); the worst 25 % of them cost 6,400 USD more on average."
    )


def test_tables_have_a_row_for_every_future(hedged: Hedged) -> None:
    futures, fresh = futures_table(hedged), evaluation_table(hedged)
    assert futures["hedge_cost"].tolist() == pytest.approx([8000.0, 44000.0])
    assert futures["hedge_short_h"].tolist() == pytest.approx([0.0, 800.0])
    assert futures["mean_cost_to_serve"].tolist() == pytest.approx([16000.0, 16000.0])
    assert fresh["mean_cost"].tolist() == pytest.approx([16000.0, 37600.0, 16000.0, 30400.0])
    assert fresh["volume"].tolist() == [0.5, 1.5, 2.5, 3.5]


def test_the_folder_is_whole_and_the_same_byte_for_byte(hedged: Hedged, tmp_path: Path) -> None:
    told = write_hedge(hedged, tmp_path / "one")
    drawn = {name: (tmp_path / f"one/plots/{name}.svg").read_text() for name in PICTURES}
    with patch("capplan.report.hedge_write._draw", lambda _, plots: drawn):
        write_hedge(hedged, tmp_path / "other")
    files = {path.relative_to(tmp_path / "one").as_posix() for path in (tmp_path / "one").rglob("*.*")}
    own = {"hedge.json", "hedge.html", "first_stage.csv", "futures.csv", "evaluation.csv"}
    assert files == own | {f"plots/{name}.{kind}" for name in PICTURES for kind in ("png", "svg")}
    for file in own:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()
    page = (tmp_path / "one/hedge.html").read_text()
    assert page.count("<svg") == 2 and told["sentence"] in page


def test_the_page_tells_what_differs_from_what_does_not(hedged: Hedged) -> None:
    every = dict.fromkeys(NAMES, 3.0)
    rows = (
        Decision("class", "OTHER", "A", "2026-01-05", "2026-01-05", "people", every | {"mean": 5.0}, every),
        Decision("class", "SAME", "A", "2026-01-05", "2026-01-05", "people", every, every),
    )
    told = content(hedged)
    with patch("capplan.report.hedge_page.decisions", lambda _: rows):
        text = page(hedged, told, {})
    assert "1 decision does not differ." in text
    first, second = text.index("Decided otherwise than for the mean"), text.index("Decided as for the mean")
    assert first < text.index("OTHER") < second < text.index("SAME")
    with patch("capplan.report.hedge_page.decisions", lambda _: rows[1:]):
        assert "Nothing." in page(hedged, told, {})


def test_the_pictures_say_what_they_found(hedged: Hedged) -> None:
    cost = {name: costs_of(replies) for name, replies in hedged.fresh.items()}
    compared = Compared(cost, NAMES, "USD", "4 fresh futures")
    ax = paired_costs(compared)
    assert ax.get_title(loc="left") == "The plan for the mean is 1,000 USD cheaper on average, within chance"
    assert [line.get_xdata()[1:].tolist() for line in ax.get_lines()[1::2]] == [
        pytest.approx(sorted(cost[name] - cost["hedge"])) for name in ("mean", "mean_more")
    ]
    # two people: 8, 15.2, 36.8, 44 thousand, so eight of ten from 10.16 to 41.84; means 26, 25 and 25.4
    ax = cost_spread(compared)
    assert ax.get_title(loc="left") == (
        "What comes moves the cost by 31.7 k USD, what is decided now by 1,000 USD"
    )
    assert [each.get_text() for each in ax.get_yticklabels()] == list(reversed(NAMES.values()))
    dots = [line.get_xdata().tolist() for line in ax.get_lines() if line.get_marker() == "o"]
    assert dots == [cost[name].tolist() for name in reversed(NAMES)]
