"""What each rule costs on the sample: the relaxation with and without it, and on demand the plan at the same gap.

    python tests/benchmarks/rules.py [--plans] [--seconds 600] [--gap 0.015] [--only exposure shares ...]

The relaxation lets classes, contracts and decisions come in parts. Its cost is exact, so that what a rule adds shows
even where it is less than the gap of a plan; a plan of whole classes may pay more for a rule, seldom less.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - the checkout comes first
import pandas as pd  # noqa: E402

from capplan.formulation import formulate  # noqa: E402
from capplan.pipeline import Inputs, Line, load, make_plan  # noqa: E402
from capplan.requirements.required import require  # noqa: E402
from capplan.solve import SolveOptions, solve  # noqa: E402
from capplan.validation import validate  # noqa: E402

STRAIN = {
    "leaver_price": 20_000.0,
    "exposure_from_h": 2.5,
    "exposure_leavers": 0.002,
    "steep_from_h": 3.5,
    "steep_leavers": 0.004,
    "busy_from": 0.9,
    "busy_leavers": 0.001,
}
NESTING = {"most_share": 0.15, "most_per_role": 4.0}
CLOCKS = {"turnaround_h": {"P1": 24.0, "P2": 48.0, "P3": 24.0}}
LATE = {**CLOCKS, "late_price": {"P2": 3.0, "P3": 1.0}}
PRESENCE = {"first_period": 14}
RESILIENCE = {
    "cover_share": 0.8,
    "priorities": ["P0"],
    "first_period": 26,
    "every_periods": 4,
    "price": 100.0,
}
INITIATIVES = {"most_at_once": 2}

CASES: dict[str, dict[str, Any]] = {
    "as it stands": {},
    "without seats": {"seats": None},
    "without shares": {"shares": None},
    "without exposure": {"exposure": None},
    "exposure: 3 h a day": {"exposure": {"most_h_day": 3.0}},
    "exposure: 12 h a week": {"exposure": {"most_h_week": 12.0}},
    "exposure: new people 2 h": {"exposure": {"new_most_h_day": 2.0}},
    "without accuracy": {"accuracy": None},
    "with initiatives": {"initiatives": INITIATIVES},
    "with initiatives, all late": {"initiatives": {**INITIATIVES, "delay": "late"}},
    "with site_options": {"site_options": {}},
    "with strain": {"strain": STRAIN},
    "with resilience: sites": {"resilience": RESILIENCE},
    "with resilience: all": {"resilience": {**RESILIENCE, "losses": ["site", "vendor", "country"]}},
    "with presence": {"presence": PRESENCE},
    "with clocks": {"clocks": CLOCKS},
    "with clocks, late": {"clocks": LATE},
    "with shortage: strict": {"shortage": {"order": "strict"}},
    "with rework of errors": {"rework": {}},
    "with reviews": {},
    "with nesting": {"nesting": NESTING},
    "all together": {
        "initiatives": INITIATIVES,
        "site_options": {},
        "strain": STRAIN,
        "resilience": {**RESILIENCE, "losses": ["site", "vendor", "country"]},
        "presence": PRESENCE,
        "clocks": LATE,
        "shortage": {"order": "strict", "protected": {"P1": 0.9}},
        "rework": {},
        "nesting": {**NESTING, "most_share": 0.35},
    },
}
"""Rules that differ from quarterly.toml; None switches a family off."""


def desks(folder: Path) -> None:
    """One Polish, two Arabic and three Tagalog speakers around the clock."""
    rows = "".join(
        f"{language},00:00,00:00,{people}\n" for language, people in (("pl", 1), ("ar", 2), ("tl", 3))
    )
    (folder / "presence.csv").write_text(f"language,time_from,time_to,least_people\n{rows}", encoding="utf-8")


def errors_come_back(folder: Path) -> None:
    """A wrong decision on a hate report brings half an appeal a week later, in the languages that have appeals."""
    forecast = pd.read_csv(folder / "forecast.csv", dtype=str, keep_default_na=False)
    languages = sorted(set(forecast.loc[forecast["queue"] == "appeals", "language"]))
    with (folder / "rework.csv").open("a", encoding="utf-8") as rework:
        rework.writelines(
            f"hate_harassment_reports,appeals,{language},0.5,1,errors\n" for language in languages
        )


def reviews(folder: Path) -> None:
    """Of all decisions 3 % are checked in 180 s, a tenth of the severest ones are decided twice."""
    queues = pd.read_csv(folder / "queues.csv", dtype=str, keep_default_na=False)
    decisions = queues["channel"] == "review"
    queues["sample"] = np.where(decisions, "0.03", "")
    queues["sample_s"] = np.where(decisions, "180", "")
    queues["double_review"] = np.where(queues["priority"] == "P0", "0.1", "")
    queues.to_csv(folder / "queues.csv", index=False, lineterminator="\n")


TABLES: dict[str, tuple[Callable[[Path], None], ...]] = {
    "with presence": (desks,),
    "with rework of errors": (errors_come_back,),
    "with reviews": (reviews,),
    "all together": (desks, errors_come_back, reviews),
}
"""What a case says in its tables."""


def stated(case: str) -> Inputs:
    """The sample with the rules and tables of a case."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "inputs"
        shutil.copytree(ROOT / "inputs", folder)
        rework = folder / "rework.csv"
        lines = rework.read_text(encoding="utf-8").splitlines()
        rework.write_text(
            "\n".join([f"{lines[0]},of", *(f"{line}," for line in lines[1:])]) + "\n", encoding="utf-8"
        )
        for write in TABLES.get(case, ()):
            write(folder)
        inputs = load(ROOT / "models" / "quarterly.toml", folder)
    content = inputs.model.model_dump()
    for name, settings in CASES[case].items():
        content[name] = None if settings is None else {**(content[name] or {}), **settings}
    model = type(inputs.model).model_validate(content)
    return replace(inputs, scenario=case, model=model, facts=validate(inputs.tables, model), notes=())


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
    heads = ["relaxation", "more", *(("cost", "bound", "gap") if asked.plans else ()), "CPU s"]
    print(f"{'':28}" + "".join(f"{head:>13}" for head in heads))
    first = None
    for case in asked.only:
        here, before = stated(case), cpu_s()
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
