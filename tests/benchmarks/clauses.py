"""What every clause of the sample's contracts does to the plan, its cost and the gap that is proven in a minute.

    python tests/benchmarks/clauses.py [--seconds 60] [--only tiers locks ...]

One row with every clause, one without any, and one with each switched off: cost as planned, bound, gap, time to the
first plan, and the share of the vendors' bill that goes to each contract.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - the checkout comes first

from capplan.pipeline import Inputs, Line, load, make_plan  # noqa: E402
from capplan.planning_model import ContractRules  # noqa: E402
from capplan.solve import Progress  # noqa: E402
from capplan.validation import validate  # noqa: E402

CASES = ("every clause", "no clause", *(f"without {name}" for name in ContractRules.model_fields))


def rules(case: str) -> ContractRules:
    """The clauses of a case."""
    if case == "no clause":
        return ContractRules.none()
    off = case.removeprefix("without ") if case.startswith("without ") else None
    return ContractRules(**({} if off is None else {off: False}))


def run(inputs: Inputs, case: str, seconds: float, gap: float) -> str:
    """One case: its line of the table."""
    model = inputs.model.model_copy(update={"contracts": rules(case)})
    facts = validate(inputs.tables, model)
    changed = Inputs(inputs.model_path, case, model, inputs.tables, facts, ())
    seen: list[Progress] = []
    plan = make_plan(changed, Line(time_limit_s=seconds, gap=gap), seen.append)
    result, billed = plan.result, plan.invoice
    assert billed is not None and facts.contracts is not None and result.bound is not None
    first = next(step.elapsed_s for step in seen if step.incumbent is not None)
    by_contract = np.bincount(billed.contract, billed.amount_base, minlength=len(facts.contracts))
    cells = [f"{result.objective:,.0f}", f"{result.bound:,.0f}", f"{result.gap:.2%}", f"{first:.1f}"]
    cells += [f"{amount / 1e6:.2f}" for amount in by_contract]
    return f"{case:22}" + "".join(f"{cell:>13}" for cell in cells)


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--gap", type=float, default=0.001)
    parser.add_argument("--only", nargs="*", default=list(CASES), choices=list(CASES))
    asked = parser.parse_args()
    inputs = load(ROOT / "models" / "quarterly.toml", ROOT / "inputs")
    assert inputs.facts.contracts is not None
    heads = ["cost", "bound", "gap", "first plan s", *(f"{name} M" for name in inputs.facts.contracts.name)]
    print(f"{'':22}" + "".join(f"{head:>13}" for head in heads))
    for case in asked.only:
        print(run(inputs, case, asked.seconds, asked.gap), flush=True)


if __name__ == "__main__":
    main()
