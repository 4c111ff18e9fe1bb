"""What each rule costs on the sample: the relaxation with and without it, and on demand the plan at the same gap.

    python tests/benchmarks/rules.py [--plans] [--seconds 600] [--gap 0.015] [--only exposure shares ...]

The relaxation lets classes, contracts and decisions come in parts. Its cost is exact, so that what a rule adds shows
even where it is less than the gap of a plan; a plan of whole classes may pay more for a rule, seldom less.
"""

from __future__ import annotations

import argparse
import resource
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - the checkout comes first

from capplan.formulation import formulate  # noqa: E402
from capplan.pipeline import Inputs, Line, load, make_plan  # noqa: E402
from capplan.requirements.required import require  # noqa: E402
from capplan.solve import SolveOptions, solve  # noqa: E402
from capplan.validation import validate  # noqa: E402

CASES: dict[str, dict[str, Any]] = {
    "as it stands": {},
    "without seats": {"seats": None},
    "without shares": {"shares": None},
    "without exposure": {"exposure": None},
    "exposure: 3 h a day": {"exposure": {"most_h_day": 3.0}},
    "exposure: 12 h a week": {"exposure": {"most_h_week": 12.0}},
    "exposure: new people 2 h": {"exposure": {"new_most_h_day": 2.0}},
    "without accuracy": {"accuracy": None},
    "with initiatives": {"initiatives": {"most_at_once": 2}},
    "with initiatives, all late": {"initiatives": {"most_at_once": 2, "delay": "late"}},
    "with site_options": {"site_options": {}},
    "with strain": {
        "strain": {
            "leaver_price": 20_000.0,
            "exposure_from_h": 2.5,
            "exposure_leavers": 0.002,
            "steep_from_h": 3.5,
            "steep_leavers": 0.004,
            "busy_from": 0.9,
            "busy_leavers": 0.001,
        }
    },
}
"""Rules that differ from quarterly.toml; None switches a family off."""


def changed(inputs: Inputs, case: str, rules: dict[str, Any]) -> Inputs:
    """The inputs with other rules."""
    content = inputs.model.model_dump()
    for name, settings in rules.items():
        content[name] = None if settings is None else {**(content[name] or {}), **settings}
    model = type(inputs.model).model_validate(content)
    return Inputs(inputs.model_path, case, model, inputs.tables, validate(inputs.tables, model), ())


def relaxed(inputs: Inputs) -> float:
    """The optimum without whole numbers."""
    formulation = formulate(inputs.model, inputs.facts, require(inputs.facts))
    arrays = replace(formulation.arrays, integer=np.zeros_like(formulation.arrays.integer))
    objective = solve(arrays, SolveOptions(backend="highs", gap=1e-7, time_limit_s=3600.0)).objective
    assert objective is not None
    return objective


def cpu_s() -> float:
    """Processor time of the children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--gap", type=float, default=0.015)
    parser.add_argument("--only", nargs="*", default=list(CASES), choices=list(CASES))
    asked = parser.parse_args()
    inputs = load(ROOT / "models" / "quarterly.toml", ROOT / "inputs")
    heads = ["relaxation", "more", *(("cost", "bound", "gap") if asked.plans else ()), "CPU s"]
    print(f"{'':28}" + "".join(f"{head:>13}" for head in heads))
    first = None
    for case in asked.only:
        rules = CASES[case]
        here, before = changed(inputs, case, rules), cpu_s()
        least = relaxed(here)
        first = least if first is None else first
        cells = [f"{least:,.0f}", f"{least - first:,.0f}"]
        if asked.plans:
            result = make_plan(here, Line(time_limit_s=asked.seconds, gap=asked.gap)).result
            assert result.bound is not None
            cells += [f"{result.objective:,.0f}", f"{result.bound:,.0f}", f"{result.gap:.2%}"]
        cells.append(f"{cpu_s() - before:.0f}")
        print(f"{case:28}" + "".join(f"{cell:>13}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
