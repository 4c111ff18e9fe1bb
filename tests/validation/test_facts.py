"""From tables to facts: orders, units, blanks, and how people age."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from capplan.facts import Facts
from capplan.horizon import Horizon
from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import validate
from tests.small_inputs import MODEL, altered, tables, write


def facts(folder: Path, model: str = MODEL, **changed: str | None) -> Facts:
    path, inputs = write(folder, changed, model)
    return validate(read_tables(inputs), load_model(path)[0])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return facts(tmp_path_factory.mktemp("small"))


def test_sites_have_no_limit_where_the_cell_is_blank(small: Facts) -> None:
    assert small.sites.seats.tolist() == [100.0, np.inf]
    assert small.sites.rooms.tolist() == [2.0, np.inf]
    assert small.sites.seat_cost.tolist() == [90.0, 0.0]


def test_the_last_exchange_rate_holds_from_the_first_period_that_begins_on_its_day_or_later(
    small: Facts,
) -> None:
    assert small.sites.currency_rate[0].tolist() == [1.1] * 5 + [1.2] * 3  # new rate on Wednesday 1 April
    assert small.sites.currency_rate[1].tolist() == [1.0] * 8


def test_queues_are_ordered_by_file_then_language(small: Facts) -> None:
    assert small.queues.name == ("voice:en", "chat:en", "mail:de", "mail:en")
    assert small.queues.volume[0].tolist() == [1000.0 + week for week in range(8)]
    assert small.queues.volume[2].tolist() == [300.0] * 8


def test_the_order_of_the_forecast_rows_does_not_matter(small: Facts, tmp_path: Path) -> None:
    header, *rows = tables()["forecast"].splitlines()
    shuffled = facts(tmp_path, forecast="\n".join([header, *reversed(rows)]))
    assert shuffled.queues.name == small.queues.name
    np.testing.assert_array_equal(shuffled.queues.volume, small.queues.volume)
    np.testing.assert_array_equal(shuffled.queues.aht_s, small.queues.aht_s)


def test_turnaround_is_counted_in_periods(small: Facts, tmp_path: Path) -> None:
    assert small.queues.turnaround_periods[2] == pytest.approx(84 / 168)
    assert np.isnan(small.queues.turnaround_periods[0])
    unlimited = facts(tmp_path, queues=altered("queues", ",,84", ",,"))
    assert unlimited.queues.turnaround_periods[2] == np.inf


def test_deferrable_queues_have_no_service_level(small: Facts) -> None:
    np.testing.assert_array_equal(small.queues.service_level, [0.8, 0.85, np.nan, np.nan])
    assert np.isnan(small.queues.patience_s[1])


def test_pay_carries_burden_and_bonus_and_vendors_do_not(small: Facts) -> None:
    assert small.teams.loading.tolist() == pytest.approx([1.25, 1.2, 1.0])
    assert small.teams.unit == ("wage_hour", "wage_month", "paid_hour")
    assert small.teams.rate.tolist() == [20.0, 3600.0, 11.0]
    assert small.teams.training_rate.tolist() == [20.0, 3600.0, 0.0]


def test_the_rates_may_stand_in_another_order_than_the_teams(small: Facts, tmp_path: Path) -> None:
    header, *rows = tables()["rates"].splitlines()
    other = facts(tmp_path, rates="\n".join([header, *reversed(rows)]))
    assert other.teams.rate.tolist() == small.teams.rate.tolist()


def test_attrition_a_year_becomes_a_hazard_a_week(small: Facts) -> None:
    assert small.teams.hazard[0, 0] == pytest.approx(1 - 0.6 ** (1 / 52))
    assert small.teams.hazard[0, 5] == small.teams.hazard[0, 0]
    assert small.teams.hazard[0, 6] == pytest.approx(1 - 0.8 ** (1 / 52))
    assert small.teams.hazard[2].tolist() == pytest.approx([0.01] * 7)


def test_rates_of_a_team_replace_those_of_its_site(small: Facts) -> None:
    assert small.teams.hazard[1].tolist() == pytest.approx([1 - 0.98 ** (12 / 52)] * 7)


def test_people_follow_the_curve_and_are_fully_productive_after_it(small: Facts) -> None:
    assert small.teams.productivity[0].tolist() == [0.0, 0.0, 0.5, 0.8, 1.0, 1.0, 1.0]
    assert small.teams.productivity[2].tolist() == [1.0] * 7
    assert small.teams.training_periods.tolist() == [2, 2, 0]
    assert small.teams.nesting_periods.tolist() == [1, 1, 0]


def test_people_are_mature_when_nothing_changes_any_more(small: Facts) -> None:
    assert small.teams.mature_age.tolist() == [6, 4, 0]
    assert small.teams.hazard.shape == small.teams.productivity.shape == small.teams.opening.shape == (3, 7)


def test_old_hands_stand_at_the_last_age(small: Facts) -> None:
    assert small.teams.opening[0].tolist() == [0, 4, 0, 0, 0, 0, 30]
    assert small.teams.opening.sum() == 71


def test_without_attrition_curves_and_people_there_is_one_age(tmp_path: Path) -> None:
    teams = tables()["teams"].replace(",short", ",")
    found = facts(tmp_path, attrition=None, learning_curves=None, headcount=None, teams=teams)
    assert found.teams.hazard.tolist() == [[0.0]] * 3
    assert found.teams.opening.tolist() == [[0.0]] * 3
    assert found.teams.mature_age.tolist() == [0, 0, 0]


def test_shrinkage_holds_on_its_dates(small: Facts) -> None:
    vacation = small.shrinkage.share[small.shrinkage.component.index("vacation")]
    assert vacation[0].tolist() == [0.07] * 6 + [0.12] * 2
    assert vacation[1].tolist() == [0.0] * 8
    assert small.shrinkage.basis == ("paid", "scheduled")
    assert small.shrinkage.paid[0].tolist() == [True, False]


def test_classes_start_where_they_are_committed_and_not_in_blackouts(small: Facts) -> None:
    assert small.class_rules.committed_heads[0].tolist() == [0, 0, 6, 0, 0, 0, 0, 0]
    assert small.class_rules.committed_classes.sum() == 1
    assert np.flatnonzero(small.class_rules.blackout[1]).tolist() == [5, 6]
    assert not small.class_rules.blackout[2].any()
    assert small.class_rules.hires.tolist() == [True, False, True]
    assert small.class_rules.classes_per_quarter.tolist() == [2, np.inf, np.inf]


def _pairs(found: Facts) -> set[tuple[str, str]]:
    return {
        (found.teams.name[p], found.queues.name[q])
        for p, q in zip(found.pairs.team, found.pairs.queue, strict=True)
    }


def test_a_team_works_the_languages_that_it_has(small: Facts) -> None:
    assert {team for team, queue in _pairs(small) if queue == "mail:de"} == {"DUB_DE"}
    assert len(small.pairs.team) == 3 + 4 + 3


def test_a_queue_may_need_clearance_and_region(tmp_path: Path) -> None:
    cleared = facts(
        tmp_path / "a", queues=altered("queues", "mail,email,deferrable,P2,", "mail,email,deferrable,P2,csam")
    )
    assert {team for team, queue in _pairs(cleared) if queue.startswith("mail")} == {"DUB_DE"}
    regional = facts(
        tmp_path / "b", queues=altered("queues", "voice,voice,real_time,P1,,", "voice,voice,real_time,P1,,eu")
    )
    assert {team for team, queue in _pairs(regional) if queue == "voice:en"} == {"DUB_EN", "DUB_DE"}


def test_skills_say_who_may_do_what_and_how_fast(tmp_path: Path) -> None:
    skills = "team,queue,pace\nDUB_EN,voice,1.1\nDUB_DE,mail,\nMNL_EN,chat,0.9\n"
    found = facts(tmp_path, skills=skills)
    assert _pairs(found) == {
        ("DUB_EN", "voice:en"),
        ("DUB_DE", "mail:de"),
        ("DUB_DE", "mail:en"),
        ("MNL_EN", "chat:en"),
    }
    assert found.pairs.pace.tolist() == [1.1, 1.0, 1.0, 0.9]


def test_support_pay_is_that_of_one_person_and_week(small: Facts) -> None:
    assert small.support.pay.tolist() == pytest.approx([52000 / 52, 15 * 45])


def test_share_limits_name_their_queues_and_teams(small: Facts) -> None:
    every, mail = small.share_limits
    assert (every.queues.tolist(), every.teams.tolist()) == ([True] * 4, [False, False, True])
    assert (every.least, every.most) == (0.0, 0.6)
    assert (mail.queues.tolist(), mail.teams.tolist()) == ([False, False, True, True], [True, True, False])


def test_in_house_means_the_own_sites(tmp_path: Path) -> None:
    found = facts(tmp_path, share_limits="queue,group,member,least,most\n,vendor,in-house,0.2,\n")
    assert found.share_limits[0].teams.tolist() == [True, True, False]
    assert found.share_limits[0].label == "our own sites in all work"


def test_profiles_begin_on_monday_at_midnight(small: Facts) -> None:
    profile = small.profiles["voice"]
    assert (profile.interval_minutes, profile.share.shape, profile.staffed_share) == (30, (7, 48), None)
    assert np.argwhere(profile.share).tolist() == [[day, slot] for day in range(5) for slot in (18, 19)]
    assert profile.share.sum() == pytest.approx(1.0)


def test_backlog_age_is_counted_in_periods(small: Facts) -> None:
    assert small.backlog.open_items.tolist() == [0, 0, 0, 120]
    assert small.backlog.oldest_age_periods[3] == pytest.approx(42 / 168)


def test_a_monthly_plan_counts_in_months(tmp_path: Path) -> None:
    model = 'period = "month"\n' + MODEL.replace("2026-03-02", "2026-03-01").replace(
        "periods = 8", "periods = 4"
    )
    rows = [f"2026-{month:02}-01,mail,en,4000,420\n" for month in range(3, 7)]
    found = facts(
        tmp_path,
        model,
        forecast="week_start,queue,language,volume,aht_s\n" + "".join(rows),
        profile=None,
        queues="queue,channel,work,priority,turnaround_h\nmail,email,deferrable,P2,365\n",
        shrinkage=None,
        committed_classes=None,
        blackouts=None,
        teams=tables()["teams"].replace(",40,", ",173,").replace(",36,", ",156,"),
        support_ratios=altered("support_ratios", "15,45", "15,180"),
    )
    assert found.horizon.labels == ("2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01")
    assert found.teams.hazard[0, 0] == pytest.approx(1 - 0.6 ** (1 / 12))
    assert found.teams.hazard[2, 0] == pytest.approx(1 - 0.99 ** (52 / 12))
    assert found.queues.turnaround_periods.tolist() == pytest.approx([0.5])
    assert found.support.pay.tolist() == pytest.approx([52000 / 12, 15 * 180])


@pytest.mark.parametrize(
    ("rate", "rate_period", "period", "want"),
    [
        (0.4, "annual", "week", 0.009775),
        (0.4, "annual", "month", 1 - 0.6 ** (1 / 12)),
        (0.03, "monthly", "month", 0.03),
        (0.03, "monthly", "week", 1 - 0.97 ** (12 / 52)),
        (0.01, "weekly", "month", 1 - 0.99 ** (52 / 12)),
        (0.0, "annual", "week", 0.0),
    ],
)
def test_a_rate_of_another_period_compounds(rate: float, rate_period: str, period: str, want: float) -> None:
    from datetime import date

    horizon = Horizon("week" if period == "week" else "month", date(2026, 6, 1), 4)
    assert float(horizon.period_rate(rate, rate_period)) == pytest.approx(want, abs=5e-7)
