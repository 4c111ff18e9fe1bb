"""The fewest agents that give the service asked for.

Every measure improves with each agent added and worsens with the load, without patience (Erlang C) and with it
(Erlang A), whatever the counting; ``erlang_a`` says why. So the agents that meet a target are all those from some
number on, and with several targets the largest of these numbers counts. With patience it can be below the load,
and even zero: nobody on duty "serves" a target that counts hanging up in time as good.

Cells are sized one by one from a first guess (``square_root_rule``, ``crossing``); where many cells share their
targets the greatest load of each number of agents is found instead and looked up (``thresholds``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.requirements import arguments
from capplan.requirements.arguments import (
    Floats,
    above_zero,
    at_least_zero,
    common_shape,
    spread_flat,
    target_share,
)
from capplan.requirements.queueing.cells import CHUNK, NOTHING
from capplan.requirements.queueing.counting import Counting, check_counting
from capplan.requirements.queueing.crossing import close_bracket, fewest_whole
from capplan.requirements.queueing.targets import ROUNDING, Targets
from capplan.requirements.queueing.thresholds import step_function

__all__ = ["agents_required"]

REAL_TOLERANCE = 1e-10  # of the number of agents
VANISHING = 1e-12  # agents: where any number above zero would do and zero would not
SHARED_FROM = 64  # cells from which it is worth to look for shared targets
FEW_PER_KIND = 16  # cells with the same targets up to which they are sized one by one


def agents_required(
    load: ArrayLike,
    aht_s: ArrayLike,
    *,
    service_level: ArrayLike | None = None,
    answer_within_s: ArrayLike | None = None,
    max_asa_s: ArrayLike | None = None,
    max_abandonment: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    patience_s: ArrayLike | None = None,
    counting: Counting = "offered",
    least: ArrayLike = 0,
    whole: bool = True,
) -> Floats:
    """Fewest agents that meet every target given: one fewer misses at least one, or goes below ``least``.

    All arguments broadcast. ``load`` in erlangs; ``service_level`` is a share above 0 and below 1 and goes
    with ``answer_within_s`` (zero or more), ``counting`` says what counts as answered in time
    (``counting.py``); ``max_asa_s`` is above zero, on answered contacts; ``max_abandonment`` goes with
    ``patience_s``; ``max_occupancy`` is above 0 and at most 1, and is a ceiling on load / agents: contacts
    that hang up do not relieve it. It is the larger of the two needs, never a divisor on top of the other.
    Cells without load get ``least``.

    The agents are whole, or with ``whole=False`` the least real number to 1e-9 of itself (then ``least`` may
    be real as well). Where zero agents meet the targets the answer is zero; who wants somebody on duty says so
    by ``least``. Where any number above zero would do and zero would not, real agents are a vanishing 1e-12.
    Raises ValueError naming the argument and the first bad position.
    """
    check_counting(counting)
    loads, handle = at_least_zero(load, "load"), above_zero(aht_s, "aht_s")
    level, within, asa, lost, ceiling, patience = _checked(
        service_level, answer_within_s, max_asa_s, max_abandonment, max_occupancy, patience_s
    )
    floor = arguments.whole(least, "least") if whole else at_least_zero(least, "least")
    targets = Targets(handle, patience, level, within, asa, lost, counting)
    shape = common_shape(loads, floor, ceiling, *targets.arrays())
    at, need = spread_flat(loads, shape), spread_flat(floor, shape).copy()
    busy = at > NOTHING
    if ceiling is not None:
        room = at / spread_flat(ceiling, shape)
        need = np.maximum(need, np.ceil(room * (1.0 - ROUNDING)) if whole else room)
    if level is not None or asa is not None or lost is not None:
        cells = slice(None) if busy.all() else np.flatnonzero(busy)
        size = _fewest_shared if whole else _least
        need[cells] = size(targets, shape, cells, at[cells], need[cells])
    return need.reshape(shape)


Cells = NDArray[np.intp] | slice


def _fewest(targets: Targets, load: Floats, least: Floats) -> Floats:
    """Fewest whole agents, cell by cell; all flat and of one length."""
    if load.size > CHUNK:
        chunks = [slice(start, start + CHUNK) for start in range(0, load.size, CHUNK)]
        return np.concatenate([_fewest(targets.at(some), load[some], least[some]) for some in chunks])

    def gap(agents: Floats, cells: NDArray[np.intp]) -> Floats:
        return targets.at(cells).gap(load[cells], agents)

    def pair(agents: Floats) -> tuple[Floats, Floats]:
        return targets.pair(load, agents)

    return fewest_whole(gap, pair, least, *targets.guess(load))


def _fewest_alone(targets: Targets, load: Floats) -> Floats:
    return _fewest(targets, load, np.zeros_like(load))


def _fewest_shared(
    targets: Targets, shape: tuple[int, ...], cells: Cells, load: Floats, least: Floats
) -> Floats:
    """Fewest whole agents; cells that share their targets are looked up where that is cheaper."""
    kinds = _kinds(targets, load.size) if load.size >= SHARED_FROM else None
    if kinds is None:
        return _fewest(_of(targets, shape, cells), load, least)
    rows, codes = kinds
    group = np.broadcast_to(codes, shape).reshape(-1)[cells]
    result = np.maximum(step_function(rows, load, group, _fewest_alone), least)
    left = np.flatnonzero(np.isnan(result))
    if left.size:
        result[left] = _fewest(_of(targets, shape, cells).at(left), load[left], least[left])
    return result


def _of(targets: Targets, shape: tuple[int, ...], cells: Cells) -> Targets:
    flat = targets.flat(shape)
    return flat if isinstance(cells, slice) else flat.at(cells)


def _kinds(targets: Targets, cells: int) -> tuple[Targets, NDArray[np.intp]] | None:
    """The different rows of targets and where each is used, None where hardly any two cells share theirs."""
    shape = common_shape(*targets.arrays())
    flat = targets.flat(shape)
    size = flat.aht_s.size
    if size * FEW_PER_KIND > cells and _different(flat.at(slice(None, None, max(1, size // 1000)))) > 500:
        return None
    codes = np.zeros(size, dtype=np.intp)
    for values in flat.arrays():
        if values.min() < values.max():
            inverse = np.unique(values, return_inverse=True)[1]
            codes = np.unique(codes * size + inverse, return_inverse=True)[1]
    first = np.unique(codes, return_index=True)[1]
    return flat.at(first), codes.reshape(shape)


def _different(targets: Targets) -> int:
    return len(set(zip(*(values.tolist() for values in targets.arrays()), strict=True)))


def _least(targets: Targets, shape: tuple[int, ...], cells: Cells, load: Floats, least: Floats) -> Floats:
    """Least real agents: the bracket between the fewest whole agents and one fewer is closed."""
    flat = _of(targets, shape, cells)
    met = _fewest(flat, load, np.floor(least))
    missed = np.maximum(met - 1.0, least)
    result = np.maximum(met, least)
    for start in range(0, load.size, CHUNK):
        some = np.arange(start, min(start + CHUNK, load.size))
        some = some[met[some] > least[some]]
        part, at = flat.at(some), load[some]
        below = part.gap(at, missed[some]) >= 0.0
        result[some[below]] = missed[some[below]]
        some, part, at = some[~below], part.at(np.flatnonzero(~below)), at[~below]

        def gap(agents: Floats, open_: NDArray[np.intp], part: Targets = part, at: Floats = at) -> Floats:
            return part.at(open_).gap(at[open_], agents)

        result[some] = close_bracket(gap, missed[some], met[some], REAL_TOLERANCE, VANISHING)[1]
    return result


def _checked(
    service_level: ArrayLike | None,
    answer_within_s: ArrayLike | None,
    max_asa_s: ArrayLike | None,
    max_abandonment: ArrayLike | None,
    max_occupancy: ArrayLike | None,
    patience_s: ArrayLike | None,
) -> tuple[Floats | None, ...]:
    """The targets as arrays; ValueError unless there is one, each is in range and has what goes with it."""
    targets = (service_level, max_asa_s, max_abandonment, max_occupancy)
    if all(target is None for target in targets):
        raise ValueError("give at least one of service_level, max_asa_s, max_abandonment and max_occupancy")
    if (service_level is None) != (answer_within_s is None):
        raise ValueError("service_level and answer_within_s go together; only one of them is given")
    if max_abandonment is not None and patience_s is None:
        raise ValueError("max_abandonment needs patience_s: without patience nobody hangs up")
    return (
        None if service_level is None else target_share(service_level, "service_level"),
        None if answer_within_s is None else at_least_zero(answer_within_s, "answer_within_s"),
        None if max_asa_s is None else above_zero(max_asa_s, "max_asa_s"),
        None if max_abandonment is None else target_share(max_abandonment, "max_abandonment"),
        None if max_occupancy is None else target_share(max_occupancy, "max_occupancy", one_allowed=True),
        None if patience_s is None else above_zero(patience_s, "patience_s"),
    )
