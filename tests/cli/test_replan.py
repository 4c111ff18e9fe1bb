"""``capplan plan --from`` and ``--pin``: few changes, what is fixed stays fixed, mistakes are all told at once."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.command_line import capplan
from tests.small_inputs import MODEL, altered, tables, write

BUSY = MODEL + "\n[seats]\n[releases]\n[transfers]\n[overtime]\n[undertime]\n\n[solve]\ngap = 0.000001\n"
HEADER = "team,training_start,size\n"


def forecast(more_mail: int = 0, since: str = "2026-03-30") -> str:
    """More calls and mail than the people at the start can do, and ``more_mail`` from a week on."""
    text = tables()["forecast"].replace(",voice,en,10", ",voice,en,199").replace(",mail,en,9", ",mail,en,119")
    lines = []
    for line in text.splitlines():
        cells = line.split(",")
        if cells[1:3] == ["mail", "en"] and cells[0] >= since:
            cells[3] = str(int(cells[3]) + more_mail)
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with inputs and their plan; each test works on a copy."""
    folder = tmp_path_factory.mktemp("planned")
    write(folder, {"forecast": forecast()}, BUSY)
    done = capplan(folder, "plan", "small.toml", "--quiet")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def folder(planned: Path, tmp_path: Path) -> Path:
    shutil.copytree(planned, tmp_path / "work")
    return tmp_path / "work"


def replan(folder: Path, *more: str | Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = capplan(folder, "plan", "small.toml", "--from", "outputs/small/base", *more)
    assert done.returncode == code, done.stderr
    return done


def rows(folder: Path, name: str, run: str = "replan-base") -> list[dict[str, str]]:
    with (folder / "outputs/small" / run / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def classes(folder: Path, run: str = "replan-base") -> dict[tuple[str, str], str]:
    """Size of the proposed classes by team and week."""
    return {
        (row["team"], row["training_start"]): row["size"]
        for row in rows(folder, "hiring_calendar.csv", run)
        if row["status"] == "proposed"
    }


def verified(folder: Path) -> None:
    done = capplan(folder, "verify", "outputs/small/replan-base")
    assert done.returncode == 0, done.stderr


def test_with_nothing_changed_the_plan_is_the_same(folder):
    done = replan(folder)
    assert done.stdout == "outputs/small/replan-base\n"
    assert "Against outputs/small/base: 0 changes. It costs as much as the earlier plan" in done.stderr
    assert rows(folder, "changes.csv") == []
    assert classes(folder) == classes(folder, "base") and len(classes(folder)) > 2
    verified(folder)


def test_more_work_in_one_queue_makes_few_changes_with_reasons_and_savings(folder):
    (folder / "inputs/forecast.csv").write_text(forecast(6000), encoding="utf-8")
    done = replan(folder, "--json")
    found = rows(folder, "changes.csv")
    assert {row["name"] for row in found} == {"MNL_EN"}, "only these people can do more of the mail"
    assert 1 <= len(found) <= 3
    added = found[0]
    # either is a plan within the gap
    assert added["kind"] in ("class_added", "class_resized") and added["saves_is"] == "exact"
    assert float(added["saves"]) > 1000.0
    # how much more depends on the weeks that the change is for
    assert re.search(r"^mail:en requires (\d\d\.\d) % more hours from .*\(volume \+\1 %\)", added["why"])
    told = json.loads(done.stdout)["replan"]
    assert told["differs"] == ["forecast.csv"] and not told["same_question"]
    assert told["count"] == len(found)
    assert f"{told['count']} changes" in done.stderr or "1 change " in done.stderr
    assert "other forecast.csv" in done.stderr
    verified(folder)


def test_what_a_change_saves_is_what_the_plan_without_it_costs_more(folder):
    (folder / "inputs/forecast.csv").write_text(forecast(6000), encoding="utf-8")
    replan(folder, "--quiet")
    now = json.loads((folder / "outputs/small/replan-base/summary.json").read_text())
    added = rows(folder, "changes.csv")[0]
    # all other classes as planned, and none in place of the one that was added
    cells = classes(folder)
    if added["kind"] == "class_resized":
        cells[added["name"], added["week_after"]] = str(int(float(added["before"])))
    else:
        del cells[added["name"], added["week_after"]]
    weeks = sorted({row["week_start"] for row in rows(folder, "headcount.csv")})
    every = [(team, week) for team in ("DUB_EN", "MNL_EN") for week in weeks]
    pins = HEADER + "".join(f"{team},{week},{cells.get((team, week), 0)}\n" for team, week in every)
    (folder / "pins.csv").write_text(pins, encoding="utf-8")
    done = capplan(folder, "plan", "small.toml", "--pin", "pins.csv", "--quiet", "--json")
    assert done.returncode == 0, done.stderr
    without = json.loads(done.stdout)
    price = now["steering"]["plan_changes"]
    assert price > 0.0
    costs_more = without["objective"] - (now["objective"] - price)
    assert float(added["saves"]) == pytest.approx(costs_more, abs=3.0)


def test_the_frozen_zone_holds_and_a_high_price_suppresses_the_rest(folder):
    (folder / "inputs/forecast.csv").write_text(forecast(6000, "2026-03-09"), encoding="utf-8")
    frozen = BUSY + "\n[replan]\nfrozen_periods = 2\n"
    (folder / "small.toml").write_text(frozen, encoding="utf-8")
    replan(folder, "--quiet")
    before, after = classes(folder, "base"), classes(folder)
    # the lead of MNL is a week: what starts before 23 March is called for before 16 March
    zone = {week for _, week in (*before, *after) if week < "2026-03-23"}
    assert zone
    for week in zone:
        assert before.get(("MNL_EN", week)) == after.get(("MNL_EN", week))
    assert before != after
    verified(folder)
    dear = "\n[replan]\nchange_price = 1e7\nsize_change_price = 1e7\n"
    (folder / "small.toml").write_text(BUSY + dear, encoding="utf-8")
    replan(folder, "--quiet")
    assert classes(folder) == before
    assert rows(folder, "changes.csv") == []


def test_pins_are_kept_exactly_and_what_they_cost_is_told(folder):
    pins = HEADER + "MNL_EN,2026-03-16,12\nMNL_EN,2026-03-30,0\nDUB_EN,2026-03-23,4\n"
    (folder / "hires.csv").write_text(pins, encoding="utf-8")
    done = replan(folder, "--pin", "hires.csv")
    kept = classes(folder)
    assert (kept["MNL_EN", "2026-03-16"], kept["DUB_EN", "2026-03-23"]) == ("12", "4")
    assert ("MNL_EN", "2026-03-30") not in kept
    assert "more than the earlier plan for the same inputs: what the pins cost, up to gaps of" in done.stderr
    assert "DUB_EN: class of 4 added on 23 Mar; costs " in done.stderr
    assert {row["why"] for row in rows(folder, "changes.csv") if row["name"] == "DUB_EN"} == {
        "pinned by hand"
    }
    verified(folder)


def test_a_whole_calendar_can_be_pinned(folder):
    shutil.copy(folder / "outputs/small/base/hiring_calendar.csv", folder / "calendar.csv")
    done = capplan(folder, "plan", "small.toml", "--pin", "calendar.csv", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert classes(folder, "base") == {
        (row["team"], row["training_start"]): row["size"]
        for row in csv.DictReader((folder / "calendar.csv").open(encoding="utf-8"))
        if row["status"] == "proposed"
    }


def test_pins_without_a_plan_are_explained(folder):
    sites = altered("sites", "eu,100,90,0.2,2,3", "eu,100,90,0.2,1,3")
    (folder / "inputs/sites.csv").write_text(sites, encoding="utf-8")
    (folder / "hires.csv").write_text(HEADER + "DUB_EN,2026-03-23,4\n", encoding="utf-8")
    done = replan(folder, "--pin", "hires.csv", code=4)
    assert "In conflict: the training rooms and the classes pinned by hand." in done.stderr
    assert "DUB_EN: 1 class fewer than pinned in the week of 2026-03-23" in done.stderr


def test_a_bad_table_of_pins_lists_every_problem(folder):
    (folder / "bad.csv").write_text(
        HEADER + "MNL_EM,2026-03-16,12\nMNL_EN,2026-03-31,5\nDUB_EN,2026-04-13,4\nDUB_EN,2027-03-01,4\n"
        "DUB_EN,2026-03-23,40\nDUB_DE,2026-03-23,5\nDUB_EN,2026-03-02,5\nMNL_EN,2026-03-23,x\nMNL_EN,2026-03-30,5.5\n"
        "MNL_EN,2026-04-06,5\nMNL_EN,2026-04-06,5\nMNL_EN,2026-04-13,5\nMNL_EN,2026-04-13,0\n",
        encoding="utf-8",
    )
    done = capplan(folder, "plan", "small.toml", "--pin", "bad.csv")
    assert (done.returncode, done.stdout) == (3, "")
    lines = [line for line in done.stderr.splitlines() if line.startswith("bad.csv:")]
    places = [tuple(line.split(": ")[:2]) for line in lines]
    assert places == [
        ("bad.csv:2", "team"),
        ("bad.csv:3", "training_start"),
        ("bad.csv:4", "training_start"),
        ("bad.csv:5", "training_start"),
        ("bad.csv:6", "size"),
        ("bad.csv:7", "team"),
        ("bad.csv:8", "training_start"),
        ("bad.csv:9", "size"),
        ("bad.csv:10", "size"),
        ("bad.csv:12", "team"),
        ("bad.csv:14", "size"),
    ]
    assert "Did you mean 'MNL_EN'?" in lines[0]
    assert "allowed: 0, or from 4 to 10" in lines[4]


def test_problems_of_inputs_and_of_pins_come_together(folder):
    (folder / "inputs/rates.csv").write_text(
        altered("rates", "wage_hour,20", "wage_hour,-20"), encoding="utf-8"
    )
    (folder / "bad.csv").write_text(HEADER + "MNL_EN,2026-03-16,many\n", encoding="utf-8")
    done = replan(folder, "--pin", "bad.csv", code=3)
    assert "rates.csv:2: rate" in done.stderr and "bad.csv:2: size" in done.stderr


def test_a_later_start_matches_weeks_by_date(folder):
    later = BUSY.replace("start = 2026-03-02", "start = 2026-03-16").replace("periods = 8", "periods = 6")
    (folder / "small.toml").write_text(later, encoding="utf-8")
    teams = tables()["teams"] + "MNL_TL,MNL,tl,,40,headcount,\n"
    (folder / "inputs/teams.csv").write_text(teams, encoding="utf-8")
    (folder / "inputs/rates.csv").write_text(tables()["rates"] + "MNL_TL,paid_hour,11,,,\n", encoding="utf-8")
    done = replan(folder)
    # 16 March is the first week of the plan: called for a week before, so it stays
    assert classes(folder)["MNL_EN", "2026-03-16"] == classes(folder, "base")["MNL_EN", "2026-03-16"]
    assert "of the earlier plan 1 class (15 people) is to start before 2026-03-16" in done.stderr
    assert "MNL_TL is new: nothing was communicated for it" in done.stderr
    assert "does not compare: they have other periods" in done.stderr
    verified(folder)


def test_a_folder_that_is_no_run_and_one_that_would_be_overwritten_are_refused(folder):
    done = capplan(folder, "plan", "small.toml", "--from", "inputs")
    assert done.returncode == 3 and "the planning model of the run is missing" in done.stderr
    shutil.copytree(folder / "outputs/small/base", folder / "outputs/small/replan-base")
    done = capplan(folder, "plan", "small.toml", "--from", "outputs/small/replan-base")
    assert done.returncode == 2 and "would be overwritten" in done.stderr
    months = 'period = "month"\n' + BUSY.replace("2026-03-02", "2026-03-01")
    (folder / "small.toml").write_text(months, encoding="utf-8")
    done = capplan(folder, "plan", "small.toml", "--from", "outputs/small/base")
    assert done.returncode == 3
