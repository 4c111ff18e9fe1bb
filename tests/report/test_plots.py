"""The pictures of a run."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date

import matplotlib
import matplotlib.style
import numpy as np
import pytest
from matplotlib.figure import Figure

from capplan.horizon import Horizon
from capplan.report.measures import people_by_hour
from capplan.report.plots import PLOTS
from capplan.report.plots.save import styled
from capplan.report.style import axes_or_new, look, period_axis, site_colours, tick_text, untitled
from tests.report.sample_plan import make_plan, with_agents, with_short, without_new_classes


@pytest.mark.parametrize("name", sorted(PLOTS))
def test_a_picture_is_drawn_on_the_axes_it_is_given(name):
    ax = Figure().add_subplot()
    assert PLOTS[name](make_plan(), ax) is ax
    assert ax.get_title(loc="left")


@pytest.mark.parametrize("name", sorted(PLOTS))
def test_a_picture_of_a_plan_with_nothing_to_show_can_be_drawn(name):
    plan = without_new_classes(with_short(make_plan(), 0, 0, 0.0))
    idle = replace(
        plan,
        assigned_h=np.zeros_like(plan.assigned_h),
        coverage=replace(plan.coverage, work_h=np.zeros_like(plan.coverage.work_h)),
    )
    assert PLOTS[name](idle).figure is not None


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("required_staffed", "38 hours stay short (0.2 %), most in the week of 26 Jan (38 h)"),
        ("over_under", "Short in 1 of 12 weeks (38 h), hours to spare in 8 (991 h)"),
        ("heat_map", "Tightest: LIS in the week of 26 Jan, 6 % short; short at 1 of 2 sites in some week"),
        ("supply_stack", "MNL does 62 % of the work"),
        (
            "hiring_calendar",
            "1 new class starts with 6 people; the first requisition is due by 12 Jan; 1 class is committed",
        ),
        ("cost_by_term", "Wages are 52 % of 585 k USD"),
        (
            "backlog",
            "Most work waits at the end of the week of 2 Feb: 16 h; none is left at the end of the plan",
        ),
        ("headcount_bridge", "People grow from 55 to 60; 9 leave of themselves"),
        (
            "tenure_mix",
            "At most 20 % of people are in training or on the way to full pace, in the week of 26 Jan",
        ),
        ("service_reached", "No queue of this plan has a service level"),
    ],
)
def test_a_title_says_the_finding(name, finding):
    assert PLOTS[name](with_short(make_plan(), 0, 3, 38.0)).get_title(loc="left") == finding


def test_people_by_the_hour_stand_on_the_clock_of_the_plan_in_the_busiest_week():
    plan = with_agents(make_plan())
    busiest, by_queue = people_by_hour(plan)
    assert busiest == 3
    # Lisbon keeps the time of the plan in winter; in summer its nine o'clock is eight in UTC
    assert (
        by_queue[0][1].tolist() == by_queue[1][1].tolist() == [0.0] * 9 + [4.0, 9.0] + [4.0] * 6 + [0.0] * 7
    )
    horizon = replace(plan.facts.horizon, start=date(2026, 6, 1))
    later = people_by_hour(replace(plan, facts=replace(plan.facts, horizon=horizon)))[1]
    assert np.flatnonzero(later[1][0]).tolist() == list(range(8, 16))
    assert np.flatnonzero(later[0][0]).tolist() == list(range(9, 17))
    finding = "Most people are needed on Tue 10:00: 18, fewest on Mon 00:00: 0"
    assert PLOTS["required_by_hour"](plan).get_title(loc="left") == finding


def test_classes_are_marked_with_their_size_where_they_reach_production():
    ax = PLOTS["required_staffed"](make_plan())
    marks = {text.get_position()[0]: text.get_text() for text in ax.texts if text.get_text() in {"6", "8"}}
    assert marks == {4.5: "8", 6.5: "6"}


def test_a_single_short_week_is_shaded_under_the_requirement():
    plan = with_short(make_plan(), queue=0, period=3, hours=38.0)
    shaded = [bar for bar in PLOTS["required_staffed"](plan).patches if bar.get_height() > 0.0]
    assert [(bar.get_x(), bar.get_width(), bar.get_height()) for bar in shaded] == [(3.0, 1.0, 38.0)]
    assert shaded[0].get_y() + 38.0 == pytest.approx(plan.coverage.required_h[:, 3].sum())


def test_committed_classes_are_hatched_and_proposed_ones_are_not():
    ax = PLOTS["hiring_calendar"](make_plan())
    hatched = [bar for bar in ax.patches if bar.get_hatch()]
    assert len(ax.patches) == 6
    assert [bar.get_x() for bar in hatched] == [1, 3, 4]


def test_the_stack_reaches_the_work_done():
    plan = make_plan()
    ax = PLOTS["supply_stack"](plan)
    top = max(float(path.vertices[:, 1].max()) for band in ax.collections for path in band.get_paths())
    assert top == pytest.approx(plan.coverage.work_h.sum(axis=0).max())


def test_bars_of_a_cost_term_add_up_to_its_sum():
    plan = make_plan()
    ax = PLOTS["cost_by_term"](plan)
    money = plan.costs.amount_base[~plan.costs.steering].sum()
    assert sum(bar.get_width() for bar in ax.patches) == pytest.approx(money)


def test_a_site_keeps_its_colour_in_whatever_order_the_sites_come():
    there = dict(zip("CAB", site_colours("CAB"), strict=True))
    assert there == dict(zip("ABC", site_colours("ABC"), strict=True))
    assert len(set(site_colours([f"site{i:02d}" for i in range(25)]))) == 25


def test_a_long_horizon_is_labelled_by_month_and_names_each_year_once():
    ax = axes_or_new(None)
    period_axis(ax, Horizon("week", make_plan().facts.horizon.start, 60))
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert labels[:3] == ["Jan\n2026", "Feb", "Mar"]
    assert [label for label in labels if "2027" in label] == ["Jan\n2027"]


def test_ticks_are_short():
    assert [tick_text(value) for value in (0.0, 5000.0, 40_000.0, 2.5e6, -50_000.0)] == [
        "0",
        "5,000",
        "40 k",
        "2.5 M",
        "\N{MINUS SIGN}50 k",
    ]


SITES = ("AUS", "BOG", "CAI", "DUB", "HYD", "KRK", "LIS", "MNL")


def test_a_site_keeps_its_colour_whatever_order_and_most_do_when_one_comes_or_goes():
    colours = dict(zip(SITES, site_colours(SITES), strict=True))
    assert len(set(colours.values())) == len(SITES)
    assert site_colours(SITES[::-1]) == [colours[name] for name in SITES[::-1]]
    for gone in SITES:
        left = [name for name in SITES if name != gone]
        assert sum(colours[name] != now for name, now in zip(left, site_colours(left), strict=True)) <= 2
    more = (*SITES, "ZRH", "GRU", "TLV", "SIN")
    assert len(set(site_colours(more))) == len(more)


def test_the_style_is_one_that_others_can_use_and_the_user_s_own_is_left_out():
    assert "text.parse_math" in look() and look()["svg.hashsalt"] == "capplan"
    with matplotlib.rc_context({"font.size": 40.0, "axes.grid": True}):
        with styled({"svg.fonttype": "none"}):
            inside = {name: matplotlib.rcParams[name] for name in ("font.size", "axes.grid", "svg.fonttype")}
        assert matplotlib.rcParams["font.size"] == 40.0
    assert inside == {"font.size": 9.0, "axes.grid": False, "svg.fonttype": "none"}
    with matplotlib.style.context("capplan.report.look"):
        assert matplotlib.rcParams["text.color"] == "#22262b"


def test_a_picture_loses_its_title_and_gives_it():
    ax = PLOTS["over_under"](make_plan())
    finding = ax.get_title(loc="left")
    said = untitled(ax)
    assert said[0] == finding != "" and said[1].startswith("Spare hours (blue, above)")
    assert ax.get_title(loc="left") == "" and said[1] not in [text.get_text() for text in ax.texts]


def test_matplotlib_is_loaded_where_a_picture_is_drawn_and_pyplot_never():
    code = """
import sys
import capplan.bridge, capplan.fit, capplan.pipeline, capplan.scheduling, capplan.report.studies.tradeoffs_page
early = "matplotlib" in sys.modules
import capplan.report.plots
sys.exit(early or "matplotlib" not in sys.modules or "matplotlib.pyplot" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
