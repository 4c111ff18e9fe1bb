"""``capplan price``: a written plan under its own contracts and under others, and a plan made by hand."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from tests.cli.command_line import RULES, capplan
from tests.small_contracts import B1, ON, texts
from tests.small_contracts import csv as table
from tests.small_inputs import MODEL, altered, write

RUN = "outputs/small/base"
TERMS = {
    "rate": "11", "order_on": "fte_month", "training_rate": "6", "training_cap_h": "70", "nesting_rate": "9",
    "ramp_discount": "0.1", "ramp_weeks": "1", "replacement_training": "vendor", "escalator": "0.03",
    "commit_units": "4000", "commit_window": "quarter", "commit_rate": "5", "tier_kind": "incremental",
    "tier_window": "month",
}  # fmt: skip
TIERS = "contract,from_units,rate,reduction\nB1,0,,0\nB1,3000,,1\n"
PEOPLE = {
    "teams": altered("teams", "MNL_EN,MNL,en,,40,headcount,", "MNL_EN,MNL,en,,40,headcount,short"),
    "committed_classes": "team,class_start,size\nMNL_EN,2026-03-16,6\n",
}


def write_folder(folder: Path, *contracts: dict[str, str], **more: str) -> Path:
    """Contract tables alone, in a folder of their own."""
    folder.mkdir()
    for name, text in {"contracts": texts(*contracts)["contracts"], **more}.items():
        assert text is not None
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def bill_of(path: Path) -> dict[tuple[str, str], float]:
    total: dict[tuple[str, str], float] = defaultdict(float)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            total[row["contract"], row["line"]] += float(row["amount_base"])
    return dict(total)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planned")
    model = ON.replace("[hiring]", RULES + "[hiring]")
    write(folder, texts(TERMS, contract_tiers=TIERS, **PEOPLE), model)
    assert capplan(folder, "plan", "small.toml", "--quiet").returncode == 0
    return folder


def test_under_its_own_contracts_a_run_is_billed_to_the_cent_what_it_was(planned):
    done = capplan(planned, "price", RUN, "--contracts", f"{RUN}/assumptions", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told, written = json.loads(done.stdout), bill_of(planned / RUN / "billing.csv")
    assert (told["status"], told["currency"], list(told["contracts"])) == ("ok", "USD", ["B1"])
    lines = told["contracts"]["B1"]["lines"]
    assert {"production", "nesting", "ramp", "training", "replacement_training", "volume"} <= set(lines)
    assert {("B1", line) for line in lines} == set(written)
    for line, each in lines.items():
        assert each["amount_base"] == pytest.approx(written["B1", line], abs=0.005)
        assert each["difference_base"] == pytest.approx(0.0, abs=0.005)
    assert told["amount_base"] == pytest.approx(sum(written.values()), abs=0.005)
    assert told["before_base"] == pytest.approx(sum(written.values()), abs=1e-6)


def test_the_bill_is_written_in_the_form_of_the_run(planned, tmp_path):
    done = capplan(planned, "price", RUN, "--contracts", "inputs", "--output", tmp_path / "priced")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, str(tmp_path / "priced/billing.csv"))
    with (
        (tmp_path / "priced/billing.csv").open(newline="") as one,
        (planned / RUN / "billing.csv").open(newline="") as two,
    ):
        found, expected = list(csv.DictReader(one)), list(csv.DictReader(two))
    assert len(found) == len(expected) > 10
    for mine, theirs in zip(found, expected, strict=True):
        assert list(mine) == list(theirs)
        for name in mine:
            try:
                assert float(mine[name]) == pytest.approx(float(theirs[name]), rel=1e-8)
            except ValueError:
                assert mine[name] == theirs[name]
    assert [path.name for path in (tmp_path / "priced").iterdir()] == ["billing.csv"]


def test_another_rate_moves_its_lines_by_the_ratio_and_no_other(planned, tmp_path):
    other = {**TERMS, "rate": "12.1", "nesting_rate": "10.1", "ramp_discount": "", "ramp_weeks": ""}
    offer = write_folder(tmp_path / "offer", other, contract_tiers=TIERS)
    told = json.loads(capplan(planned, "price", RUN, "--contracts", offer, "--json").stdout)
    lines = told["contracts"]["B1"]["lines"]
    moved = {"production", "undertime"}  # people who go home are not paid
    stay = {"nesting", "training", "replacement_training", "volume"}
    assert moved | stay | {"ramp"} == set(lines)
    for line in moved:
        assert lines[line]["amount"] == pytest.approx(1.1 * lines[line]["before_base"], rel=1e-9)
    for line in stay:
        assert lines[line]["difference_base"] == pytest.approx(0.0, abs=1e-5)
    assert lines["ramp"]["amount"] == 0.0 and lines["ramp"]["before_base"] < 0.0
    assert told["difference_base"] == pytest.approx(sum(one["difference_base"] for one in lines.values()))


def test_the_table_shows_line_by_line_what_was_billed_before(planned, tmp_path):
    offer = write_folder(tmp_path / "offer", {"contract": "B9", "rate": "10", "currency": "EUR"})
    total = sum(bill_of(planned / RUN / "billing.csv").values())
    done = capplan(planned, "price", RUN, "--contracts", offer)
    assert done.returncode == 0
    first, _, heading, *rows = done.stdout.splitlines()
    assert first.endswith(f" k, B1 -{total / 1000:.1f} k.") and " USD are billed, " in first
    assert heading.split() == ["contract", "line", "amount", "USD", "before,", "USD", "difference"]
    production = next(row for row in rows if row.startswith("B9"))
    assert production.split()[1] == "production" and "EUR" in production
    before = next(row for row in rows if row.startswith("B1") and row.split()[1] == "sum")
    assert before.split()[-2:] == [f"{total:,.0f}", f"-{total:,.0f}"]
    assert rows[-1].startswith("all") and len(rows) == len(set(rows))


def test_a_plan_that_paid_rates_is_compared_with_what_its_costs_say(tmp_path):
    write(tmp_path, model=MODEL)
    assert capplan(tmp_path, "plan", "small.toml", "--quiet").returncode == 0
    offer = write_folder(
        tmp_path / "offer", {"rate": "12.1", "commit_units": "99999", "commit_window": "month"}
    )
    done = capplan(tmp_path, "price", RUN, "--contracts", offer, "--json")
    told = json.loads(done.stdout)
    production = told["contracts"]["B1"]["lines"]["production"]
    assert production["before_base"] > 0.0
    assert production["amount_base"] == pytest.approx(1.1 * production["before_base"], rel=1e-9)
    assert list(told["contracts"]["B1"]["lines"]) == ["production"]
    assert "Note: rates.csv: MNL_EN under contract here: the rates of the run are left out" in done.stderr
    assert "no [contracts]" in done.stderr
    (tmp_path / "clauses.toml").write_text(ON, encoding="utf-8")
    asked = ("price", RUN, "--contracts", offer, "--model", "clauses.toml", "--json")
    told = json.loads(capplan(tmp_path, *asked).stdout)
    assert list(told["contracts"]["B1"]["lines"]) == ["production", "shortfall"]


def test_a_run_that_ends_and_opens_contracts_is_priced_with_its_decisions(planned, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(planned / RUN, run)
    (run / "vendor_decisions.csv").write_text(
        "contract,vendor,site,decision,date,fee,currency\nB1,Beta,MNL,end,2026-04-06,500,USD\n",
        encoding="utf-8",
    )
    ends = {**TERMS, "may_end": "yes", "exit_fee": "500", "end_notice_days": "7"}
    offer = write_folder(tmp_path / "offer", ends, contract_tiers=TIERS)
    done = capplan(tmp_path, "price", run, "--contracts", offer, "--json")
    lines = json.loads(done.stdout)["contracts"]["B1"]["lines"]
    # the rates have risen by 3 % on 20 March, at the anniversary
    assert lines["exit_fee"]["amount"] == pytest.approx(500 * 1.03)
    with (planned / RUN / "headcount.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["team"] == "MNL_EN"]
    paid = sum(float(row["heads"]) * 440 * (1.03 if t >= 3 else 1.0) for t, row in enumerate(rows[:5]))
    assert lines["production"]["amount"] == pytest.approx(paid)
    assert "MNL_EN has people or work under no contract in 3 weeks, first from 2026-04-06 on" in done.stderr
    (run / "vendor_decisions.csv").write_text("contract,decision,date\nB1,end,2026-04-07\n", encoding="utf-8")
    done = capplan(tmp_path, "price", run, "--contracts", offer)
    assert done.returncode == 3
    assert "vendor_decisions.csv:2: date: not the first day of a period of the plan" in done.stderr


def test_what_is_wrong_with_the_contracts_is_told_with_its_place(planned, tmp_path):
    offer = write_folder(tmp_path / "offer", {"teams": "MNL_EM", "rate": "-3"}, contract_prizes="contract\n")
    done = capplan(planned, "price", RUN, "--contracts", offer)
    assert (done.returncode, done.stdout) == (3, "")
    assert "contracts.csv:2: rate: out of range (found '-3'" in done.stderr
    assert "contracts.csv:2: teams: 'MNL_EM' is not in teams.csv" in done.stderr
    assert "contract_prizes.csv: not an input table" in done.stderr
    (tmp_path / "empty").mkdir()
    done = capplan(planned, "price", RUN, "--contracts", tmp_path / "empty")
    assert done.returncode == 3
    assert "contracts.csv: the file is missing: there is no contract to price" in done.stderr
    assert "the team has no rate" not in done.stderr and "1 problem found" in done.stderr


def test_under_the_same_contracts_it_says_so(planned):
    done = capplan(planned, "price", RUN, "--contracts", "inputs")
    assert done.stdout.splitlines()[0].endswith(" USD are billed, as before.")


def test_other_tables_beside_the_contracts_do_not_matter(planned, tmp_path):
    offer = write_folder(tmp_path / "offer", TERMS, contract_tiers=TIERS, forecast="nonsense\n1\n")
    told = json.loads(capplan(planned, "price", RUN, "--contracts", offer, "--json").stdout)
    assert told["difference_base"] == pytest.approx(0.0, abs=0.005)


def test_a_run_whose_tables_are_spoiled_ends_with_3(planned, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(planned / RUN, run)
    path = run / "headcount.csv"
    whole = path.read_text(encoding="utf-8")
    path.write_text("\n".join(whole.splitlines()[:-1]) + "\n", encoding="utf-8")
    done = capplan(planned, "price", run, "--contracts", "inputs")
    assert done.returncode == 3
    assert "headcount.csv [MNL_EN, 2026-04-20]" in done.stderr
    path.write_text(whole, encoding="utf-8")
    path = run / "allocation.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",DUB_EN,", ",DUB_FR,", 1), encoding="utf-8")
    done = capplan(planned, "price", run, "--contracts", "inputs")
    assert done.returncode == 3
    assert "DUB_FR" in done.stderr


def test_a_plan_made_by_hand(planned, tmp_path):
    plan = tmp_path / "plan.csv"
    rows = "week_start,team,heads,hires,overtime_h,queue,language,productive_h\n"
    weeks = ("02", "09", "16", "23", "30")
    rows += "".join(f"2026-03-{day},MNL_EN,20,0,0,,,\n" for day in weeks)
    plan.write_text(rows, encoding="utf-8")
    (tmp_path / "inputs").mkdir()
    inputs = tmp_path / "inputs"
    for path in (planned / "inputs").glob("*.csv"):
        shutil.copy(path, inputs)
    (inputs / "contract_tiers.csv").unlink()
    (inputs / "contracts.csv").write_text(table({**B1, "rate": "10"}), encoding="utf-8")
    (inputs / "committed_classes.csv").unlink()
    asked = ("price", plan, "--contracts", inputs, "--model", "small.toml")
    done = capplan(planned, *asked)
    assert done.returncode == 0
    first, _, _, *bill = done.stdout.splitlines()
    assert first == "40.0 k USD are billed."
    assert [row.split() for row in bill] == [
        ["B1", "production", "40,000", "USD", "40,000"],
        ["B1", "sum", "40,000", "USD", "40,000"],
        ["all", "sum", "40,000"],
    ]
    assert "Note: MNL_EN has no row of people in 3 weeks: nobody is there" in done.stderr
    plan.write_text(rows + "2026-03-03,MNL_EM,-1,0,0,,,\n", encoding="utf-8")
    done = capplan(planned, *asked, "--json")
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert {(one["line"], one["column"], one["value"]) for one in told["problems"]} == {
        (7, "week_start", "2026-03-03"), (7, "team", "MNL_EM"), (7, "heads", "-1"),
    }  # fmt: skip
    assert all(one["file"] == "plan.csv" and one["allowed"] for one in told["problems"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([RUN], "Missing option '--contracts'"),
        (["small.toml", "--contracts", "inputs"], "'small.toml' is neither a run folder nor a CSV file"),
        (["inputs/forecast.csv", "--contracts", "inputs"], "needs its planning model: --model FILE"),
        ([RUN, "--contracts", "inputs", "--output", RUN], "The folder of the run keeps its own billing.csv"),
        (["nowhere", "--contracts", "inputs"], "'nowhere' does not exist"),
    ],
)
def test_mistakes_of_usage_end_with_2(planned, arguments, told):
    done = capplan(planned, "price", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_folder_that_is_no_run_ends_with_3(planned):
    done = capplan(planned, "price", "inputs", "--contracts", "inputs")
    assert done.returncode == 3
    assert "the planning model of the run is missing" in done.stderr
