"""The requirement as tables, pictures and totals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from capplan.facts import Facts
from capplan.horizon import Horizon
from capplan.pipeline import load
from capplan.report.plots.agents import agents_on_duty
from capplan.report.requirement.pooling import pooling_table
from capplan.report.requirement.standard_people import (
    contract_h,
    head_contract_h,
    paid_h,
    sites_of,
    standard_share,
)
from capplan.report.requirement.tables import agents_table, requirement_table
from capplan.report.requirement.write import picture_names, required_hours, write_requirement
from capplan.requirements.required import Requirement, require
from tests.report.requirement.requirement_inputs import rich
from tests.report.test_outputs_readme import explained
from tests.small_inputs import MODEL, write


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return rich(tmp_path_factory.mktemp("rich")).facts


@pytest.fixture(scope="module")
def requirement(facts: Facts) -> Requirement:
    return require(facts)


@pytest.fixture(scope="module")
def hours(facts: Facts, requirement: Requirement) -> pd.DataFrame:
    return requirement_table(facts, requirement)


@pytest.fixture(scope="module")
def agents(facts: Facts, requirement: Requirement) -> pd.DataFrame:
    return agents_table(facts, requirement)


def of(table: pd.DataFrame, queue: str, language: str = "en", week: str | None = None) -> pd.DataFrame:
    here = (table["queue"] == queue) & (table["language"] == language)
    return table[here & (table["week_start"] == week) if week else here]


def test_there_is_one_row_for_each_queue_language_and_week(facts, hours):
    assert len(hours) == len(facts.queues.name) * 8
    assert not hours.duplicated(["week_start", "queue", "language"]).any()


def test_each_row_is_its_own_sum(facts, requirement, hours):
    left = hours["interval_h"] - hours["saved_h"]
    np.testing.assert_allclose(hours["required_h"], left / hours["schedule_efficiency"])
    np.testing.assert_allclose(hours["contract_h"], hours["required_h"] / hours["productive_share"])
    np.testing.assert_allclose(hours["workload_h"], hours["volume"] * hours["aht_s"] / 3600.0)
    waits = hours[hours["target"].isna() & hours["channel"].isin(["email", "review"])]
    np.testing.assert_allclose(
        waits["interval_h"], waits["workload_h"] / waits["max_occupancy"] * waits["peaking"]
    )
    assert hours["required_h"].sum() == pytest.approx(requirement.required_h.sum())


def test_agents_of_all_intervals_add_up_to_the_hours_on_duty(hours, agents):
    half_hours = agents.groupby(["week_start", "queue", "language"])["agents"].sum() / 2.0
    real_time = hours[hours["channel"].isin(["voice", "chat"])]
    expected = real_time.set_index(["week_start", "queue", "language"])["interval_h"]
    pd.testing.assert_series_equal(half_hours, expected.sort_index(), check_names=False)


def test_volumes_of_all_intervals_add_up_to_the_volume_for_people(hours, agents):
    contacts = agents.groupby(["week_start", "queue", "language"])["volume"].sum()
    expected = hours.set_index(["week_start", "queue", "language"])["volume"].reindex(contacts.index)
    np.testing.assert_allclose(contacts, expected)


def test_volume_follows_rework_and_automation(hours):
    """16 March: 900 letters and 4 % of 1,002 calls; 30 % of them automated, the rest 12 % harder."""
    mail = of(hours, "mail", week="2026-03-16").iloc[0]
    assert mail["forecast_volume"] == 900.0
    assert mail["volume"] == pytest.approx((900.0 + 0.04 * 1002.0) * 0.7)
    assert mail["aht_s"] == pytest.approx(420.0 * 1.12)
    before = of(hours, "mail", week="2026-03-09").iloc[0]
    assert (before["volume"], before["aht_s"]) == (pytest.approx(900.0 + 0.04 * 1001.0), 420.0)


def test_the_service_of_a_week_is_that_of_its_contacts_and_meets_the_target(hours, agents):
    for language in ("en", "de"):
        weekly, each = of(hours, "voice", language), of(agents, "voice", language)
        met = (each["service_level"] * each["volume"]).groupby(each["week_start"]).sum()
        mean = met / each["volume"].groupby(each["week_start"]).sum()
        # of the contacts that are answered: intervals that lose more count a little less
        np.testing.assert_allclose(weekly["service_level"], mean, atol=2e-3)
        assert (each["service_level"] >= 0.8 - 1e-9).all()
        assert (weekly["service_level"] >= 0.8 - 1e-9).all()


def test_occupancy_is_the_busy_part_of_the_hours_on_duty(hours, agents):
    chat = of(agents, "chat", week="2026-03-02")
    busy = float((chat["agents"] * chat["occupancy"]).sum() / chat["agents"].sum())
    row = of(hours, "chat", week="2026-03-02").iloc[0]
    assert row["occupancy"] == pytest.approx(busy)
    assert 0.0 < busy < row["max_occupancy"]
    appeals = of(hours, "appeals").iloc[0]
    assert appeals["peaking"] > 1.0
    assert appeals["occupancy"] == pytest.approx(appeals["max_occupancy"] / appeals["peaking"])
    assert of(hours, "mail")["occupancy"].isna().all()
    assert (of(hours, "mail")["saved_h"] > 0.0).all()


def test_what_a_queue_does_not_have_is_left_empty(hours, agents):
    chat = of(hours, "chat")
    assert chat[["target", "answer_within_s", "service_level"]].isna().all(axis=None)
    assert chat[["asa_s", "abandonment"]].notna().all(axis=None)
    assert (chat["asa_s"] <= 40.0).all()
    assert (chat["abandonment"] <= 0.03).all()
    assert of(agents, "chat")["service_level"].isna().all()
    assert of(hours, "appeals")[["service_level", "asa_s", "abandonment"]].isna().all(axis=None)


def test_open_intervals_without_arrivals_finish_what_was_begun_and_keep_their_least_agents(agents):
    quiet = of(agents, "chat").query("volume == 0").groupby("interval_start")["agents"]
    assert list(quiet.groups) == ["10:00", "10:30"]
    assert quiet.min()["10:00"] > 2
    assert quiet.max()["10:30"] == 2
    assert len(of(agents, "chat")) == 8 * (5 * 4 + 1)


def test_intervals_have_their_moment_on_the_clock_of_utc(agents):
    def utc(queue: str, week: str, weekday: str, start: str) -> str:
        found = of(agents, queue, week=week).query(f"weekday == '{weekday}' and interval_start == '{start}'")
        return str(found["utc_start"].iloc[0])

    assert utc("voice", "2026-03-23", "fri", "09:30") == "2026-03-27T09:30Z"
    assert utc("voice", "2026-03-30", "mon", "09:00") == "2026-03-30T08:00Z"
    assert utc("chat", "2026-03-23", "sun", "01:30") == ""  # the clock goes from 01:00 to 02:00
    assert utc("chat", "2026-03-30", "sun", "01:30") == "2026-04-05T00:30Z"


def test_a_week_that_begins_on_sunday_has_its_sunday_first(facts, requirement):
    sunday = replace(facts, horizon=Horizon("week", date(2026, 3, 1), 8))
    table = agents_table(sunday, requirement)
    first = of(table, "chat", week="2026-03-01")
    assert set(first.query("weekday == 'sun'")["utc_start"]) == {"2026-03-01T01:30Z"}
    assert min(first.query("weekday == 'mon'")["utc_start"]) == "2026-03-02T09:00Z"


def test_standard_people_are_the_plain_mean_of_the_sites_that_may_do_the_work(facts, requirement):
    """voice:en DUB (1 - 8 % - 7 %) and MNL (1 - 10 %); from 13 April vacation takes 12 % at DUB."""
    voice, german = facts.queues.name.index("voice:en"), facts.queues.name.index("mail:de")
    assert [facts.sites.name[s] for s in sites_of(facts, german)] == ["DUB"]
    share = standard_share(facts, requirement)
    assert share[voice, 0] == pytest.approx((0.85 + 0.90) / 2)
    assert share[voice, 7] == pytest.approx((0.80 + 0.90) / 2)
    assert share[german, 0] == pytest.approx(0.85)
    assert contract_h(facts, requirement)[voice, 0] == pytest.approx(requirement.required_h[voice, 0] / 0.875)
    # at MNL the breaks are not paid
    paid = paid_h(facts, requirement) / contract_h(facts, requirement)
    assert (paid[voice, 0], paid[german, 0]) == (pytest.approx((1.0 + 0.9) / 2), pytest.approx(1.0))
    assert head_contract_h(facts, voice) == pytest.approx((40.0 + 36.0 + 40.0) / 3)
    assert head_contract_h(facts, german) == 36.0


def test_a_month_is_planned_by_a_typical_week(facts):
    monthly = replace(facts, horizon=Horizon("month", date(2026, 3, 1), 8))
    needed = require(monthly)
    table = agents_table(monthly, needed)
    assert (table["utc_start"] == "").all()
    march = of(table, "voice", week="2026-03-01")
    assert march["volume"].sum() * 730.0 / 168.0 == pytest.approx(1000.0)
    row = of(requirement_table(monthly, needed), "voice", week="2026-03-01").iloc[0]
    assert row["interval_h"] == pytest.approx(march["agents"].sum() / 2.0 * 730.0 / 168.0)
    pooled = pooling_table(monthly, needed).query("week == 'busiest' and question == 'languages'")
    apart = [facts.queues.name.index(name) for name in ("voice:en", "voice:de")]
    assert pooled["apart_h"].iloc[0] == pytest.approx(needed.interval_h[apart].sum(axis=0).max())


def test_fractional_agents_are_written_as_they_are(tmp_path):
    part = rich(tmp_path, MODEL + '\n[requirements]\nagents = "fractional"\n').facts
    table = agents_table(part, require(part))
    assert (table["agents"] % 1.0 > 1e-6).any()


def test_pooling_languages_saves_and_splitting_over_sites_costs(facts, requirement):
    table = pooling_table(facts, requirement)
    assert list(zip(table["question"], table["queue"], table["language"], table["parts"], strict=True))[
        ::3
    ] == [
        ("languages", "voice", "de|en", 2),
        ("sites", "voice", "en", 2),
        ("sites", "chat", "en", 2),
    ]
    assert table["week"].tolist() == ["mean", "busiest", "quietest"] * 3
    np.testing.assert_allclose(table["saving_h"], table["apart_h"] - table["pooled_h"])
    np.testing.assert_allclose(table["saving_share"], table["saving_h"] / table["apart_h"])
    assert (table["saving_h"] >= 0.0).all()
    assert (table.query("queue == 'chat'")["saving_h"] > 0.0).all()


def test_what_is_planned_stands_in_the_pooling_table(facts, requirement):
    """Apart for languages, pooled for sites: both are the hours on duty of the requirement."""
    table = pooling_table(facts, requirement).query("week != 'mean'").set_index(["question", "queue", "week"])
    both = requirement.interval_h[[facts.queues.name.index(name) for name in ("voice:en", "voice:de")]].sum(
        axis=0
    )
    english = requirement.interval_h[facts.queues.name.index("voice:en")]
    assert table.loc[("languages", "voice", "busiest"), "apart_h"] == pytest.approx(both.max())
    assert table.loc[("languages", "voice", "quietest"), "apart_h"] == pytest.approx(both.min())
    assert table.loc[("sites", "voice", "busiest"), "pooled_h"] == pytest.approx(english.max())


def test_the_mean_week_lies_between_the_quietest_and_the_busiest(facts, requirement):
    table = pooling_table(facts, requirement)
    for _, rows in table.groupby(["question", "queue", "language"]):
        mean, busiest, quietest = rows["apart_h"]
        assert quietest <= mean <= busiest


def test_nothing_to_pool_gives_an_empty_table_with_its_columns(facts, requirement):
    table = pooling_table(facts, replace(requirement, agents={}))
    assert len(table) == 0
    assert "saving_share" in table.columns


def test_the_picture_shows_the_busiest_week_of_all_languages(facts, requirement):
    ax = agents_on_duty(facts, requirement, "voice")
    both = sum(requirement.agents[facts.queues.name.index(name)] for name in ("voice:en", "voice:de"))
    busiest = int(np.argmax(both.sum(axis=(1, 2))))
    week = both[busiest]
    title = ax.get_title(loc="left")
    day = facts.horizon.day(busiest)
    assert title == (
        f"voice, week of {day.day} {day:%b}: up to {week.max():.0f} agents (Mon 09:00), "
        f"{week.sum() / 2:,.0f} hours on duty"
    )
    numbers = {text.get_position(): text.get_text() for text in ax.texts if text.get_text().isdigit()}
    assert numbers == {(9.5, weekday + 0.52): f"{week[0, 18]:.0f}" for weekday in range(5)}
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    ]


def test_a_picture_of_work_that_may_wait_is_refused(facts, requirement):
    with pytest.raises(KeyError):
        agents_on_duty(facts, requirement, "appeals")


def test_names_of_pictures_are_names_of_files(facts, requirement):
    assert picture_names(facts, requirement) == {"voice": "agents_voice", "chat": "agents_chat"}
    odd = replace(
        facts,
        queues=replace(
            facts.queues, queue=tuple({"voice": "a/b", "chat": "A b"}.get(q, q) for q in facts.queues.queue)
        ),
    )
    assert picture_names(odd, requirement) == {"a/b": "agents_a_b", "A b": "agents_A_b_2"}


def test_the_folder_is_the_same_byte_for_byte_when_it_is_written_again(facts, requirement, tmp_path):
    folders = (tmp_path / "one", tmp_path / "two")
    for folder in folders:
        write_requirement(facts, requirement, folder)
    first, second = ({path.relative_to(f): path.read_bytes() for path in f.rglob("*.*")} for f in folders)
    assert first == second
    assert {str(path) for path in first} == {
        "requirements.csv", "agents_by_interval.csv", "pooling.csv",
        "plots/agents_voice.png", "plots/agents_voice.svg", "plots/agents_chat.png", "plots/agents_chat.svg",
    }  # fmt: skip


def test_the_totals_for_a_batch_job_are_those_of_the_table(facts, requirement, hours):
    told = required_hours(facts, requirement)
    assert (told["start"], told["period"], told["periods"]) == ("2026-03-02", "week", 8)
    assert told["required_hours"] == pytest.approx(hours["required_h"].sum())
    assert list(told["queues"]) == list(facts.queues.name)
    for name, queue in told["queues"].items():
        rows = of(hours, *name.split(":"))
        for key, column in (("required_hours", "required_h"), ("contract_hours", "contract_h")):
            assert queue[key] == pytest.approx(rows[column].sum())
        heaviest = rows.loc[rows["required_h"].idxmax()]
        assert queue["busiest_week"] == heaviest["week_start"]
        assert queue["busiest_week_hours"] == pytest.approx(heaviest["required_h"])


def test_a_plan_without_real_time_work_has_headings_only(facts, requirement):
    table = agents_table(facts, replace(requirement, agents={}))
    assert len(table) == 0
    assert list(table.columns)[:5] == ["week_start", "queue", "language", "weekday", "interval_start"]


def test_the_small_plan_has_no_rework_and_no_automation(tmp_path: Path):
    plain = load(*write(tmp_path)).facts
    table = requirement_table(plain, require(plain))
    pd.testing.assert_series_equal(table["volume"], table["forecast_volume"], check_names=False)


def test_every_column_is_explained_in_its_order_and_nothing_else(facts, requirement, hours, agents):
    assert explained("requirements.csv") == list(hours.columns)
    assert explained("agents_by_interval.csv") == list(agents.columns)
    assert explained("pooling.csv") == list(pooling_table(facts, requirement).columns)
