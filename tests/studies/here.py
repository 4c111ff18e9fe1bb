"""Runs of a study in this process, exact and without pictures: engine, search and drawing have tests of their own."""

import json
from contextlib import contextmanager

import pytest

from capplan.errors import CapplanError
from capplan.pipeline import Line
from capplan.solve import Outcome, Solution
from capplan.studies.many import Done, Failed
from capplan.studies.setting import Setting, nobody
from tests.milp import Infeasible, optimum
from tests.small_inputs import MODEL, altered, tables, write

RULES = """\
[service]
late_price = { P1 = 3.0 }

[overtime]
[releases]

"""


def run_here(setting, cases, work, told=nobody):
    """As ``Setting.run``, one case after the other."""
    results = []
    for case in cases:
        to = setting.runs / case.name
        to.mkdir(parents=True, exist_ok=True)
        try:
            value = json.loads(json.dumps(work(case, to), allow_nan=False))
            results.append(Done(case.name, case.key, value, 0.0, 1, reused=False))
        except CapplanError as error:
            results.append(Failed(case.name, case.key, error.exit_code, str(error), 1))
        told(results[-1])
    return results


def exactly(arrays, options=None, tell=None, guide=None):
    """The optimum, by a solver of this process."""
    try:
        objective, x = optimum(arrays)
    except Infeasible:
        return Solution(Outcome.INFEASIBLE, None, None, None, None, "test", "milp", "0", 0.0)
    return Solution(Outcome.WITHIN_GAP, x, objective, objective, 0.0, "test", "milp", "0", 0.0)


@contextmanager
def in_process():
    """Studies run here as long as it lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Setting, "run", run_here)
        patch.setattr("capplan.report.plots.PLOTS", {})
        patch.setattr("capplan.pipeline._write_for_people", lambda *_: None)
        patch.setattr("capplan.pipeline.solve", exactly)
        yield


def short_plan(folder):
    """Four weeks in which there are too few people for the calls at first."""
    changed = {
        "forecast": tables()["forecast"].replace(",voice,en,10", ",voice,en,270"),
        "queues": altered("queues", "0.8,20,120,0.85", "0.8,20,120,1"),
        "budgets": None,
    }
    model = MODEL.replace("periods = 8", "periods = 4").replace("[hiring]", RULES + "[hiring]")
    path, inputs = write(folder, changed, model)
    return Setting(path, inputs, None, folder / "runs", Line(gap=0.0))
