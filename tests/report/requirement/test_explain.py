"""An explanation ends at the figure of requirements.csv, and every formula in it can be followed by hand."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from mpmath import mp, mpf

from capplan.facts import Facts
from capplan.horizon import Horizon
from capplan.pipeline import load
from capplan.report.requirement.asked import asked_period, asked_queues
from capplan.report.requirement.explain import explain
from capplan.report.requirement.steps import Explanation, Line, Step, said
from capplan.report.requirement.tables import requirement_table
from capplan.report.requirement.text import as_json, as_text
from capplan.requirements.required import Requirement, require
from tests.real.bank_inputs import write_bank_inputs
from tests.report.requirement.requirement_inputs import rich
from tests.small_inputs import MODEL

ROOT = Path(__file__).resolve().parents[3]
ROUNDED = 2e-4  # relative: numbers in formulas have five or six digits


@pytest.fixture(scope="module")
def sample() -> tuple[Facts, Requirement]:
    facts = load(ROOT / "models" / "quarterly.toml", ROOT / "inputs").facts
    return facts, require(facts)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Facts, Requirement]:
    facts = rich(tmp_path_factory.mktemp("rich")).facts
    return facts, require(facts)


def told(case: tuple[Facts, Requirement], name: str, period: int) -> Explanation:
    return explain(*case, case[0].queues.name.index(name), period)


def step(explanation: Explanation, title: str) -> Step:
    (found,) = [one for one in explanation.steps if one.title.startswith(title)]
    return found


def value(explanation: Explanation, title: str, what: str) -> float:
    (found,) = [line.value for line in step(explanation, title).lines if line.what == what]
    assert isinstance(found, float | int)
    return float(found)


def by_calculator(line: Line) -> float:
    """What the formula of a line comes to: words and units are left out, % is a hundredth."""
    formula = line.how.removeprefix("=").partition(";")[0].replace(",", "").replace("\N{MINUS SIGN}", "-")
    formula = re.sub(r"([0-9.]+) %", r"(\1/100)", formula)
    formula = re.sub(r"\bx\b", "*", formula)
    formula = re.sub(r"[A-Za-z_]+", "", formula)
    assert re.fullmatch(r"[-0-9.+*/() ]+", formula), line
    return float(eval(formula))


def assert_can_be_followed(explanation: Explanation) -> int:
    lines = [line for one in explanation.steps for line in one.lines if line.how.startswith("=")]
    for line in lines:
        assert by_calculator(line) == pytest.approx(line.value, rel=ROUNDED), line
    return len(lines)


def assert_ends_at_the_table(
    facts: Facts, requirement: Requirement, table: pd.DataFrame, queue: int, period: int
) -> None:
    here = (table["queue"] == facts.queues.queue[queue]) & (table["language"] == facts.queues.language[queue])
    row = table[here & (table["week_start"] == facts.horizon.labels[period])].iloc[0]
    explanation = explain(facts, requirement, queue, period)
    assert explanation.required_h == row["required_h"]
    assert value(explanation, "Shift fit", "required hours") == row["required_h"]
    assert value(explanation, "Contract hours", "contract hours") == row["contract_h"]
    assert value(explanation, "Hours of handling", "workload") == row["workload_h"]


def test_every_queue_of_the_sample_ends_at_its_row_and_can_be_followed(sample):
    facts, requirement = sample
    table = requirement_table(facts, requirement)
    for queue in range(len(facts.queues.name)):
        period = (7 * queue + 3) % facts.horizon.count
        assert_ends_at_the_table(facts, requirement, table, queue, period)
        assert assert_can_be_followed(explain(facts, requirement, queue, period)) >= 4


def test_every_rule_of_the_small_plan_can_be_followed(small):
    facts, requirement = small
    table = requirement_table(facts, requirement)
    for queue in range(len(facts.queues.name)):
        for period in (0, 1, 7):
            assert_ends_at_the_table(facts, requirement, table, queue, period)
            assert assert_can_be_followed(explain(facts, requirement, queue, period)) >= 4


def test_the_calls_of_a_bank_end_at_their_row_and_can_be_followed(shared_data, tmp_path):
    facts = load(*write_bank_inputs(shared_data, tmp_path)).facts
    requirement = require(facts)
    assert_ends_at_the_table(facts, requirement, requirement_table(facts, requirement), 0, 5)
    explanation = explain(facts, requirement, 0, 5)
    assert_can_be_followed(explanation)
    assert value(explanation, "All intervals", "agents, all intervals added") / 2.0 == explanation.required_h


def test_the_total_comes_out_when_only_the_lines_are_used(small):
    """By hand from the forecast: 300 letters, 0.04 x 400 calls, 30 % automated, 12 % harder, at 97 %."""
    explanation = told(small, "mail:de", 2)
    contacts = (300.0 + 0.04 * 400.0) * 0.7
    work = contacts * 480.0 * 1.12 / 3600.0
    assert value(explanation, "Contacts that other", "contacts that arrive") == pytest.approx(316.0)
    assert value(explanation, "What automation", "contacts for people") == pytest.approx(contacts)
    assert value(explanation, "What automation", "their handle time") == pytest.approx(537.6)
    assert value(explanation, "Hours of handling", "workload") == pytest.approx(work)
    left = value(explanation, "Done in the gaps of voice:de", "hours left for its own people")
    assert explanation.required_h == pytest.approx(left / 0.97)


def test_rework_names_every_arc_and_its_week(small):
    first, later = (told(small, "appeals:en", period) for period in (0, 4))
    lines = step(later, "Contacts that other").lines
    assert [line.what for line in lines] == [
        "brought about by mail:en", "brought about by appeals:en", "contacts that arrive",
    ]  # fmt: skip
    arriving = small[1].demand.arriving[small[0].queues.name.index("mail:en"), 3]
    assert lines[0].value == pytest.approx(0.05 * arriving)
    assert lines[0].how.endswith("; 1 week earlier")
    assert "taken as in the first one" in step(first, "Contacts that other").lines[0].how


def test_the_busiest_interval_says_what_one_agent_fewer_would_miss(sample):
    """Erlang A in exact arithmetic by its birth and death chain, at the load that is told."""
    explanation = told(sample, "payments_voice:fr", 10)
    busiest = step(explanation, "The busiest interval")
    assert busiest.grid is not None
    load = value(explanation, "The busiest interval", "load to staff")
    agents = int(value(explanation, "The busiest interval", "agents"))
    aht_s = value(explanation, "The forecast", "handle time")
    fewer, enough = busiest.grid.rows[0][2][1:]
    assert fewer == pytest.approx(answered_in_time(load, agents - 1, aht_s, 20.0, 120.0), abs=1e-9)
    assert enough == pytest.approx(answered_in_time(load, agents, aht_s, 20.0, 120.0), abs=1e-9)
    missed = [fewer < 0.8, load / (agents - 1) > 0.82]
    assert any(missed)
    assert enough >= 0.8
    assert load / agents <= 0.82
    said_to_miss = busiest.lines[-1].how
    assert ("answered within 20 s" in said_to_miss, "occupancy" in said_to_miss) == tuple(missed)


def answered_in_time(load: float, agents: int, aht_s: float, within_s: float, patience_s: float) -> float:
    """Share of contacts answered in time, by integrating the virtual wait (Mandelbaum and Zeltyn 2007)."""
    mp.dps = 25
    arrival, service, leave = mpf(load) / mpf(aht_s), 1 / mpf(aht_s), 1 / mpf(patience_s)

    def weight(x: mpf) -> mpf:
        return mp.exp(arrival / leave * (1 - mp.exp(-leave * x)) - agents * service * x)

    idle = mp.fsum(
        mpf(load) ** (k - agents + 1) * mp.factorial(agents - 1) / mp.factorial(k) for k in range(agents)
    )
    whole = mp.quad(weight, [0, within_s, 10 * within_s, 100 * within_s, mp.inf])
    answered = mp.quad(lambda x: weight(x) * mp.exp(-leave * x), [0, within_s])
    return float((idle + arrival * answered) / (idle + arrival * whole))


@pytest.mark.parametrize("name", ["payments_voice:en", "payments_voice:de", "creator_support_chat:tl"])
def test_some_target_is_always_missed_by_one_agent_fewer(sample, name):
    for period in range(0, 52, 8):
        line = step(told(sample, name, period), "The busiest interval").lines[-1]
        assert line.how.startswith("one fewer would miss: ")
        assert "nothing" not in line.how


def test_a_chat_tells_how_long_it_is_open_and_how_many_go_at_once(small):
    explanation = told(small, "chat:en", 0)
    assert value(explanation, "The week by the clock", "a chat is open for") == 800.0
    assert value(explanation, "Hours of handling", "workload") == pytest.approx(800.0 * 400.0 / 3600.0)
    busiest = step(explanation, "The busiest interval, Mon 09:30 to 10:00")
    assert busiest.grid is not None
    assert [row[0] for row in busiest.grid.rows] == [
        "mean wait of the answered in s, at most", "hang up, at most",
        "occupancy (load / chats at once), at most", "agents, at least", "chats at once",
    ]  # fmt: skip
    assert "50 %" in next(line.how for line in busiest.lines if line.what == "chats")


def test_the_table_of_hours_adds_up_to_the_hours_on_duty(sample):
    all_intervals = step(told(sample, "creator_support_chat:en", 20), "All intervals")
    assert all_intervals.grid is not None
    *hours, (_, _, total) = all_intervals.grid.rows
    inside = np.array([row[2] for row in hours], dtype=np.float64)
    np.testing.assert_allclose(inside[:, :7].sum(axis=1), inside[:, 7])
    np.testing.assert_allclose(inside.sum(axis=0), total)
    assert all_intervals.lines[-1].value == pytest.approx(total[-1])


def test_the_peaking_factor_shows_the_window_that_sets_it(small):
    """Thursday 11:00 to Saturday 10:00 say: the windows end where few people work."""
    facts, requirement = small
    queue = facts.queues.name.index("appeals:en")
    explanation = explain(facts, requirement, queue, 3)
    arrives = value(explanation, "Hours on duty", "tightest window")
    people = value(explanation, "Hours on duty", "people until it is due")
    assert arrives / people == pytest.approx(requirement.peaking[queue])
    assert requirement.peaking[queue] > 1.0
    # Saturday's 15 % are due by Sunday 11:00, with 5 % of the people on each of these days
    assert (arrives, people) == (pytest.approx(0.15), pytest.approx(0.10))
    line = next(line for line in step(explanation, "Hours on duty").lines if line.what == "tightest window")
    assert line.how == "of the work comes Sat 10:00 to Sat 11:00"


def test_a_month_is_explained_by_its_typical_week(small):
    monthly = replace(small[0], horizon=Horizon("month", date(2026, 3, 1), 8))
    requirement = require(monthly)
    explanation = explain(monthly, requirement, 0, 1)
    assert_can_be_followed(explanation)
    assert value(explanation, "The week by the clock", "contacts in a typical week") == pytest.approx(
        monthly.queues.volume[0, 1] * 168.0 / 730.0
    )
    assert explanation.when == "Apr 2026"


@pytest.mark.parametrize("correction", ["stationary", "lagged", "offered_load"])
def test_every_correction_leads_to_the_agents_of_the_plan(tmp_path, correction):
    model = MODEL + f'\n[requirements]\ncorrection = "{correction}"\n'
    facts = rich(tmp_path, model).facts
    requirement = require(facts)
    for queue in requirement.agents:
        explanation = explain(facts, requirement, queue, 3)
        line = next(line for line in step(explanation, "The busiest").lines if line.what == "load to staff")
        assert f"; {correction.replace('_', ' ')}: " in line.how
        assert "nothing" not in step(explanation, "The busiest").lines[-1].how
        assert_can_be_followed(explanation)


def test_fractional_agents_are_explained_too(tmp_path):
    facts = rich(tmp_path, MODEL + '\n[requirements]\nagents = "fractional"\n').facts
    requirement = require(facts)
    table = requirement_table(facts, requirement)
    for queue in range(len(facts.queues.name)):
        assert_ends_at_the_table(facts, requirement, table, queue, 3)
        assert_can_be_followed(explain(facts, requirement, queue, 3))


def test_a_week_without_contacts_is_explained(small):
    facts, _ = small
    volume = facts.queues.volume.copy()
    volume[facts.queues.name.index("voice:en")] = 0.0
    quiet = replace(facts, queues=replace(facts.queues, volume=volume))
    explanation = explain(quiet, require(quiet), quiet.queues.name.index("voice:en"), 3)
    assert explanation.required_h == 0.0
    assert "voice:en" in as_text(explanation)


def test_the_text_has_every_step_and_json_has_the_numbers_unrounded(small):
    explanation = told(small, "mail:en", 5)
    text, content = as_text(explanation), as_json(explanation)
    assert text.startswith("mail:en, the week of 6 Apr 2026: ")
    for place, one in enumerate(explanation.steps, start=1):
        assert f"\n{place}. {one.title}\n" in text
    assert json.loads(json.dumps(content, allow_nan=False)) == content
    assert [one["title"] for one in content["steps"]] == [one.title for one in explanation.steps]
    assert content["required_h"] == small[1].required_h[small[0].queues.name.index("mail:en"), 5]
    numbers = [line["value"] for one in content["steps"] for line in one["lines"]]
    assert numbers == [line.value for one in explanation.steps for line in one.lines]


def test_tables_of_the_text_are_in_json_too(small):
    content = as_json(told(small, "voice:en", 5))
    (table,) = [one["table"] for one in content["steps"] if one["title"] == "All intervals"]
    assert table["columns"] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "sum"]
    assert table["rows"][-1]["values"][-1] * 1.0 == content["steps"][-4]["lines"][1]["value"]


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (1234.5, "h", "1,234.5"),
        (18.080816, "", "18.0808"),
        (0.01036849, "share", "1.0368 %"),
        (0.5, "share", "50 %"),
        (1234567.8, "", "1,234,568"),
        (0.0, "", "0"),
        (float("nan"), "", "-"),
        (float("inf"), "s", "without end"),
        (None, "", "-"),
        ("Erlang A", "", "Erlang A"),
    ],
)
def test_numbers_are_said_with_as_many_digits_as_a_calculator_needs(number, unit, text):
    assert said(number, unit) == text


def test_a_queue_is_found_by_its_name_with_or_without_language(small):
    facts, _ = small
    assert [facts.queues.name[q] for q in asked_queues(facts, "mail")] == ["mail:de", "mail:en"]
    assert [facts.queues.name[q] for q in asked_queues(facts, "mail:de")] == ["mail:de"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mial", "no queue 'mial'. Did you mean 'mail'?"),
        ("mial:de", "Did you mean 'mail:de'?"),
        ("mail:fr", "The forecast has mail in de, en, not in 'fr'."),
        ("xyzzy", "It has voice, chat, mail, appeals."),
        ("Mail", "Upper and lower case count."),
    ],
)
def test_an_unknown_queue_gets_the_nearest_name(small, name, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        asked_queues(small[0], name)


def test_a_week_is_found_by_any_of_its_days(small):
    facts, _ = small
    assert [asked_period(facts, day) for day in ("2026-03-02", "2026-03-08", "2026-03-09", "2026-04-26")] == [
        0,
        0,
        1,
        7,
    ]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-03-01", "The nearest begins on 2026-03-02."),
        ("2026-04-27", "The nearest begins on 2026-04-20."),
        ("12.3.2026", "Write it as year-month-day: 2026-03-02."),
    ],
)
def test_a_day_outside_the_plan_gets_the_nearest_week(small, day, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        asked_period(small[0], day)
