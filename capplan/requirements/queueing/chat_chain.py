"""The chat queue as a chain of states: how fast chats are closed, and the odds that a new one must wait.

With N agents and concurrency k there are S = floor(N k) slots. A chat beside j - 1 others at its agent is open

    elapsed(j) = aht (1 + g (j - 1)) / (1 + g (k - 1)),    aht: elapsed time at the stated concurrency k

n chats are spread evenly, so N - r agents have m = floor(n / N) of them and r = n - m N have one more. Chats are
closed at

    d(n) = (N - r) m / elapsed(m) + r (m + 1) / elapsed(m + 1)    for n up to S

and leave at d(S) + (n - S) / patience beyond: those who wait hang up, if there is patience. From the first chat
that waits on, this is the queue with S agents of handle time S / d(S) (Erlang C, or Erlang A), so everything
about those who wait is taken from there; only the odds of waiting differ. Let L be the arrivals per second and
e(n) = P(at most n chats) / P(n chats). Balance of the states gives

    e(0) = 1,    e(n) = 1 + e(n - 1) d(n) / L,    odds of waiting = W / e(S - 1)

where W = P(at least S chats) / P(S - 1 chats) depends on d(S) and patience alone: L / (d(S) - L) without
patience, and with it W = x exp(x) x^-c gamma(c, x) with c = d(S) patience, x = L patience and the lower
incomplete gamma function. For g = 0, e(S - 1) = 1 / B(S - 1), and the queue is Erlang's with S agents. e is
carried as its logarithm, one step for each slot, so it cannot overflow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammainc, gammaln, logit

from capplan.requirements.arguments import Floats
from capplan.requirements.queueing.erlang import erlang_b, erlang_c

__all__ = ["PART_OF_A_SLOT", "closed_chats", "slots_of", "waiting_share", "waiting_share_with_patience"]

PART_OF_A_SLOT = 1e-9  # agents x concurrency may fall short of a whole number by this much
NEARLY_ALL = 1.0 - 1e-6  # above this share that waits, its odds are lost in rounding


def slots_of(agents: Floats, concurrency: Floats) -> Floats:
    """Chats that ``agents`` serve at the same time at most: S."""
    slots: Floats = np.floor(agents * concurrency + PART_OF_A_SLOT)
    return slots


def closed_chats(open_chats: Floats | float, agents: Floats, concurrency: Floats, growth: Floats) -> Floats:
    """Chats closed per handle time: aht x d(n). No agents close none."""
    people = np.maximum(agents, 1.0)
    level = np.floor(open_chats / people)
    more = open_chats - level * people
    lower = (people - more) * level / (1.0 + growth * np.maximum(level - 1.0, 0.0))
    upper = more * (level + 1.0) / (1.0 + growth * level)
    closed: Floats = (lower + upper) * (1.0 + growth * (concurrency - 1.0))
    return closed


def _is_erlang(agents: Floats, slots: Floats, growth: Floats) -> NDArray[np.bool_]:
    """Where a chat takes equally long in every state: no growth, or nobody has two chats."""
    return np.asarray((growth == 0.0) | (slots <= agents))


def _log_by_steps(load: Floats, agents: Floats, slots: Floats, concurrency: Floats, growth: Floats) -> Floats:
    """The logarithm of e(S - 1), one row of cells."""
    order = np.argsort(-slots, kind="stable")
    load, agents, concurrency, growth = load[order], agents[order], concurrency[order], growth[order]
    going_on = load.size - np.cumsum(np.bincount(slots.astype(np.int64)))  # cells with more than n slots
    row = np.zeros(load.size)
    for chats in range(1, going_on.size - 1):
        cells = slice(0, int(going_on[chats]))
        closed = closed_chats(float(chats), agents[cells], concurrency[cells], growth[cells])
        row[cells] = np.logaddexp(0.0, row[cells] + np.log(closed / load[cells]))
    result = np.empty_like(row)
    result[order] = row
    return result


def waiting_share(load: Floats, agents: Floats, concurrency: Floats, growth: Floats) -> Floats:
    """Share of chats that wait if nobody hangs up; one row of cells, 0 < load < chats closed at full load."""
    slots = slots_of(agents, concurrency)
    full = closed_chats(slots, agents, concurrency, growth)
    waiting: Floats = np.array(erlang_c(load * slots / full, slots))
    other = ~_is_erlang(agents, slots, growth)
    steps = _log_by_steps(*(values[other] for values in (load, agents, slots, concurrency, growth)))
    waiting[other] = expit(np.log(load / (full - load))[other] - steps)
    return waiting


def waiting_share_with_patience(
    load: Floats, agents: Floats, concurrency: Floats, growth: Floats, patience: Floats, erlang: Floats
) -> Floats:
    """Share of chats that wait; one row of cells with load and agents above zero.

    ``patience`` is in handle times; ``erlang`` is the share that waits in the Erlang A queue with S agents of
    handle time S / d(S), from which W is taken: its odds of waiting are W B(S - 1).
    """
    slots = slots_of(agents, concurrency)
    waiting = np.array(erlang)
    other = ~_is_erlang(agents, slots, growth) & (erlang > 0.0)
    load, agents, slots, concurrency, growth, patience, share = (
        values[other] for values in (load, agents, slots, concurrency, growth, patience, erlang)
    )
    full = closed_chats(slots, agents, concurrency, growth)
    blocking = erlang_b(load * slots / full, slots - 1.0)
    some = blocking > 0.0
    log_w = logit(share) - np.log(np.where(some, blocking, 1.0))
    lost = share > NEARLY_ALL
    c, x = (full * patience)[lost], (load * patience)[lost]
    log_w[lost] = x + (1.0 - c) * np.log(x) + gammaln(c) + np.log(gammainc(c, x))
    steps = _log_by_steps(load, agents, slots, concurrency, growth)
    waiting[other] = np.where(some, expit(log_w - steps), 0.0)  # no blocking at all: below 1e-300
    return waiting
