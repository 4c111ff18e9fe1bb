"""Chat: hand-worked teams, the generator of the chain solved densely, Erlang as the special case, and sizing."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Any, get_args

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from capplan.requirements.queueing.chat import chat_agents, chat_measures
from capplan.requirements.queueing.erlang import erlang_c
from capplan.requirements.queueing.erlang_a import Counting, counted_service_level, queue_with_patience
from capplan.requirements.queueing.service_measures import service_level
from capplan.requirements.queueing.sizing import agents_required

VOICE_LIKE: dict[str, Any] = {"service_level": 0.8, "answer_within_s": 60.0}


def elapsed(chats: int, concurrency: float, growth: float) -> float:
    return (1 + growth * (chats - 1)) / (1 + growth * (concurrency - 1))


def closing(chats: int, agents: int, concurrency: float, growth: float) -> float:
    """Rate at which chats are closed, agent by agent, per handle time."""
    with_each = [chats // agents + (agent < chats % agents) for agent in range(agents)]
    return sum(mine / elapsed(mine, concurrency, growth) for mine in with_each if mine)


def steady(rates: np.ndarray) -> np.ndarray:
    generator = rates - np.diag(rates.sum(axis=1))
    equations = np.vstack((generator.T[:-1], np.ones(rates.shape[0])))
    right = np.zeros(rates.shape[0])
    right[-1] = 1.0
    return np.linalg.solve(equations, right)


def by_generator(
    load: float, agents: int, concurrency: float, growth: float, within: float, patience: float | None
) -> dict[str, float]:
    """The measures by a dense solve of the birth and death chain and of the way of one customer to an agent."""
    slots, room = int(agents * concurrency + 1e-9), 300
    leave = 0.0 if patience is None else 1.0 / patience
    rates = np.zeros((slots + room + 1,) * 2)
    for n in range(slots + room):
        rates[n, n + 1] = load
        rates[n + 1, n] = closing(min(n + 1, slots), agents, concurrency, growth) + leave * max(
            n + 1 - slots, 0
        )
    share = steady(rates)
    full = closing(slots, agents, concurrency, growth)
    # one who finds j ahead: states j..0, then answered, then gone
    ahead = np.arange(room)
    move = np.zeros((room + 2, room + 2))
    for j in ahead:
        move[j, j - 1 if j else room] = full + leave * j
        move[j, room + 1] = leave
        move[j, j] = -(full + leave * (j + 1))
    end = expm(move * within)[:room, room:]
    found = share[slots : slots + room]
    queue = float(share[slots:] @ np.arange(room + 1))
    abandonment = leave * queue / load
    return {
        "waiting": float(found.sum()),
        "abandonment": abandonment,
        "answered_in_time": 1.0 - float(found @ (1.0 - end[:, 0])),
        "over_before_target": 1.0 - float(found @ (1.0 - end.sum(axis=1))),
        "mean_wait_s": queue / load,
        "occupancy": min(load * (1.0 - abandonment) / full, 1.0),
    }


@pytest.mark.parametrize(
    "case",
    [
        (1.0, 1, 2.0, 1.0, 0.3, None),
        (1.3, 1, 2.0, 0.5, 0.4, 0.7),
        (5.0, 3, 3.0, 0.3, 0.2, None),
        (5.0, 3, 3.0, 0.3, 0.2, 2.0),
        (12.0, 3, 3.0, 0.6, 0.1, 0.5),
        (16.0, 8, 2.5, 0.4, 0.1, None),
        (20.0, 8, 2.5, 0.4, 0.1, 1.0),
        (9.0, 4, 2.2, 2.0, 0.5, 1.5),
        (1.0, 2, 1.5, 0.8, 0.2, 0.3),
        (4.0, 1, 4.7, 1.0, 0.2, 3.0),
        (30.0, 20, 2.0, 1.0, 0.05, 0.5),
    ],
)
def test_every_measure_against_the_generator(case: tuple) -> None:
    load, agents, concurrency, growth, within, patience = case
    aht_s = 420.0
    got = chat_measures(
        load,
        agents,
        aht_s,
        concurrency,
        growth,
        within * aht_s,
        None if patience is None else patience * aht_s,
    )
    expected = by_generator(*case)
    expected["mean_wait_s"] *= aht_s
    for name, value in expected.items():
        assert getattr(got, name) == pytest.approx(value, rel=1e-8, abs=1e-11), name
    answered = 1.0 - expected["abandonment"]
    if patience is None:
        assert got.speed_of_answer_s == pytest.approx(got.mean_wait_s)
    else:
        # those who hang up wait too: the speed of answer follows from Erlang A with the same waiting customers
        full = closing(int(agents * concurrency + 1e-9), agents, concurrency, growth)
        slots = int(agents * concurrency + 1e-9)
        erlang = queue_with_patience(load * slots / full, slots, aht_s * slots / full, patience * aht_s)
        waited_s = erlang.speed_of_answer_s * (1.0 - erlang.abandonment) / erlang.waiting
        assert got.speed_of_answer_s == pytest.approx(waited_s * expected["waiting"] / answered, rel=1e-8)


def test_one_agent_with_two_chats_that_share_him_is_one_server() -> None:
    # he closes a chat every aht / 2 whether he has one or two; from two on, the next waits: share (load / 2)^2
    for load in (0.2, 1.0, 1.9):
        got = chat_measures(load, 1, 600.0, 2.0, 1.0, 0.0)
        assert got.waiting == pytest.approx((load / 2) ** 2)
        assert got.occupancy == pytest.approx(load / 2)
        assert got.mean_wait_s == pytest.approx((load / 2) ** 2 * 600.0 / (2 - load))


def test_one_agent_with_two_chats_by_hand() -> None:
    # growth 1/2: alone 2/3 of aht. Closed per aht: 3/2, then 2. load 1: states 1, 2/3, 1/3, 1/6, ... sum 7/3
    got = chat_measures(1.0, 1, 600.0, 2.0, 0.5, 0.0)
    assert got.waiting == pytest.approx((1 / 3) * 2 / (7 / 3))


def test_growth_0_is_erlang_with_slots_for_agents() -> None:
    load, agents = np.array([0.5, 7.0, 40.0, 300.0]), np.array([1, 4, 20, 120])
    slots = np.floor(agents * 2.5)
    plain = chat_measures(load, agents, 600.0, 2.5, 0.0, 60.0)
    assert plain.waiting == pytest.approx(erlang_c(load, slots), rel=1e-11)
    assert plain.answered_in_time == pytest.approx(service_level(load, slots, 600.0, 60.0), rel=1e-11)
    left, erlang = (
        chat_measures(load, agents, 600.0, 2.5, 0.0, 60.0, 300.0),
        queue_with_patience(load, slots, 600.0, 300.0, 60.0),
    )
    for name in (
        "waiting",
        "abandonment",
        "answered_in_time",
        "mean_wait_s",
        "speed_of_answer_s",
        "occupancy",
    ):
        assert getattr(left, name) == pytest.approx(getattr(erlang, name), rel=1e-11), name


def test_concurrency_1_is_erlang_whatever_the_growth() -> None:
    got = chat_measures(8.0, [9, 12], 300.0, 1.0, [0.4, 3.0], 20.0, 120.0)
    assert got.abandonment == pytest.approx(queue_with_patience(8.0, [9, 12], 300.0, 120.0).abandonment)


def exact_waiting(load: float, agents: int, concurrency: float, growth: float, patience: float) -> mpmath.mpf:
    with mpmath.workdps(40):
        slots, a = int(agents * concurrency + 1e-9), mpmath.mpf(load)
        k, g = mpmath.mpf(concurrency), mpmath.mpf(growth)

        def rate(n: int) -> mpmath.mpf:
            level, more = divmod(n, agents)
            lower = (agents - more) * level / (1 + g * (level - 1)) if level else 0
            return (lower + more * (level + 1) / (1 + g * level)) * (1 + g * (k - 1))

        no_wait = mpmath.mpf(1)
        for n in range(1, slots):
            no_wait = 1 + no_wait * rate(n) / a
        c, x = rate(slots) * patience, a * patience
        term = wait = x / c
        step = 1
        while term > mpmath.mpf(10) ** -35 * wait:
            term *= x / (c + step)
            wait += term
            step += 1
        return wait / (wait + no_wait)


@pytest.mark.parametrize(
    "case",
    [
        (900.0, 300, 3.0, 0.2, 0.5),
        (1990.0, 1000, 2.0, 0.3, 0.5),
        (2100.0, 800, 2.5, 1.0, 3.0),
        (480.0, 150, 3.0, 1.0, 0.05),
        (130.0, 30, 3.0, 3.0, 0.5),  # growth above 1: the team jams, waiting is rare or the rule
        (195.0, 30, 3.0, 3.0, 0.5),
        (420.0, 60, 3.0, 3.0, 3.0),
        (1.0, 2000, 1.0, 0.0, 1.0),
    ],
)
def test_large_teams_against_forty_digits(case: tuple) -> None:
    load, agents, concurrency, growth, patience = case
    got = chat_measures(load, agents, 1.0, concurrency, growth, 0.0, patience)
    expected = exact_waiting(*case)
    assert got.waiting == pytest.approx(float(expected), rel=1e-10)
    assert np.isfinite(got.mean_wait_s)


def waiting_where_chats_stay(load: float, agents: int, most: int, growth: float) -> float:
    """Share that waits where a new chat goes to the agent with fewest and stays with him."""
    states: list[tuple] = list(combinations_with_replacement(range(most + 1), agents))
    full, room = (most,) * agents, 250
    place = {state: number for number, state in enumerate(states + [(*full, j) for j in range(1, room)])}
    rates = np.zeros((len(place),) * 2)
    for state in states:
        if state != full:
            rates[place[state], place[tuple(sorted((state[0] + 1, *state[1:])))]] += load
        for agent, mine in enumerate(state):
            if mine:
                after = tuple(sorted((*state[:agent], mine - 1, *state[agent + 1 :])))
                rates[place[state], place[after]] += mine / elapsed(mine, most, growth)
    line = [full, *((*full, j) for j in range(1, room))]
    for before, after in zip(line, line[1:], strict=False):
        rates[place[before], place[after]] = load
        rates[place[after], place[before]] = agents * most
    share = steady(rates)
    return float(sum(share[place[state]] for state in line))


@pytest.mark.parametrize(("agents", "most"), [(2, 2), (6, 2), (12, 2), (5, 3), (3, 4)])
@pytest.mark.parametrize("growth", [0.1, 0.3, 1.0])
def test_chats_that_stay_with_their_agent_change_little(agents: int, most: int, growth: float) -> None:
    for occupied in (0.5, 0.7, 0.8, 0.9):
        load = occupied * agents * most
        even = float(chat_measures(load, agents, 1.0, most, growth, 0.0).waiting)
        without = float(chat_measures(load, agents, 1.0, most, 0.0, 0.0).waiting)
        stay = waiting_where_chats_stay(load, agents, most, growth)
        assert even <= stay <= even + 0.25 * (without - even)


def test_chats_that_stay_do_not_matter_without_growth() -> None:
    assert waiting_where_chats_stay(7.0, 3, 3, 0.0) == pytest.approx(float(erlang_c(7.0, 9)), rel=1e-9)


def test_no_load_no_agents_and_too_few_agents() -> None:
    idle = chat_measures(0.0, [0, 3], 600.0, 3.0, 0.5, 60.0, [300.0, 300.0])
    assert idle.answered_in_time.tolist() == [1.0, 1.0]
    assert idle.waiting.tolist() == idle.occupancy.tolist() == idle.speed_of_answer_s.tolist() == [0.0, 0.0]
    nobody = chat_measures(2.0, 0, 600.0, 3.0, 0.5, 60.0, 300.0)
    assert (nobody.abandonment, nobody.answered_in_time, nobody.speed_of_answer_s) == (1.0, 0.0, np.inf)
    assert nobody.over_before_target == pytest.approx(1 - np.exp(-0.2))
    overrun = chat_measures(6.0, [0, 2], 600.0, 3.0, 0.5, 60.0)
    assert overrun.waiting.tolist() == overrun.occupancy.tolist() == [1.0, 1.0]
    assert overrun.answered_in_time.tolist() == [0.0, 0.0]
    assert np.isinf(overrun.mean_wait_s).all()


@settings(max_examples=60)
@given(
    st.floats(0.05, 60.0),
    st.sampled_from([1.0, 1.3, 1.9, 2.0, 2.2, 3.0, 4.7]),
    st.sampled_from([0.0, 0.1, 0.5, 1.0, 2.0, 5.0]),
    st.sampled_from([None, 30.0, 300.0, 3000.0]),
)
def test_every_agent_helps(load: float, concurrency: float, growth: float, patience_s: float | None) -> None:
    agents = np.arange(0, int(2.5 * load / concurrency) + 8)
    queue = chat_measures(load, agents, 300.0, concurrency, growth, 30.0, patience_s)
    assert (np.diff(queue.waiting) <= 1e-12).all()
    assert (np.diff(queue.abandonment) <= 1e-12).all()
    for counting in get_args(Counting):
        assert (np.diff(counted_service_level(queue, counting)) >= -1e-11).all()
    speed_s = np.minimum(queue.speed_of_answer_s, 1e12)
    assert (np.diff(speed_s) <= 1e-9 * (1.0 + speed_s[1:])).all()
    assert ((queue.occupancy >= 0.0) & (queue.occupancy <= 1.0)).all()


@settings(max_examples=60)
@given(st.floats(0.05, 80.0), st.integers(1, 5), st.floats(0.01, 4.0), st.sampled_from([None, 200.0]))
def test_growth_never_costs_an_agent_with_a_whole_concurrency(
    load: float, concurrency: int, growth: float, patience_s: float | None
) -> None:
    without = chat_agents(load, 480.0, concurrency, 0.0, patience_s=patience_s, **VOICE_LIKE)
    assert chat_agents(load, 480.0, concurrency, growth, patience_s=patience_s, **VOICE_LIKE) <= without


def test_growth_can_cost_an_agent_with_a_broken_concurrency() -> None:
    load = np.arange(1.0, 120.0)
    targets = {"max_abandonment": 0.3, "patience_s": 300.0}
    without, with_growth = (chat_agents(load, 600.0, 2.5, growth, **targets) for growth in (0.0, 0.3))
    assert (with_growth > without).any()
    assert (with_growth <= without + 1).all()


def test_growth_0_rounds_slots_up_to_agents() -> None:
    rng = np.random.default_rng(4)
    load, concurrency = rng.uniform(0.01, 300.0, 2000), rng.choice([1.0, 1.5, 2.0, 2.2, 3.0, 4.0], 2000)
    for targets in (
        VOICE_LIKE,
        {"max_asa_s": 20.0, "max_occupancy": 0.85},
        {**VOICE_LIKE, "patience_s": 300.0},
    ):
        slots = agents_required(load, 600.0, **targets)
        expected = np.ceil(slots / concurrency * (1 - 1e-12))
        assert (chat_agents(load, 600.0, concurrency, 0.0, **targets) == expected).all()


TARGETS: list[dict[str, Any]] = [
    VOICE_LIKE,
    *({**VOICE_LIKE, "patience_s": 240.0, "counting": counting} for counting in get_args(Counting)),
    {"max_asa_s": 25.0},
    {"max_abandonment": 0.04, "patience_s": 240.0},
    {"max_abandonment": 0.95, "patience_s": 240.0},
    {"max_occupancy": 0.8},
    {**VOICE_LIKE, "max_asa_s": 15.0, "max_occupancy": 0.85, "max_abandonment": 0.05, "patience_s": 240.0},
]


@pytest.mark.parametrize("targets", TARGETS)
@pytest.mark.parametrize(("concurrency", "growth"), [(2.0, 0.5), (3.0, 1.0), (2.2, 0.3), (3.0, 2.5)])
def test_fewest_agents_found_one_by_one(targets: dict[str, Any], concurrency: float, growth: float) -> None:
    load = np.array([0.02, 0.7, 3.0, 11.0, 47.0])
    got = chat_agents(load, 500.0, concurrency, growth, **targets)
    agents = np.arange(80)[:, None]
    queue = chat_measures(
        load,
        agents,
        500.0,
        concurrency,
        growth,
        targets.get("answer_within_s", 0.0),
        targets.get("patience_s"),
    )
    good = np.ones((80, 5), dtype=bool)
    if "service_level" in targets:
        level = counted_service_level(queue, targets.get("counting", "offered"))
        good &= level >= targets["service_level"]
    if "max_asa_s" in targets:
        good &= queue.speed_of_answer_s <= targets["max_asa_s"]
    if "max_abandonment" in targets:
        good &= queue.abandonment <= targets["max_abandonment"]
    if "max_occupancy" in targets:
        slots = (agents * concurrency + 1e-9).astype(int)
        full = [
            [closing(int(s), int(n), concurrency, growth) if n else 0.0 for s in row]
            for n, row in zip(agents[:, 0], slots, strict=True)
        ]
        good &= load <= np.array(full) * targets["max_occupancy"]
    assert got.tolist() == np.argmax(good, axis=0).tolist()
    assert good.any(axis=0).all()


def test_a_team_saved_by_growth_by_hand() -> None:
    # two chats at once, load 1, 30 % may wait: with one agent erlang_c(1, 2) = 1/3 wait without growth, and with
    # growth 1 (1/2)^2 = 1/4
    within_nothing = {"service_level": 0.70, "answer_within_s": 0.0}
    assert chat_agents(1.0, 600.0, 2.0, 0.0, **within_nothing) == 2.0
    assert chat_agents(1.0, 600.0, 2.0, 1.0, **within_nothing) == 1.0


def test_shapes_least_and_empty_cells() -> None:
    got = chat_agents([[0.0], [20.0]], 600.0, [2.0, 3.0, 4.0], 0.5, least=[3, 3, 9], **VOICE_LIKE)
    assert got.shape == (2, 3)
    assert got[0].tolist() == [3.0, 3.0, 9.0]
    assert (got[1] >= [3.0, 3.0, 9.0]).all()
    assert got[1, 2] == 9.0
    alone = chat_agents(20.0, 600.0, 2.0, 0.5, **VOICE_LIKE)
    assert alone.shape == ()
    assert alone == got[1, 0]
    assert chat_agents(np.zeros((0,)), 600.0, 2.0, 0.5, **VOICE_LIKE).shape == (0,)


def test_many_cells_are_the_cells_one_by_one() -> None:
    rng = np.random.default_rng(6)
    load, aht_s, growth = (
        rng.uniform(0.1, 90.0, 300),
        rng.uniform(200.0, 900.0, 300),
        rng.uniform(0.0, 2.0, 300),
    )
    concurrency, patience_s = rng.choice([1.0, 2.0, 2.4, 3.0], 300), rng.uniform(60.0, 600.0, 300)
    got = chat_agents(load, aht_s, concurrency, growth, patience_s=patience_s, **VOICE_LIKE)
    for at in range(0, 300, 30):
        alone = chat_agents(
            load[at], aht_s[at], concurrency[at], growth[at], patience_s=patience_s[at], **VOICE_LIKE
        )
        assert alone == got[at]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"load": -1.0}, "load must be zero or more; found -1"),
        ({"load": [1.0, np.nan]}, "load must be a finite number"),
        ({"aht_s": 0.0}, "aht_s must be above zero"),
        ({"concurrency": [2.0, 0.5]}, r"concurrency must be at least 1; found 0.5 at position \[1\]"),
        ({"concurrency": np.inf}, "concurrency must be a finite number"),
        ({"growth": -0.1}, "growth must be zero or more"),
        ({"patience_s": 0.0}, "patience_s must be above zero"),
        ({"answer_within_s": -1.0}, "answer_within_s must be zero or more"),
    ],
)
def test_bad_input_is_named(changed: dict[str, Any], message: str) -> None:
    good = {"load": 5.0, "aht_s": 600.0, "concurrency": 2.0, "growth": 0.5, "answer_within_s": 60.0}
    with pytest.raises(ValueError, match=message):
        chat_measures(**{**good, "agents": 4, **changed})
    with pytest.raises(ValueError, match=message):
        chat_agents(**{**good, "service_level": 0.8, **changed})


def test_bad_agents_targets_and_least_are_named() -> None:
    with pytest.raises(ValueError, match="agents must be a whole number"):
        chat_measures(5.0, 2.5, 600.0, 2.0, 0.5, 60.0)
    with pytest.raises(ValueError, match="service_level must be a share"):
        chat_agents(5.0, 600.0, 2.0, 0.5, service_level=80.0, answer_within_s=60.0)
    with pytest.raises(ValueError, match="least must be a whole number"):
        chat_agents(5.0, 600.0, 2.0, 0.5, least=0.5, **VOICE_LIKE)
    with pytest.raises(ValueError, match="at least one of"):
        chat_agents(5.0, 600.0, 2.0, 0.5)
    with pytest.raises(ValueError, match="counting must be one of"):
        chat_agents(5.0, 600.0, 2.0, 0.5, counting="all", **VOICE_LIKE)  # type: ignore[arg-type]
