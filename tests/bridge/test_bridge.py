"""The bridge of runs by hand: worked by hand, to the cent, the same from either side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.bridge.bridge import bridge, in_cents
from capplan.bridge.side import Side
from capplan.errors import InvalidInput
from tests.bridge.sides import WEEKS, counted, hand_side

RATES = {"NEAR": 20.0, "FAR": 10.0}
HALF = {("NEAR", "voice:en"): 60.0, ("FAR", "voice:en"): 60.0}
FAR_ALONE = {("FAR", "voice:en"): 100.0}


def moved(found) -> dict[str, float]:
    return {driver: cents / 100 for driver, cents in found.by_driver.items() if cents}


def test_two_cells_by_hand():
    """100 hours at 10 become 60 at 10 and 60 at 20: 800 dearer.

    Volume first: 200, last: 1800 - 1500 = 300. Teams first: 500, last: 1800 - 1200 = 600. The means: 250 and 550.
    """
    found = bridge(hand_side(FAR_ALONE, rates=RATES), hand_side(HALF, rates=RATES))
    assert moved(found) == {"volume": 250.0, "team_mix": 550.0}
    # at NEAR all is new: 60 x 20 = 1200, volume makes (1200 - 1000) / 2 of it
    near, far = found.sites.index("NEAR"), found.sites.index("FAR")
    assert (found.cents[:, 0, near].sum(), found.cents[:, 0, far].sum()) == (120_000, -40_000)
    assert found.cents[0, 0, near] == 10_000


def test_three_drivers_by_hand():
    """As above, and FAR bills in a currency that rises by half: 60 x 15 + 60 x 20 = 2100, 1100 dearer.

    FAR goes from 100 x 10 x 1 to 60 x 10 x 1.5, with share 1 to 0.5 and volume 100 to 120. By 1/3, 1/6, 1/6, 1/3:
    currency 0.5 x 10 x (100/3 + 120/6 + 50/6 + 60/3) = 408.33.
    """
    after = hand_side(HALF, rates=RATES, currency_rates={"FAR": 1.5})
    found = moved(bridge(hand_side(FAR_ALONE, rates=RATES), after))
    assert found["currency"] == pytest.approx(408.33)
    assert sum(found.values()) == pytest.approx(1100.0)


def test_mix_of_queues_and_of_teams_are_told_apart():
    """Mail is worked in FAR, voice in NEAR; the same total of work moves from mail to voice."""
    before = hand_side({("NEAR", "voice:en"): 50.0, ("FAR", "mail:en"): 50.0}, rates=RATES)
    after = hand_side({("NEAR", "voice:en"): 70.0, ("FAR", "mail:en"): 30.0}, rates=RATES)
    assert moved(bridge(before, after)) == {"queue_mix": 200.0}


def test_hours_left_undone_are_no_volume():
    before = hand_side(FAR_ALONE, rates=RATES)
    after = hand_side({("FAR", "voice:en"): 70.0}, rates=RATES, volume={"voice:en": 100.0})
    assert moved(bridge(before, after)) == {"undone": -300.0}


def test_hours_that_stay_short_for_nothing_elsewhere_are_more_work_left_at_a_price_that_is_gone():
    """10 hours short at 80 and none at 60 become none and 20, all for nothing: 800 less.

    The first: half by the hours and half by the price, 400 each. The second: hours +600, price -600.
    """

    def short(hours: float, queue: str, price: float, **prices: float) -> Side:
        side = hand_side({("FAR", "voice:en"): 70.0, ("FAR", "mail:en"): 30.0}, rates=RATES)
        line = {**side.lines.iloc[0], "site": "", "who": queue, "term": "unmet_hours", "unit": "hours"}
        line |= {"quantity": hours, "price": price, "amount": hours * price, "amount_base": hours * price}
        lines = pd.concat([side.lines, pd.DataFrame([line])], ignore_index=True)
        stated = {("unmet_hours", f"{name}:en"): amount for name, amount in prices.items()}
        return counted(replace(side, lines=lines, undone_prices=stated))

    before, after = (
        short(10.0, "voice:en", 80.0, voice=80.0, mail=60.0),
        short(20.0, "mail:en", 0.0, voice=0.0, mail=0.0),
    )
    assert moved(bridge(before, after)) == {"undone": 200.0, "rules": -1000.0}
    assert moved(bridge(after, before)) == {"undone": -200.0, "rules": 1000.0}


def test_a_queue_and_a_team_of_one_run_only_are_mix():
    before = hand_side({("NEAR", "voice:en"): 100.0}, rates={"NEAR": 20.0})
    found = bridge(before, hand_side({("FAR", "voice:en"): 100.0}, rates={"FAR": 10.0}))
    assert moved(found) == {"team_mix": -1000.0}
    assert found.alone["before"]["sites"] == ("NEAR",)
    assert found.alone["after"]["teams"] == ("FAR",)
    other = bridge(before, hand_side({("NEAR", "chat:en"): 100.0}, rates={"NEAR": 20.0}))
    assert other.by_driver["volume"] == 0
    assert other.alone["after"]["queues"] == ("chat:en",)


def test_weeks_of_one_run_are_told_as_such():
    before = hand_side(FAR_ALONE, rates=RATES, weeks=WEEKS)
    after = hand_side(HALF, rates=RATES, weeks=(WEEKS[1], "2026-03-16"))
    found = bridge(before, after)
    assert moved(found) == {"volume": 250.0, "team_mix": 550.0, "horizon": 800.0}
    assert (found.alone["before"]["weeks"], found.alone["after"]["weeks"]) == ((WEEKS[0],), ("2026-03-16",))


def test_runs_that_do_not_compare_are_refused_with_every_reason():
    one = hand_side(FAR_ALONE, rates=RATES)
    later = hand_side(FAR_ALONE, rates=RATES, weeks=("2027-01-04",))
    with pytest.raises(InvalidInput, match="no week in common"):
        bridge(one, later)
    with pytest.raises(InvalidInput) as refused:
        bridge(one, replace(one, currency="EUR", period="month"))
    assert len(refused.value.problems) == 2


def test_a_term_that_nobody_knows_is_named_other():
    before = hand_side(FAR_ALONE, rates=RATES)
    strange = before.lines.assign(
        term="gifts", who="everybody", quantity=1.0, price=7.0, amount=7.0, amount_base=7.0
    )
    after = counted(replace(before, lines=pd.concat([before.lines, strange])))
    assert moved(bridge(before, after)) == {"other": 7.0}


def test_tickets_cost_the_same_however_long_they_take():
    """FAR bills 10 for a ticket: 100 of an hour each, then 100 of half an hour, and with the price 12."""
    before = hand_side(FAR_ALONE, rates=RATES)
    before = replace(before, teams=before.teams.assign(unit="ticket"))
    faster = replace(
        before,
        queues=before.queues.assign(aht_s=1800.0, workload_h=50.0, required_h=50.0),
        work=before.work.assign(productive_h=50.0),
        lines=before.lines.assign(quantity=50.0, price=20.0),
    )
    assert moved(bridge(before, faster)) == {}
    dearer = replace(
        faster,
        teams=before.teams.assign(rate=12.0),
        lines=faster.lines.assign(price=24.0, amount=1200.0, amount_base=1200.0),
    )
    assert moved(bridge(before, counted(dearer))) == {"wage_rate": 200.0}


HOURS = st.floats(0.0, 500.0).map(lambda value: round(value, 2))
RATE = st.floats(1.0, 60.0).map(lambda value: round(value, 2))


@st.composite
def two_runs(draw: st.DrawFn):
    sides = []
    for _ in range(2):
        hours = {(team, queue): draw(HOURS) for team in RATES for queue in ("voice:en", "mail:en")}
        hours["FAR", "voice:en"] += 1.0
        volume = {"voice:en": 1.0 + draw(HOURS), "mail:en": draw(HOURS)}
        rates = {team: draw(RATE) for team in RATES}
        money = {team: draw(st.floats(0.5, 2.0)) for team in RATES}
        sides.append(hand_side(hours, rates=rates, currency_rates=money, volume=volume, weeks=WEEKS))
    return sides


@settings(max_examples=8)
@given(two_runs())
def test_it_sums_to_the_cent_by_term_and_turns_round(sides):
    there, back = bridge(*sides), bridge(*reversed(sides))
    assert (there.cents.sum(axis=(0, 2)) == there.after - there.before).all()
    assert (there.cents == -back.cents).all()
    assert there.by_driver["other"] == 0
    for column in ("hiring", "shrinkage", "contract", "support", "rules"):
        assert there.by_driver[column] == 0


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=8), st.integers(-3, 3))
def test_cents_sum_and_turn_round(amounts, off):
    exact = np.array(amounts)
    total = round(100 * exact.sum()) + off
    found = in_cents(exact, total)
    assert found.sum() == total
    assert (in_cents(-exact, -total) == -found).all()
    assert np.abs(found - 100 * exact).max() <= 1.0 + abs(off) + 1e-6
