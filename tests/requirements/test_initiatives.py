"""Automation initiatives: the share of their effect over time, the hours they take and send back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.requirements.initiatives import bounced_h, effect_share, relieved_h, taken_contacts, taken_h
from tests.formulation.test_initiatives import one, with_bot


def test_the_effect_grows_evenly_from_the_launch() -> None:
    planned = one(build_periods=[2], ramp_periods=[4])
    share = effect_share(planned, "expected", np.array([0, 3]), 8)
    assert share[0, 0].tolist() == [0, 0, 0.25, 0.5, 0.75, 1, 1, 1]
    assert share[0, 1].tolist() == [0, 0, 0, 0, 0, 0.25, 0.5, 0.75]


def test_a_late_launch_counts_by_its_risk() -> None:
    planned = one(build_periods=[1], delay_periods=[2], delay_risk=[0.25])
    found = {
        delay: effect_share(planned, delay, np.array([0]), 5)[0, 0].tolist()
        for delay in ("none", "expected", "late")
    }
    assert found == {"none": [0, 1, 1, 1, 1], "expected": [0, 0.75, 0.75, 1, 1], "late": [0, 0, 0, 1, 1]}
    never = one(build_periods=[1], delay_periods=[2])
    assert effect_share(never, "late", np.array([0]), 3)[0, 0].tolist() == [0, 1, 1]


def test_hours_taken_and_sent_back() -> None:
    facts, requirement = with_bot(
        handle_time=[0.8], bounced=[0.1], bounce_queue=[[1, -1]], bounce_periods=[2]
    )
    assert taken_contacts(facts.initiatives, requirement)[0, :, 0].tolist() == [50.0, 0.0]
    assert taken_h(facts, requirement)[0, :, 0].tolist() == [40.0, 0.0]
    # a tenth of 50 contacts, an hour each
    assert bounced_h(facts, requirement)[0, :, 4].tolist() == [0.0, 5.0]
    hours = relieved_h(facts, requirement, "none", np.array([0]))[0, 0]
    assert hours[0].tolist() == [0, *[40.0] * 8]
    assert hours[1].tolist() == [0, 0, 0, *[-5.0] * 6]


def test_what_comes_back_after_the_plan_comes_back_nowhere() -> None:
    facts, requirement = with_bot(bounced=[0.1], bounce_queue=[[1, -1]], bounce_periods=[40])
    hours = relieved_h(facts, requirement, "none", np.array([0]))
    assert (hours[:, :, 1] == 0.0).all() and (hours[:, :, 0, 1:] == 50.0).all()


def test_what_is_left_takes_as_long_as_it_did_and_no_longer() -> None:
    """Contacts times handle time: what is taken and what is left are all there was."""
    facts, requirement = with_bot(handle_time=[0.7])
    a, e = 0.5, 0.7
    left = requirement.demand.volume[0] * (1 - a) * requirement.demand.aht_s[0] * (1 - a * e) / (1 - a) / 3600
    assert taken_h(facts, requirement)[0, 0] + left == pytest.approx(requirement.required_h[0])


def test_nothing_without_initiatives() -> None:
    facts, requirement = with_bot()
    none = replace(facts, initiatives=None)
    assert taken_h(none, requirement).shape == bounced_h(none, requirement).shape == (0, 2, 9)
    assert relieved_h(none, requirement, "none", np.array([0, 4])).shape == (0, 2, 2, 9)
