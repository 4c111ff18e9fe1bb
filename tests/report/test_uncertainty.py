"""Figures of a simulated plan, by hand; what is said, what is written, what is drawn."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.figure
import numpy as np
import pytest

from capplan.page.bands import write_bands
from capplan.report.plots.bands import PICTURES
from capplan.report.uncertainty import Assumed, Simulated, band, drivers, served, targets, wilson
from capplan.report.uncertainty_tables import (
    bands_table,
    content,
    draws_table,
    queue_bands_table,
    targets_table,
)
from capplan.report.uncertainty_text import as_text
from capplan.report.uncertainty_write import write_simulation
from tests.tiny import tiny_facts

WEEKS = 4


def outcome(cost: float, service: float, short: float) -> dict[str, Any]:
    """A real-time queue that answers ``service`` in its second week, a deferrable one short in its last."""
    return {
        "cost": cost,
        "cost_to_serve": cost - 10.0,
        "objective": cost,
        "cost_by_week": [cost / WEEKS] * WEEKS,
        "service": [[0.9, service, 0.9, 0.9], [None] * WEEKS],
        "contacts": [[100.0] * WEEKS, [50.0] * WEEKS],
        "required_h": [[10.0] * WEEKS, [20.0] * WEEKS],
        "short_h": [[0.0] * WEEKS, [0.0, 0.0, 0.0, short]],
        "staffed_h": [31.0] * WEEKS,
        "heads": [5.0] * WEEKS,
        "whole": True,
        "breached": {},
    }


def draw(number: int, cost: float, service: float, short: float, voice: float, mail: float) -> dict[str, Any]:
    factors = {"volume": {"voice": voice, "mail": mail}, "attrition": {"HOME": 1.0}}
    return {"draw": number, "factors": factors, **outcome(cost, service, short)}


def simulated(**changed: Any) -> Simulated:
    facts, _ = tiny_facts([[10.0] * WEEKS, [20.0] * WEEKS])
    queues = replace(
        facts.queues,
        name=("voice:en", "mail:en"),
        queue=("voice", "mail"),
        real_time=np.array([True, False]),
        service_level=np.array([0.8, np.nan]),
    )
    draws = tuple(
        draw(k, 1000.0 + 100.0 * k, 0.9 - 0.06 * k, 0.8 * (k == 10), 0.9 + 0.01 * k, 1.1) for k in range(11)
    )
    given: dict[str, Any] = {
        "run": "base",
        "facts": replace(facts, queues=queues),
        "told": {"model": "small", "scenario": "base"},
        "planned": outcome(1200.0, 0.9, 0.0),
        "objective": 1200.0,
        "people": np.array([5.0]),
        "assumed": (
            Assumed("volume", "voice", 0.9, 1.0, 1.1, 0.5),
            Assumed("volume", "mail", 0.9, 1.0, 1.1, 0.5),
        ),
        "own_ranges": True,
        "seed": 3,
        "asked": 11,
        "draws": draws,
        "failed": (),
    }
    return Simulated(**{**given, **changed})


def test_bands_are_quantiles_over_the_draws() -> None:
    found = band(np.arange(11.0))
    assert {name: float(value) for name, value in found.items()} == {"p10": 1.0, "p50": 5.0, "p90": 9.0}
    assert np.isnan(band(np.full((3, 2), np.nan))["p50"]).all()


def test_service_is_weighted_by_contacts_and_leaves_out_who_has_no_target() -> None:
    service = np.array([[0.9, 0.6], [np.nan, np.nan]])
    contacts = np.array([[100.0, 300.0], [1000.0, 1000.0]])
    assert served(service, contacts, (0, 1)) == pytest.approx((90 + 180) / 400)
    assert np.isnan(served(service[1:], contacts[1:], (0, 1)))


def test_the_range_of_a_chance() -> None:
    # Wilson at 95 % for 10 of 20: 0.299 to 0.701; for none of 20: 0 to 0.161
    assert wilson(10, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_targets_and_how_often_they_are_missed() -> None:
    voice, mail = targets(simulated())
    # over the plan (3 * 0.9 + 0.9 - 0.06 k) / 4 < 0.8 from k = 7 on; in its second week 0.9 - 0.06 k < 0.8 from 2 on
    assert voice.kind == "service_level"
    assert voice.missed == pytest.approx(4 / 11)
    assert (voice.worst, voice.worst_missed) == (1, pytest.approx(9 / 11))
    # 0.8 hours of 80 are more than a thousandth
    assert (mail.kind, mail.asked, mail.planned) == ("turnaround", 1.0, 1.0)
    assert mail.missed == pytest.approx(1 / 11)
    assert mail.reached[10] == pytest.approx(1.0 - 0.8 / 80)
    assert mail.worst == 3
    assert content(simulated())["any_target_missed"] == pytest.approx(4 / 11, abs=1e-6)


def test_what_drives_the_cost() -> None:
    volume, attrition = drivers(simulated())
    # hours weigh voice a third, mail two thirds
    assert volume.assumption == "volume"
    assert volume.low == pytest.approx((0.91 + 2 * 1.1) / 3)
    assert volume.correlation == pytest.approx(1.0)
    # a hundredth of voice is a third of a hundredth in the mean and costs 100
    assert volume.per_point == pytest.approx(300.0)
    assert (attrition.correlation, attrition.per_point) == (None, None)
    few = simulated(draws=simulated().draws[:8])
    assert drivers(few)[0].per_point is None, "too few draws for a slope"


def test_the_rank_correlation_is_one_of_ranks() -> None:
    costs = [1.0, 2.0, 3.0, 100.0, 4.0]
    draws = tuple(draw(k, cost, 0.9, 0.0, 1.0 + k, 1.1) for k, cost in enumerate(costs))
    # ranks 1 2 3 5 4 against 1 2 3 4 5: 1 - 6 * 2 / (5 * 24)
    assert drivers(simulated(draws=draws))[0].correlation == pytest.approx(0.9)


def test_tables() -> None:
    table = draws_table(simulated())
    assert table["draw"].tolist() == list(range(11))
    assert table["short_h"].tolist() == [0.0] * 10 + [0.8]
    assert table["volume"][0] == pytest.approx((0.9 + 2 * 1.1) / 3)
    bands = bands_table(simulated())
    cost = bands[bands["measure"] == "cost"]
    assert cost["p50"].tolist() == [1500.0 / WEEKS] * WEEKS
    assert cost["planned"].tolist() == [300.0] * WEEKS
    assert list(bands["week_start"].unique()) == list(simulated().facts.horizon.labels)
    queues = queue_bands_table(simulated())
    voice, mail = (queues[queues["queue"] == name] for name in ("voice", "mail"))
    # 0.9 - 0.06 k in the second week
    assert voice["service_level_p10"].tolist() == pytest.approx([0.9, 0.36, 0.9, 0.9])
    assert voice["service_level_planned"].tolist() == [0.9] * WEEKS
    assert mail["service_level_p50"].isna().all()
    assert mail["short_in"].tolist() == pytest.approx([0.0, 0.0, 0.0, 1 / 11])
    assert mail["short_h_p90"].tolist() == [0.0] * WEEKS
    assert targets_table(simulated())["queue"].tolist() == ["voice", "mail"]


def test_rules_that_gave_are_told_by_draw_and_counted() -> None:
    first, second, *others = simulated().draws
    gave = simulated(draws=({**first, "breached": {"seats": 2.5}}, {**second, "whole": False}, *others))
    assert draws_table(gave)["rules_given"].tolist()[:2] == ["seats 2.5", ""]
    assert content(gave)["rules_given"] == {"seats": 1}
    assert content(gave)["not_whole"] == 1


def test_the_answer_comes_first_and_fits_a_screen() -> None:
    told = content(simulated())
    lines = as_text(told).splitlines()
    assert lines[0] == told["sentence"]
    assert told["sentence"] == (
        "In 8 of 10 of 11 draws this plan costs 1,100 USD to 1,900 USD (as planned 1,200 USD, half the time more "
        "than 1,500 USD); volume goes with it most (rank correlation 1.00); targets are missed: voice:en 36 %, "
        "mail:en 9 %."
    )
    assert len(lines) <= 20
    assert told["assumed"] == [
        {"assumption": "volume", "name": "all", "low": 0.9, "likely": 1.0, "high": 1.1, "shared": 0.5}
    ]


def test_a_simulation_without_any_result_says_so(tmp_path: Path) -> None:
    told = write_simulation(simulated(draws=(), failed=("draw-0: no plan",)), tmp_path / "out")
    assert as_text(told) == "No draw has a result."
    assert not (tmp_path / "out" / "plots").exists()


def test_the_folder_is_the_same_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capplan.report.plots.bands.PICTURES", {})
    for name in ("one", "two"):
        write_simulation(simulated(), tmp_path / name)
    files = ["bands.csv", "queue_bands.csv", "simulate.csv", "simulate.json", "targets.csv"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir() if path.is_file()) == files
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert json.loads((tmp_path / "one" / "simulate.json").read_text())["seed"] == 3


def test_the_page_of_the_run_gets_the_bands_before_its_pictures(tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    write_simulation(simulated(), tmp_path / "none", lambda to: write_bands(simulated(), run, to))
    assert not (tmp_path / "none/report.html").exists()  # the run has no page
    (run / "report.html").write_text(
        '<h2>How it looks</h2>\n<!-- draws -->\n<!-- /draws -->\n<figure id="required_staffed">'
    )
    write_simulation(simulated(), tmp_path / "out", lambda to: write_bands(simulated(), run, to))
    html = (tmp_path / "out/report.html").read_text()
    assert re.findall(r'figure id="(\w+)"', html) == [
        "coverage_bands", "short_bands", "required_staffed",
    ]  # fmt: skip
    assert html.startswith("<h2>How it looks</h2>")
    short = band(simulated().short_h)
    assert f"short P90 {short['p90'][-1]:,.0f} h" in html


def test_pictures_count_weeks_and_the_worst_one_has_most_hours() -> None:
    late = {"short_h": [[0.0] * WEEKS, [0.0, 3.0, 7.0, 0.0]]}
    draws = tuple({**each, **late} for each in simulated().draws)
    short = simulated(draws=draws, planned={**outcome(1200.0, 0.9, 2.0)})
    assert PICTURES["coverage_bands"](short).get_title(loc="left") == (
        "In 2 of 4 weeks most draws leave hours short with the classes held; as planned it is 1"
    )
    assert (
        PICTURES["short_bands"](short)
        .get_title(loc="left")
        .endswith("19 Jan: in 100 % of the draws, in 1 of 10 by more than 7 h")
    )


def test_few_draws_say_nothing_of_chances() -> None:
    told = content(simulated(draws=simulated().draws[:3]))
    assert told["sentence"].startswith(
        "In 3 draws, too few to speak of chances, this plan costs 1,020 USD to 1,180 USD (as planned 1,200 USD)"
    )


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_drawn(name: str) -> None:
    ax = PICTURES[name](simulated())
    assert isinstance(ax.figure, matplotlib.figure.Figure)
    finding = ax.get_title(loc="left")
    assert {
        "coverage_bands": "most draws cover every week",
        "short_bands": "Hours are short most often",
        "cost_spread": "In 73 % of the draws the plan costs more",
        "what_drives": "Volume moves the cost most",
    }[name] in finding
