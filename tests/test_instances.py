"""The instances of the benchmarks are plans like any user's: they load, use every family, and can be planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.formulation import Formulation, formulate
from capplan.pipeline import Inputs, load, solve_formulation
from capplan.planning_model import PlanningModel
from capplan.report.summary import summary
from capplan.report.tables import result_tables
from capplan.requirements.required import require
from capplan.solve import SolveOptions
from capplan.verify import verify_tables
from tests.benchmarks.instances import SIZES, write_instance


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return load(*write_instance("S", tmp_path_factory.mktemp("S"), seed=0))


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return load(*write_instance("S", tmp_path_factory.mktemp("every"), seed=0, with_families=True))


@pytest.fixture(scope="module")
def formulation(small: Inputs) -> Formulation:
    return formulate(small.model, small.facts, require(small.facts))


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("size", ["S", "M"])
def test_the_same_seed_writes_the_same_files(tmp_path: Path, size: str) -> None:
    for name, seed in (("one", 3), ("two", 3), ("other", 4)):
        write_instance(size, tmp_path / name, seed)
    one = written(tmp_path / "one")
    assert one == written(tmp_path / "two")
    assert one["forecast.csv"] != written(tmp_path / "other")["forecast.csv"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", ["S", "M"])
def test_it_loads_and_has_its_size(tmp_path: Path, size: str, seed: int) -> None:
    facts, asked = load(*write_instance(size, tmp_path, seed)).facts, SIZES[size]
    assert len(facts.sites.name) == asked.sites
    assert len(facts.queues.name) == asked.queues
    assert facts.horizon.count == asked.weeks
    assert abs(float(facts.teams.opening.sum()) / asked.heads - 1.0) < 0.1


def test_every_section_of_the_rules_is_on(small: Inputs, every: Inputs) -> None:
    off = {name for name in PlanningModel.model_fields if getattr(small.model, name) is None}
    assert off == {
        "initiatives", "site_options", "strain", "presence", "nesting", "shortage", "clocks", "rework", "dsa",
    }  # fmt: skip
    assert [name for name in PlanningModel.model_fields if getattr(every.model, name) is None] == []


def test_families_add_tables_and_change_none(tmp_path: Path) -> None:
    for name, families in (("without", False), ("with", True)):
        write_instance("S", tmp_path / name, seed=2, with_families=families)
    without, with_ = written(tmp_path / "without"), written(tmp_path / "with")
    assert set(with_) - set(without) == {
        "initiatives.csv", "site_options.csv", "presence.csv", "rework.csv", "moderators.csv",
    }  # fmt: skip
    assert [name for name in without if name != "benchmark_S.toml" and with_[name] != without[name]] == []


@pytest.mark.parametrize("seed", range(2))
def test_with_families_it_can_be_planned_and_every_family_has_columns_and_rows(
    tmp_path: Path, seed: int
) -> None:
    inputs = load(*write_instance("S", tmp_path, seed, with_families=True))
    program = formulate(inputs.model, inputs.facts, require(inputs.facts)).program
    blocks = {**program.column_blocks, **program.row_blocks}
    assert {
        "initiative_starts", "site_changes", "absent_h", "in_nesting", "over_share", "over_leads", "late_h",
        "protected",
    } <= {name for name, block in blocks.items() if block.index.size}  # fmt: skip
    assert inputs.model.resilience is not None
    assert inputs.model.resilience.losses == ("site", "vendor", "country")


def test_every_family_has_columns_and_rows(formulation: Formulation) -> None:
    blocks = {**formulation.program.column_blocks, **formulation.program.row_blocks}
    assert [name for name, block in blocks.items() if not block.index.size] == []


def test_a_plan_keeps_every_rule_and_leaves_next_to_no_work(formulation: Formulation) -> None:
    plan = solve_formulation(formulation, SolveOptions(gap=0.03, time_limit_s=300.0), 0.0, None)
    tables = {name.removesuffix(".csv"): table for name, table in result_tables(plan).items()}
    report = verify_tables(
        plan.model, plan.facts, plan.requirement, tables, summary=summary(plan, "S", "base")
    )
    assert report.findings == ()
    assert plan.result.status == "within_gap"
    assert plan.coverage.short_h.sum() < 0.01 * plan.requirement.required_h.sum()
