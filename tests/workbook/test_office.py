"""The workbook of a plan in LibreOffice: it opens without a word, and its formulas come to the values written."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from capplan.workbook.plan_book import write_plan
from tests.cli.command_line import capplan
from tests.report.sample_plan import make_plan
from tests.small_contracts import ON, texts
from tests.small_inputs import write
from tests.workbook.runs import write_small_run

FORMULA = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")


def without_values(path: Path, to: Path) -> int:
    """The workbook with its formulas and without what they come to; how many there are."""
    count = 0
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as emptied:
        for name in book.namelist():
            content = book.read(name)
            if name.startswith("xl/worksheets/"):
                content, here = FORMULA.subn(rb"\1", content)
                count += here
            emptied.writestr(name, content)
    return count


@pytest.fixture(scope="module", params=["plain", "contracts"])
def written(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path_factory.mktemp("office")
    if request.param == "contracts":  # planned, so that people and bills are those of one solution
        write(
            folder,
            texts(
                {
                    "order_on": "paid_hour",
                    "commit_share": "0.9",
                    "commit_on": "paid_hour",
                    "commit_window": "month",
                }
            ),
            ON,
        )
        done = capplan(folder, "plan", "small.toml", "--quiet")
        assert done.returncode == 0, done.stderr
        written = (folder / "outputs/small/base/plan.xlsx").rename(folder / "plan.xlsx")
        assert {"vendor orders", "billing", "billing lines"} <= set(load_workbook(written).sheetnames)
        return written
    path = folder / "plan.xlsx"
    path.write_bytes(write_plan(write_small_run(folder / "run", make_plan())))
    return path


@pytest.fixture(scope="module")
def opened(written: Path, soffice: str) -> tuple[subprocess.CompletedProcess[str], Path, int]:
    """What LibreOffice said, the workbook as it saved it, and the number of formulas that it had to calculate."""
    emptied, saved = written.with_name("emptied.xlsx"), written.parent / "saved"
    count = without_values(written, emptied)
    profile = f"-env:UserInstallation={(written.parent / 'profile').as_uri()}"
    convert = ["--headless", "--norestore", "--convert-to", "xlsx", "--outdir", str(saved), str(emptied)]
    done = subprocess.run(
        [soffice, profile, *convert], capture_output=True, text=True, timeout=240, check=False
    )
    return done, saved / emptied.name, count


def test_it_opens_without_a_warning(opened):
    done, saved, _ = opened
    assert done.returncode == 0, done.stderr
    told = [
        line for line in (done.stdout + done.stderr).splitlines() if line and not line.startswith("convert ")
    ]
    told = [
        line for line in told if "javaldx" not in line and "Overwriting" not in line
    ]  # of the installation
    assert told == []
    assert saved.is_file()


def test_formulas_come_to_the_values_that_were_written(written, opened):
    formulas, ours = load_workbook(written), load_workbook(written, data_only=True)
    theirs = load_workbook(opened[1], data_only=True)
    assert theirs.sheetnames == ours.sheetnames
    tried = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("=") and cell.data_type == "f":
                    at = (cell.row, cell.column)
                    value = theirs[sheet.title].cell(*at).value
                    assert value == pytest.approx(ours[sheet.title].cell(*at).value, rel=1e-6, abs=1e-6), (
                        sheet.title,
                        at,
                    )
                    tried += 1
    assert tried == opened[2] > 100


def test_its_charts_are_still_there(written, opened):
    ours, theirs = load_workbook(written), load_workbook(opened[1])
    for sheet in ours:
        assert len(theirs[sheet.title]._charts) == len(sheet._charts)
    assert any(sheet._charts for sheet in theirs)
