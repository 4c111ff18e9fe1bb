"""Points of a frontier beside their neighbours: the order, the start of each search, nothing dearer than stricter."""

from dataclasses import replace

import numpy as np
import pytest

from capplan.formulation import formulate
from capplan.requirements.required import require
from capplan.studies.frontier import frontier
from capplan.studies.frontier_bounds import PRESENT, point_case
from capplan.studies.frontier_order import in_rounds, planned_along
from capplan.studies.hires_held import HELD, HiresHeld, start_from
from capplan.studies.many import Done
from capplan.studies.setting import nobody
from tests.studies.here import exactly, in_process, short_plan


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    with in_process():
        yield short_plan(tmp_path_factory.mktemp("order"))


def points(setting, *strict):
    return [(point_case(setting, "service", f"p{each:g}", each), each) for each in strict]


def test_the_order_is_by_distance_from_the_present_plan_on_both_sides(setting):
    asked = points(setting, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
    rounds = [[(case.name, start) for case, start in each] for each in in_rounds(asked, 3.0)]
    assert rounds == [
        [("p3", PRESENT), ("p4", PRESENT)],
        [("p2", "p3"), ("p5", "p4")],
        [("p1", "p2"), ("p6", "p5"), ("p7", "p5")],
        [("p8", "p7")],
    ]


def test_what_a_plan_decided_is_where_the_search_of_the_next_begins(setting, monkeypatch):
    begun = []

    def search(arrays, options=None, tell=None, guide=None):
        begun.append(guide.start)
        return exactly(arrays)

    monkeypatch.setattr("capplan.pipeline.solve", search)
    found = frontier(replace(setting, runs=setting.runs / "begun"), "service", 3, 0.02)
    # exact plans need no second search: one for the present plan, one for each of the points
    assert len(begun) == 4 and begun[0].size == 0 and not found.failed
    inputs = setting.load()
    formulation = formulate(inputs.model, inputs.facts, require(inputs.facts))
    decided = HiresHeld.of_text((setting.runs / "begun" / PRESENT / HELD).read_text())
    assert decided.classes
    start = start_from(formulation, decided)
    for each in begun[1:3]:
        assert np.array_equal(each[np.isfinite(each)], start[np.isfinite(start)])
    classes = formulation.program.column_blocks["classes"].index
    assert start[classes].sum() == pytest.approx(sum(count for *_, count, _ in decided.classes))


def test_what_does_not_fit_the_program_is_no_start(setting):
    inputs = setting.load()
    formulation = formulate(inputs.model, inputs.facts, require(inputs.facts))
    assert start_from(formulation, HiresHeld((("DUB_XX", "2026-03-02", 1.0, 5.0),), ())) is None
    assert start_from(formulation, HiresHeld((("DUB_EN", "2026-03-16", 1e6, 5.0),), ())) is None
    # where classes come in parts there is nothing to begin with
    arrays = replace(formulation.arrays, integer=np.zeros_like(formulation.arrays.integer))
    start = start_from(
        replace(formulation, arrays=arrays), HiresHeld((("DUB_EN", "2026-03-16", 1.0, 5.0),), ())
    )
    assert start is not None and np.isnan(start).all()


@pytest.mark.parametrize(
    ("costs", "again", "wanted"),
    [
        # a stricter point came out cheaper than p2: p2 begins there, and does better
        ({"p1": 10.0, "p2": 30.0, "p3": 20.0}, {"p2-again": 19.0}, {"p1": 10.0, "p2-again": 19.0, "p3": 20.0}),
        # the weakest is compared with what the middle one has by then
        ({"p1": 19.5, "p2": 30.0, "p3": 20.0}, {"p2-again": 19.0, "p1-again": 18.0},
         {"p1-again": 18.0, "p2-again": 19.0, "p3": 20.0}),
        # it found nothing better: the first plan stays
        ({"p1": 10.0, "p2": 30.0, "p3": 20.0}, {"p2-again": 31.0}, {"p1": 10.0, "p2": 30.0, "p3": 20.0}),
        ({"p1": 10.0, "p2": 15.0, "p3": 20.0}, {}, {"p1": 10.0, "p2": 15.0, "p3": 20.0}),
    ],
)  # fmt: skip
def test_a_point_that_a_stricter_one_undercuts_is_planned_again_from_there(
    setting, monkeypatch, costs, again, wanted
):
    asked = points(setting, 1.0, 2.0, 3.0)
    runs = []

    def run(setting, cases, work, told):
        runs.extend((case.name, case.start.parent.name) for case in cases)
        known = costs | again
        return [Done(case.name, "", {"cost": known[case.name]}, 0.0, 1, reused=False) for case in cases]

    monkeypatch.setattr("capplan.studies.setting.Setting.run", run)
    _, found = planned_along(setting, asked, 1.0, nobody)
    assert {result.name: result.value["cost"] for result in found} == wanted
    second = [each for each in runs if each[0].endswith("-again")]
    assert [name for name, _ in second] == list(again)
    assert all(start in wanted for _, start in second)
