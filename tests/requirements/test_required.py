"""The requirement as a whole: intervals, gaps, shift fit, and the service curves that go with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from capplan.errors import InvalidInput
from capplan.facts import Facts
from capplan.requirements.required import Requirement, require
from capplan.requirements.week.by_interval import service_by_interval
from tests.requirements.small_facts import small_facts
from tests.small_inputs import tables

BLEND = {"mail": {"blend_with": "voice", "blend_occupancy": "0.95"}}


def _hours(facts: Facts, requirement: Requirement, name: str) -> np.ndarray:
    return requirement.required_h[facts.queues.name.index(name)]


def test_hours_of_real_time_work_are_its_agents_added(tmp_path: Path) -> None:
    facts = small_facts(tmp_path, {"voice": {"schedule_efficiency": "0.8"}})
    requirement = require(facts)
    voice = facts.queues.name.index("voice:en")
    assert requirement.interval_h[voice] == pytest.approx(requirement.agents[voice].sum(axis=(1, 2)) * 0.5)
    assert requirement.required_h[voice] == pytest.approx(requirement.interval_h[voice] / 0.8)
    assert (requirement.saved_h == 0.0).all()


def test_fractional_agents_are_fewer_and_never_a_whole_agent_fewer(tmp_path: Path) -> None:
    whole = require(small_facts(tmp_path / "whole"))
    facts = small_facts(tmp_path / "fractional", rules='\n[requirements]\nagents = "fractional"\n')
    for queue, agents in require(facts).agents.items():
        assert (agents <= whole.agents[queue] + 1e-9).all()
        if facts.queues.concurrency[queue] == 1.0:
            assert (agents > whole.agents[queue] - 1.0).all()


def test_opening_hours_without_arrivals_have_their_least_agents(tmp_path: Path) -> None:
    hours = "queue,weekday,opens,closes\n" + "".join(
        f"voice,{day},08:00,12:00\n" for day in ("mon", "tue", "wed", "thu", "fri", "sat")
    )
    facts = small_facts(tmp_path, {"voice": {"least_agents": "2"}}, opening_hours=hours)
    agents = require(facts).agents[facts.queues.name.index("voice:en")]
    assert (agents[:, 5, 16:24] == 2.0).all()  # saturday, when nobody calls
    assert (agents[:, 6] == 0.0).all() and (agents[:, :, :16] == 0.0).all()


def test_every_target_counts(tmp_path: Path) -> None:
    base = require(small_facts(tmp_path / "base"))
    for column, value in (("max_asa_s", "0.5"), ("max_abandonment", "0.001"), ("service_level", "0.99")):
        facts = small_facts(tmp_path / column, {"voice": {column: value}})
        voice = facts.queues.name.index("voice:en")
        assert (require(facts).interval_h[voice] > base.interval_h[voice]).all(), column


def test_work_in_the_gaps_lowers_what_its_own_people_must_do(tmp_path: Path) -> None:
    facts = small_facts(tmp_path, BLEND)
    alone, blended = require(small_facts(tmp_path / "alone")), require(facts)
    mail, german = facts.queues.name.index("mail:en"), facts.queues.name.index("mail:de")
    assert (blended.saved_h[mail] > 0.0).all()
    assert blended.required_h[mail] + blended.saved_h[mail] == pytest.approx(alone.required_h[mail])
    # nobody answers calls in German, so nobody has gaps
    assert blended.required_h[german] == pytest.approx(alone.required_h[german])
    # the gaps are the idle time below the ceiling, and no more than that
    voice = facts.queues.name.index("voice:en")
    agents = blended.agents[voice]
    busy = agents * service_by_interval(facts, blended.demand, voice, agents).occupancy
    gaps = np.maximum(0.0, 0.95 * agents - busy).sum(axis=(1, 2)) * 0.5
    done_h = blended.gap_share[mail] * blended.workload_h[mail]
    assert (done_h > 0.0).all() and (done_h <= gaps + 1e-9).all()


def test_what_gaps_leave_is_done_at_the_occupancy_of_its_own_people(tmp_path: Path) -> None:
    full = require(small_facts(tmp_path / "full", BLEND))
    facts = small_facts(tmp_path / "rested", {"mail": {**BLEND["mail"], "max_occupancy": "0.8"}})
    rested, mail = require(facts), facts.queues.name.index("mail:en")
    assert rested.required_h[mail] == pytest.approx(full.required_h[mail] / 0.8)
    assert rested.gap_share[mail] == pytest.approx(full.gap_share[mail])


def test_gaps_that_come_too_late_do_not_count(tmp_path: Path) -> None:
    """Mail that must be done within the hour can use gaps from nine to ten on weekdays only."""
    urgent = {"mail": {**BLEND["mail"], "turnaround_h": "1"}}
    patient = require(small_facts(tmp_path / "patient", BLEND))
    facts = small_facts(tmp_path / "urgent", urgent)
    mail = facts.queues.name.index("mail:en")
    hurried = require(facts)
    assert (hurried.saved_h[mail] < patient.saved_h[mail]).all()


def test_work_that_nobody_is_there_for_is_refused(tmp_path: Path) -> None:
    mail = "mail,sun,10:00,1,0\nmail,sun,10:30,0,0\nmail,sun,18:00,0,1\n"
    profile = tables()["profile"] + mail
    urgent = {"mail": {**BLEND["mail"], "turnaround_h": "1"}}
    facts = small_facts(tmp_path, urgent, profile=profile)
    with pytest.raises(InvalidInput, match="mail"):
        require(facts)


def test_a_curve_starts_at_the_requirement_and_its_service(tmp_path: Path) -> None:
    facts = small_facts(tmp_path)
    requirement = require(facts)
    assert sorted(facts.queues.name[q] for q in requirement.curves) == ["chat:en", "voice:en"]
    for queue, curve in requirement.curves.items():
        service = service_by_interval(facts, requirement.demand, queue, requirement.agents[queue])
        assert curve.required_h == pytest.approx(requirement.interval_h[queue])
        assert curve.required_level == pytest.approx(service.weekly_service_level, abs=1e-6)
        assert (curve.required_level >= facts.queues.service_level[queue]).all()


@pytest.mark.parametrize("growth", ["", "0.4"])
def test_chats_have_a_curve_whole_or_fractional_growing_or_not(tmp_path: Path, growth: str) -> None:
    for rules in ("", '\n[requirements]\nagents = "fractional"\n'):
        cells = {"chat": {"concurrency_growth": growth, "aht_basis": "elapsed"}}
        facts = small_facts(tmp_path / f"chat{bool(rules)}", cells, rules)
        requirement = require(facts)
        chat = facts.queues.name.index("chat:en")
        curve = requirement.curves[chat]
        assert (np.diff(curve.slope, axis=1) <= 1e-9).all()
        assert (curve.required_level >= 0.85 - 1e-9).all()


def test_a_queue_without_a_service_level_has_no_curve(tmp_path: Path) -> None:
    cells = {"voice": {"service_level": "", "answer_within_s": "", "max_asa_s": "30"}}
    facts = small_facts(tmp_path, cells)
    assert [facts.queues.name[q] for q in require(facts).curves] == ["chat:en"]
    assert require(facts, curves=False).curves == {}


def test_a_month_is_a_typical_week_so_many_times(tmp_path: Path) -> None:
    facts = small_facts(tmp_path)
    monthly = replace(
        facts,
        horizon=replace(facts.horizon, period="month"),
        queues=replace(facts.queues, volume=facts.queues.volume * 730 / 168),
    )
    voice = facts.queues.name.index("voice:en")
    assert require(monthly).interval_h[voice] == pytest.approx(require(facts).interval_h[voice] * 730 / 168)
    curve, weekly = require(monthly).curves[voice], require(facts).curves[voice]
    assert curve.required_h == pytest.approx(weekly.required_h)
