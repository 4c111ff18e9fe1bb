"""The page end to end, in headless Chromium: pick, edit, plan, stop, compare, read why, download."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess

import pytest

from tests.app.conftest import QUICK, write_project
from tests.cli.command_line import command, environment, write_long
from tests.small_inputs import tables

WAIT_MS = 90_000


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium; without one the test is skipped, but not where CI says that it must be there."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing = "no Chromium on the PATH: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


@pytest.fixture
def app(tmp_path):
    """``capplan app`` as a process, with a small project and one that takes long to prove."""
    folder = tmp_path / "project"
    folder.mkdir()
    write_project(folder)
    write_long(folder / "long")
    (folder / "long" / "small.toml").rename(folder / "models" / "long.toml")
    (folder / "long" / "inputs").rename(folder / "inputs_long")
    process = subprocess.Popen(
        command("app", folder, "--port", "0"),
        env=environment(tmp_path, QUICK, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    link = process.stdout.readline().strip()
    yield folder, link
    process.terminate()
    process.communicate()


@pytest.fixture
def page(browser, app):
    """A page that has opened the link; whatever a script complains of fails the test."""
    _, link = app
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_default_timeout(WAIT_MS)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(link)
    yield page
    page.close()
    assert wrong == []


def choose(page, label: str, value: str) -> None:
    """Choose in a list that loads the page again."""
    page.wait_for_load_state()  # a list that no script listens to yet does not
    with page.expect_navigation():
        page.get_by_label(label).select_option(value)


def finished(page) -> str:
    """What the newest card says once its run has ended, with the exit code in front."""
    card = page.locator("article.job[data-job]").first
    card.locator("xpath=self::*[@data-exit]").wait_for()
    return f"{card.get_attribute('data-exit')} {card.inner_text()}"


def test_pick_edit_plan_stop_compare_and_download(page, app):
    folder, _ = app
    assert "token" not in page.url and page.title() == "Plan · project"

    # edit a table; what is wrong with it is told at the cell
    page.get_by_role("link", name="Tables").click()
    page.get_by_role("link", name="forecast").click()
    page.get_by_label("Check with").select_option("models/small.toml")
    cell = page.get_by_label("volume, line 2", exact=True)
    cell.fill("-5")
    cell.press("Control+s")
    assert (
        finished(page).startswith("3 ")
        and "forecast.csv:2: volume" in page.locator("article.job").first.inner_text()
    )
    assert cell.get_attribute("aria-invalid") == "true"
    cell.fill("1500")
    cell.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "volume, line 3"
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("4 queues").first.wait_for()
    assert finished(page).startswith("0 ")
    edited = (folder / "inputs/forecast.csv").read_text()
    assert edited == tables()["forecast"].replace("voice,en,1000,", "voice,en,1500,", 1)

    # plan
    page.get_by_role("link", name="Plan", exact=True).click()
    choose(page, "Planning model", "models/small.toml")
    choose(page, "Inputs", "inputs")
    page.get_by_role("button", name="Plan", exact=True).click()
    assert finished(page).startswith("0 ")
    page.get_by_role("link", name="Look at the plan").click()
    assert "8 weeks cost" in page.locator("#answer").inner_text()
    page.get_by_role("link", name="Open the page").click()
    assert page.title() == "The page"
    page.go_back()
    with page.expect_download() as told:
        page.get_by_role("link", name="Download workbook").click()
    assert told.value.suggested_filename == "small-base-plan.xlsx"
    assert told.value.path().read_bytes() == (folder / "outputs/small/base/plan.xlsx").read_bytes()

    # the plan of a card is not told a second time as the latest, whose folder it may have taken
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_text("The latest plan").wait_for()
    choose(page, "Planning model", "models/small.toml")
    choose(page, "Inputs", "inputs")
    page.get_by_role("button", name="Plan", exact=True).click()
    assert finished(page).startswith("0 ") and page.get_by_text("The latest plan").count() == 0

    # levers, then both plans side by side, and why they differ
    page.get_by_role("link", name="Scenarios").click()
    page.get_by_label("Wages, change in %").fill("10")
    page.get_by_label("Hiring freeze").check()
    assert "2 levers moved" in page.locator("#lever-words").inner_text()
    page.get_by_role("button", name="Plan this").click()
    assert finished(page).startswith("0 ")
    what_if = (folder / "scenarios/wages_plus_10_freeze.toml").read_text()
    assert '"multiply" = 1.1' in what_if and '"freeze" = true' in what_if
    page.locator("article.job").get_by_role("link", name="Compare").click()
    page.wait_for_load_state(
        "load"
    )  # a head and what stands under it are two lines once the page has its look
    table = page.locator("table.beside")
    assert [head.split("\n")[0] for head in table.locator("thead th").all_inner_texts()] == [
        "measure", "small/base", "small/wages_plus_10_freeze",
    ]  # fmt: skip
    assert "Wages +10 %, no new classes." in table.inner_text()
    page.get_by_role("button", name="Why does small/wages_plus_10_freeze").click()
    assert finished(page).startswith("0 ")
    assert "Wages and rates\t+" in page.locator("article.job table").inner_text()

    # nothing is wider than a phone but what scrolls in itself
    page.set_viewport_size({"width": 390, "height": 844})
    for link in ("Plan", "Scenarios", "Tables", "Runs"):
        page.get_by_role("link", name=link, exact=True).first.click()
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth") == 390, link
    page.get_by_role("link", name="small/base").click()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_run_is_stopped_with_its_best_plan(page, app):
    folder, _ = app
    choose(page, "Planning model", "models/long.toml")
    choose(page, "Inputs", "inputs_long")
    page.get_by_label("Gap to stop at, %").fill("0")
    page.get_by_role("button", name="Plan", exact=True).click()
    best = page.locator("article.job dd").nth(1)
    page.wait_for_function("(best) => /[0-9]/.test(best.textContent)", arg=best.element_handle())
    page.reload()  # the card comes back with all that was said
    page.wait_for_function("() => /[0-9]/.test(document.querySelectorAll('article.job dd')[1]?.textContent)")
    page.get_by_role("button", name="Stop: keep the best plan so far").click()
    assert finished(page).startswith("143 ") and "40 weeks cost" in page.locator("article.job").inner_text()
    summary = json.loads((folder / "outputs/long/base/summary.json").read_text())
    assert (summary["status"], summary["stopped_by"]) == ("gap_not_reached", signal.SIGTERM)
