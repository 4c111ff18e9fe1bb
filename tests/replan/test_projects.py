"""Initiatives and sites of an earlier plan: frozen, priced when changed, told among the changes, checked."""

from __future__ import annotations

import csv
import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from capplan.agreed import Agreed, Project
from capplan.formulation import Formulation, formulate
from capplan.reasons.agreed_again import agreed_again
from capplan.replan.projects import agreed_projects, projects_left_out
from capplan.run_folder import read_assumptions
from capplan.validation import validate
from capplan.verify import verify_run
from capplan.verify.told import read_told
from tests.cli.command_line import NO_PICTURES, capplan
from tests.cli.test_replan import forecast
from tests.formulation.test_initiatives import WEEKS, with_bot
from tests.formulation.test_site_options import option, two_sites
from tests.milp import Infeasible, optimum
from tests.replan.test_agree import earlier
from tests.rows import row
from tests.small_inputs import MODEL, write
from tests.tiny import tiny_model

MONTHS = 3  # January, February, March


def told(month: int, frozen: int = 0, **sections: object) -> Formulation:
    """The bot, told to begin in a month (-1: never), the first months frozen."""
    facts, requirement = with_bot(heads=3.0)
    bot = Project("initiative_starts", "initiative", 0, "bot", month, np.arange(MONTHS) < frozen)
    agreed = replace(Agreed.nothing(1, WEEKS), projects=(bot,))
    return formulate(tiny_model(WEEKS, initiatives={}, **sections), facts, requirement, agreed)


def begins(formulation: Formulation) -> list[float]:
    _, x = optimum(formulation.arrays)
    return [round(value, 6) for value in formulation.program.value("initiative_starts", x)[0]]


def test_what_was_told_stays_in_frozen_months_and_costs_its_change_beyond() -> None:
    # it saves 20,520: in January at once (tests of initiatives); a change costs the price
    assert begins(told(-1)) == [1, 0, 0]
    assert begins(told(-1, frozen=3)) == [0, 0, 0]
    assert begins(told(1, frozen=2)) == [0, 1, 0]
    assert begins(told(-1, replan={"change_price": 30_000.0})) == [0, 0, 0]
    assert begins(told(1, replan={"change_price": 30_000.0})) == [0, 1, 0]


def test_a_change_is_one_row_and_steers() -> None:
    none, february = "projects_changed[bot initiative]", told(1)
    assert row(told(-1), none).terms == {
        none: 1.0, **{f"initiative_starts[bot, 2026-0{month}]": -1.0 for month in (1, 2, 3)},
    }  # fmt: skip
    assert row(february, none).terms == {none: 1.0, "initiative_starts[bot, 2026-02]": 1.0}
    (term,) = [term for term in february.terms if term.name == "plan_changes" and term.unit == "projects"]
    assert term.steering and term.price.tolist() == [1000.0]
    _, x = optimum(february.arrays)
    moved = float(february.program.value("projects_changed", x)[0])
    assert moved == pytest.approx(float(begins(february) != [0, 1, 0]))
    assert "projects_changed" not in told(1, replan={"change_price": 0.0}).program.column_blocks


def test_a_site_that_was_told_to_open_opens_or_there_is_no_plan() -> None:
    facts, requirement = two_sites(option(True, earliest=[5]), (4.0, 0.0))
    place = Project("site_changes", "site-opening", 0, "SITE1", 0, np.arange(MONTHS) < 1)
    agreed = replace(Agreed.nothing(2, WEEKS), projects=(place,))
    model = tiny_model(WEEKS, hiring={}, site_options={})
    with pytest.raises(Infeasible):  # the inputs let it open in February at the earliest
        optimum(formulate(model, facts, requirement, agreed).arrays)


def test_months_match_by_date_and_what_is_past_or_gone_is_told() -> None:
    facts, _ = with_bot()
    was = replace(
        earlier(facts, {}),
        projects={("initiative", "bot"): date(2026, 2, 2), ("initiative", "gone"): date(2026, 2, 2),
                  ("site-closure", "HOME"): None},
    )  # fmt: skip
    model = tiny_model(WEEKS, initiatives={}, replan={"frozen_periods": 5})
    (project,) = agreed_projects(was, facts, model)
    assert (project.name, project.told, project.frozen.tolist()) == ("bot", 1, [True, True, False])
    assert list(projects_left_out(was, facts, model)) == [
        "the initiative gone of the earlier plan, on 2026-02-02, is not to be decided on any more: it is left out"
    ]
    later = replace(facts, horizon=replace(facts.horizon, start=date(2026, 2, 9)))
    (project,) = agreed_projects(was, later, model)
    assert project.told == -1
    assert "is still to be decided on in the inputs" in next(iter(projects_left_out(was, later, model)))
    assert agreed_projects(was, facts, tiny_model(WEEKS)) == ()


BOT = (
    "initiative,queue,language,earliest,build_weeks,ramp_weeks,deflected,cost,run_cost\n"
    "bot,mail,en,,1,0,0.5,{},1\n"
)
RULES = MODEL + "\n[overtime]\n[initiatives]\n\n[solve]\ngap = 0.000001\n"


def test_a_re_plan_tells_the_initiative_it_gives_up_keeps_a_frozen_one_and_is_verified(
    tmp_path: Path,
) -> None:
    model, inputs = write(tmp_path, {"initiatives": BOT.format(1), "forecast": forecast()}, RULES)
    model, inputs = tmp_path / model.name, tmp_path / inputs.name
    base = tmp_path / "outputs" / model.stem / "base"

    def run(*arguments: str | Path, start: str = NO_PICTURES) -> subprocess.CompletedProcess[str]:
        done = capplan(tmp_path, *arguments, start=start)
        assert done.returncode == 0, done.stderr
        return done

    run("plan", model, "--quiet")
    (first,) = csv.DictReader((base / "initiatives.csv").open())
    assert first["decision"] == "start"
    (inputs / "initiatives.csv").write_text(BOT.format(9_000_000))
    said = run("plan", model, "--from", base).stderr
    again = base.parent / "replan-base"
    (change,) = [one for one in csv.DictReader((again / "changes.csv").open()) if one["name"] == "bot"]
    assert (change["kind"], change["week_before"], change["week_after"]) == (
        "initiative_cancelled", first["start"], "",
    )  # fmt: skip
    assert "bot: initiative cancelled on" in said and float(change["saves"]) > 8_000_000
    summary = json.loads((again / "summary.json").read_text())
    assert summary["steering"]["plan_changes"] >= 1000.0
    assert verify_run(again).findings == ()
    compared = json.loads(run("compare", base, again, "--json", start="").stdout.splitlines()[-1])
    drivers = {one["driver"]: one["amount"] for one in compared["drivers"]}
    assert drivers["projects"] == pytest.approx(-8.0, abs=0.01)  # 1 to begin, 7 weeks at 1
    assert sum(drivers.values()) == pytest.approx(
        compared["after"]["money"] - compared["before"]["money"], abs=0.006
    )
    model.write_text(RULES + "\n[replan]\nfrozen_periods = 1\n")
    run("plan", model, "--from", base, "--quiet")
    (kept,) = csv.DictReader((again / "initiatives.csv").open())
    assert (kept["decision"], kept["start"]) == ("start", first["start"])
    assert verify_run(again).findings == ()
    # what the record says is agreed again when the reasons of the plan are asked for
    rules, tables = read_assumptions(again)
    facts = validate(tables, rules)
    record = read_told(again / "assumptions", facts, rules)
    assert record is not None
    (bot,) = agreed_again(record, facts, rules).projects
    assert (bot.block, bot.told, bot.frozen.tolist()) == ("initiative_starts", 0, [True, False])
    # the checker finds a decision that is not the one told
    file = again / "assumptions" / "replan" / "projects.csv"
    file.write_text(file.read_text().replace(first["start"], ""))
    found = verify_run(again).findings
    assert {one.rule for one in found} >= {"frozen", "costs"} and any(
        "initiative bot" in str(one) for one in found
    )
