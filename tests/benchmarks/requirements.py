"""How many sizings a second, and how many of them right, beside pyworkforce in the same run.

    python tests/benchmarks/requirements.py [--seconds 1.0]

A sizing is the fewest agents for a service level. "one call" is one sizing a call; "own targets" is one call of
10,000 cells, each with its own load, handle time, service level and threshold; "shared targets" is one call of
10,000 cells with different loads and the same targets. Loads lie within 10 % of the one named. Every figure is
the best of repetitions within ``--seconds``, at least one; where pyworkforce needs longer than that for one sizing
it is one. Erlang A needs pyworkforce 0.5.3 or newer (Python 3.12 or newer); with an older one the column is empty.
All on one core.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from capplan.requirements import agents_required  # noqa: E402 - the checkout comes first
from tests.requirements.queueing import exact_erlang  # noqa: E402
from tests.requirements.queueing.test_sizing_exact import impatient, tickets, voice  # noqa: E402

try:
    from pyworkforce import queuing as peer
except ImportError:
    peer = None

CELLS = 10_000
AHT_S, LEVEL, WITHIN_S, PATIENCE_S = 300.0, 0.8, 20.0, 120.0
INTERVAL_MINUTES = 30
HEADS = ["erlangs", "one call", "own targets", "shared targets", "pyworkforce", "own/pyw.", "shared/pyw."]


def per_second(run: Callable[[], object], sizings: int, seconds: float) -> float:
    """Sizings a second in the fastest of the repetitions that fit into ``seconds``."""
    best, spent = float("inf"), 0.0
    while spent < seconds:
        started = time.perf_counter()
        run()
        took = time.perf_counter() - started
        best, spent = min(best, took), spent + took
    return sizings / best


def peer_sizing(
    load: float, aht_s: float, level: float, within_s: float, patience_s: float | None = None
) -> int:
    """Fewest agents by pyworkforce; its minutes, its transactions an interval."""
    aht, asa = aht_s / 60.0, within_s / 60.0
    asked = {
        "transactions": load * INTERVAL_MINUTES / aht,
        "aht": aht,
        "asa": asa,
        "interval": INTERVAL_MINUTES,
    }
    patience = {} if patience_s is None else {"patience": patience_s / 60.0}
    queue = (peer.ErlangA if patience else peer.ErlangC)(**asked, **patience)
    return int(queue.required_positions(level)["raw_positions"])


def speed(load: float, patience_s: float | None, seconds: float) -> str:
    """One line of the table: sizings a second at one load."""
    random = np.random.default_rng(1)
    loads = load * random.uniform(0.9, 1.1, CELLS)
    own = {
        "aht_s": AHT_S * random.uniform(0.5, 1.5, CELLS),
        "service_level": random.uniform(0.7, 0.9, CELLS),
        "answer_within_s": random.uniform(10.0, 30.0, CELLS),
        "patience_s": None if patience_s is None else patience_s * random.uniform(0.5, 1.5, CELLS),
    }
    shared: dict[str, Any] = {"service_level": LEVEL, "answer_within_s": WITHIN_S, "patience_s": patience_s}
    one = per_second(lambda: agents_required(load, AHT_S, **shared), 1, seconds)
    many = per_second(lambda: agents_required(loads, **own), CELLS, seconds)
    alike = per_second(lambda: agents_required(loads, AHT_S, **shared), CELLS, seconds)
    cells = [f"{load:,.0f}", *(f"{value:,.0f}" for value in (one, many, alike))]
    if peer is None or (patience_s is not None and (not hasattr(peer, "ErlangA") or load > 1000)):
        return "".join(f"{cell:>16}" for cell in [*cells, "-", "-", "-"])
    theirs = per_second(lambda: peer_sizing(load, AHT_S, LEVEL, WITHIN_S, patience_s), 1, seconds)
    shown = f"{theirs:,.0f}" if theirs >= 10 else f"{theirs:.2f}"
    return "".join(
        f"{cell:>16}" for cell in [*cells, shown, f"{many / theirs:,.0f}", f"{alike / theirs:,.0f}"]
    )


def table(title: str, patience_s: float | None, seconds: float) -> None:
    """Sizings a second at four loads."""
    print(f"\n{title}: sizings a second")
    print("".join(f"{head:>16}" for head in HEADS))
    for load in (10.0, 100.0, 1000.0, 10_000.0):
        print(speed(load, patience_s, seconds), flush=True)


def large_calls(seconds: float) -> None:
    """A grid of 10,000 sizings, fractions of an agent, and a year of half-hours for 100 queues."""
    random = np.random.default_rng(2)
    load = np.geomspace(1.0, 500.0, 100)[:, None, None]
    level, within_s = np.linspace(0.5, 0.95, 10)[:, None], np.linspace(0.0, 90.0, 10)
    year = np.abs(random.normal(1.0, 0.4, (100, 17_520))) * random.uniform(1.0, 100.0, (100, 1))
    queues = {
        "aht_s": random.uniform(200.0, 600.0, (100, 1)),
        "service_level": random.choice([0.7, 0.8, 0.9], (100, 1)),
        "answer_within_s": random.choice([15.0, 20.0, 30.0, 60.0], (100, 1)),
    }
    by_cell = {**queues, "aht_s": random.uniform(200.0, 600.0, year.shape)}
    for name, patience_s in (("Erlang C", None), ("Erlang A", PATIENCE_S)):

        def grid(whole: bool = True, patience_s: float | None = patience_s) -> object:
            targets = {"service_level": level, "answer_within_s": within_s, "patience_s": patience_s}
            return agents_required(load, AHT_S, **targets, whole=whole)

        def half_hours(targets: dict[str, Any], patience_s: float | None = patience_s) -> object:
            return agents_required(year, **targets, patience_s=patience_s)

        print(f"\n{name}")
        grids = {"grid of 10,000 sizings": grid, "the same, fractions of an agent": lambda: grid(False)}
        for label, run in grids.items():
            print(f"  {label:<76}{CELLS / per_second(run, CELLS, seconds):8.3f} s")
        years = {"one handle time a queue": queues, "a handle time for every half-hour": by_cell}
        for label, targets in years.items():
            took = year.size / per_second(lambda targets=targets: half_hours(targets), year.size, seconds)
            label = f"year of half-hours, 100 queues, {year.size:,} sizings, {label}"
            print(f"  {label:<76}{took:8.2f} s", flush=True)


def right_answers() -> None:
    """Random sizings against the exact fewest agents: wrong answers and errors of both."""

    def ours(
        load: float, aht_s: float, level: float, within_s: float, patience_s: float | None = None
    ) -> int:
        targets: dict[str, Any] = {"service_level": level, "answer_within_s": within_s}
        return int(agents_required(load, aht_s, **targets, patience_s=patience_s))

    print("\nwrong answers (w) and errors (e) against plain recursion and sums in 30 digits")
    samples = {
        "1,000 voice sizings": (voice(1000, 3), exact_erlang.fewest_for_level),
        "500 ticket sizings": (tickets(500, 3), exact_erlang.fewest_for_level),
        "150 voice sizings, callers hang up": (impatient(150, 3), exact_erlang.fewest_with_patience),
    }
    for name, (case, fewest) in samples.items():
        rows = list(zip(*(case[column].tolist() for column in case), strict=True))
        exact = [fewest(*row) for row in rows]
        able = peer is not None and ("patience_s" not in case or hasattr(peer, "ErlangA"))
        theirs = f"   pyworkforce {count(rows, exact, peer_sizing)}" if able else ""
        print(f"  {name:<36} capplan {count(rows, exact, ours)}{theirs}", flush=True)


def count(rows: list[tuple[float, ...]], exact: list[int], size: Callable[..., int]) -> str:
    """Wrong answers and errors of one way to size."""
    wrong = errors = 0
    for row, want in zip(rows, exact, strict=True):
        try:
            wrong += size(*row) != want
        except (ArithmeticError, ValueError):
            errors += 1
    return f"{wrong:4d} w ({wrong / len(rows):.1%}) {errors:3d} e"


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=1.0, help="per figure (default %(default)s)")
    seconds = parser.parse_args().seconds
    version = "not installed" if peer is None else importlib.metadata.version("pyworkforce")
    print(f"Python {platform.python_version()}, numpy {np.__version__}, pyworkforce {version}")
    table("Erlang C", None, seconds)
    table("Erlang A", PATIENCE_S, seconds)
    large_calls(seconds)
    right_answers()


if __name__ == "__main__":
    main()
