"""``capplan orders``: what must be signed by when, from a run folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.command_line import capplan
from tests.small_contracts import ON, texts
from tests.small_inputs import write

RUN = "outputs/small/base"
TERMS = {
    "order_on": "fte_month", "lock_1_days": "30", "lock_1_band": "0.2", "lock_2_days": "10", "lock_2_band": "0.1",
    "lock_kind": "fixed", "commit_share": "0.9", "commit_on": "fte_month", "commit_window": "month",
    "commit_rate": "1500",
}  # fmt: skip
ORDERS = "contract,month,stage,units\nB1,2026-03,locked,25\nB1,2026-04,outlook,24\n"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planned")
    write(folder, texts(TERMS, contract_orders=ORDERS), ON)
    assert capplan(folder, "plan", "small.toml", "--quiet").returncode == 0
    return folder


def test_the_table_says_what_to_sign_and_what_happens_otherwise(planned):
    done = capplan(planned, "orders", RUN, "--as-of", "2026-02-15")
    assert (done.returncode, done.stderr) == (0, "")
    first, _, heading, *rows = done.stdout.splitlines()
    assert first.startswith(f"{len(rows)} things to sign from 15 Feb 2026 to 15 Jun 2026.")
    assert heading.split()[:4] == ["by", "what", "contract", "for"] and heading.endswith("otherwise")
    assert rows[0].startswith("2026-02-19") and "order, last lock" in rows[0]
    april = next(row for row in rows if "2026-04" in row and "first lock" in row)
    assert april.startswith("2026-03-02") and "the outlook of 24.0 FTE becomes the order" in april
    assert "21.6 FTE of it are take-or-pay" in april
    assert "overdue" not in done.stdout


def test_json_has_every_number_and_marks_what_is_overdue(planned):
    done = capplan(planned, "orders", RUN, "--as-of", "2026-03-10", "--days", "30", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["status"], told["until"], told["currency"]) == (
        0,
        "ok",
        "2026-04-09",
        "USD",
    )
    assert [(one["by"], one["overdue"], one["what"], one["lock"]) for one in told["items"]] == [
        ("2026-03-02", True, "order", 1),
        ("2026-03-04", True, "notice", 0),
        ("2026-03-22", False, "order", 2),
    ]
    order = told["items"][0]
    # 25 people, 1 % of whom leave each week: the mean of the sixth to the eighth week
    assert order["units"] == pytest.approx(25.0 * (0.99**5 + 0.99**6 + 0.99**7) / 3)
    assert order["band_low"] == pytest.approx(0.8 * order["units"])
    assert order["forecast_bill_base"] == pytest.approx(25.0 * (0.99**5 + 0.99**6 + 0.99**7) * 440.0)
    assert order["signed_units"] is None and order["fee"] is None


def test_nothing_to_sign_is_a_sentence(planned):
    done = capplan(planned, "orders", RUN, "--as-of", "2026-06-01")
    assert (done.returncode, done.stdout) == (0, "Nothing is to be signed from 1 Jun 2026 to 29 Sep 2026.\n")


def test_a_run_without_contracts_says_so(tmp_path):
    write(tmp_path)
    assert capplan(tmp_path, "plan", "small.toml", "--quiet").returncode == 0
    done = capplan(tmp_path, "orders", RUN, "--as-of", "2026-03-02")
    assert (done.returncode, done.stdout) == (0, "The run has no contracts: there is nothing to sign.\n")
    told = json.loads(capplan(tmp_path, "orders", RUN, "--as-of", "2026-03-02", "--json").stdout)
    assert (told["status"], told["items"]) == ("ok", [])


def test_a_folder_that_is_no_run_ends_with_3(planned):
    done = capplan(planned, "orders", "inputs", "--as-of", "2026-03-02")
    assert done.returncode == 3
    assert "the planning model of the run is missing" in done.stderr


def test_a_run_whose_order_book_is_gone_or_spoiled_ends_with_3(planned, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(planned / RUN, run)
    book = run / "vendor_orders.csv"
    whole = book.read_text(encoding="utf-8")
    book.write_text(whole.replace(",24,", ",many,", 1).replace("2026-03-22", "22 March"), encoding="utf-8")
    done = capplan(tmp_path, "orders", "run", "--as-of", "2026-03-02")
    assert done.returncode == 3
    assert "vendor_orders.csv:3: outlook_fte: not a number (found 'many'" in done.stderr
    book.write_text(whole.replace("2026-03-22", "22 March"), encoding="utf-8")
    done = capplan(tmp_path, "orders", "run", "--as-of", "2026-03-02")
    assert "vendor_orders.csv:3: lock_2_date: not a date (found '22 March'" in done.stderr
    book.write_text(whole.replace("planned_units", "units"), encoding="utf-8")
    done = capplan(tmp_path, "orders", "run", "--as-of", "2026-03-02")
    assert "vendor_orders.csv:1: planned_units: the column is missing" in done.stderr
    book.unlink()
    done = capplan(tmp_path, "orders", "run", "--as-of", "2026-03-02")
    assert (done.returncode, "vendor_orders.csv: the table of the run is missing" in done.stderr) == (3, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([RUN], "Missing option '--as-of'"),
        ([RUN, "--as-of", "2.3.2026"], "'2.3.2026' does not match the format"),
        (["nowhere", "--as-of", "2026-03-02"], "'nowhere' does not exist"),
    ],
)
def test_mistakes_of_usage_end_with_2(planned, arguments, told):
    done = capplan(planned, "orders", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
