"""The page of a run in a browser: it fits a phone, sorts, filters, tells its figures, and is dark when asked."""

from __future__ import annotations

import html as entities
import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.page.pages import runs

TRY = """
const seen = {};
const page = document.getElementById("page").contentDocument, view = document.getElementById("page").contentWindow;
const one = selector => page.querySelector(selector), all = selector => [...page.querySelectorAll(selector)];
const rows = name => all(`#${name} tbody tr`).filter(row => !row.hidden).map(row => row.cells[0].textContent.trim());
const choose = (kind, name) => {
  const select = one(`select[data-filter=${kind}]`);
  select.value = name;
  select.dispatchEvent(new view.Event("change"));
};
const key = (chart, name) => chart.dispatchEvent(new view.KeyboardEvent("keydown", { key: name, bubbles: true }));
seen.wide = page.documentElement.scrollWidth;
seen.inside = view.innerWidth;
seen.room = page.documentElement.clientWidth;
seen.narrow = getComputedStyle(one("#required_staffed .narrow")).display;
seen.hidden = view.getComputedStyle(one("#required_staffed .wide")).display;
seen.queues = rows("queues");
one("#queues th:nth-child(2) button").click();
seen.up = rows("queues");
one("#queues th:nth-child(2) button").click();
seen.down = rows("queues");
seen.sorted = one("#queues th:nth-child(2)").getAttribute("aria-sort");
one("#costs th:nth-child(2) button").click();
seen.sum_last = rows("costs").at(-1);
choose("site", "MNL");
seen.sites_at_mnl = rows("sites");
seen.classes_at_mnl = all("#classes tbody tr").filter(row => !row.hidden).map(row => row.cells[1].textContent.trim());
seen.counted = one("#sites .count").textContent;
seen.veiled = [...new Set(all("#heat_map .veiled").map(rect => rect.dataset.site))];
choose("site", "");
choose("queue", seen.queues[0]);
seen.of_queue = rows("queues");
choose("queue", "");
const chart = one("#over_under .narrow");
key(chart, "ArrowRight"); key(chart, "ArrowRight");
seen.says = one("#over_under .says").textContent;
seen.tip = one(".tip").textContent;
seen.tip_shown = !one(".tip").hidden;
key(chart, "Escape");
seen.tip_gone = one(".tip").hidden;
const behind = one("#over_under details.behind");
behind.open = true;
behind.dispatchEvent(new view.Event("toggle"));
seen.behind_head = [...behind.querySelectorAll("thead th")].map(cell => cell.textContent);
seen.behind_rows = [...behind.querySelectorAll("tbody tr")].map(row => [...row.cells].map(cell => cell.textContent));
const light = view.getComputedStyle(page.body).backgroundColor;
one("#theme").click();
seen.themes = [light, view.getComputedStyle(page.body).backgroundColor];
seen.no_title = all(".areas title").length;
document.title = "seen";
document.body.textContent = JSON.stringify(seen);
"""
PHONE = 390


def in_browser(chromium: str, page: Path, folder: Path) -> dict[str, object]:
    """What the script saw in the page, shown as wide as a phone."""
    host = folder / "host.html"
    content = entities.escape(page.read_text(encoding="utf-8"))
    frame = f'<iframe id="page" style="width:{PHONE}px;height:800px;border:0" srcdoc="{content}"></iframe>'
    script = f"<script>document.getElementById('page').addEventListener('load', () => {{{TRY}}});</script>"
    host.write_text(f'<!doctype html><meta charset="utf-8"><body>{frame}{script}</body>', encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    limits = ["--virtual-time-budget=5000", "--dump-dom"]
    done = subprocess.run(
        [chromium, *options, *limits, host.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    found = re.search(r"<body>(.*)</body>", done.stdout, re.DOTALL)
    assert found and found[1].startswith("{"), done.stdout[-2000:]
    seen: dict[str, object] = json.loads(entities.unescape(found[1]))
    return seen


@pytest.fixture(scope="module")
def seen(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return in_browser(chromium, runs()[1] / "report.html", tmp_path_factory.mktemp("browser"))


def test_it_fits_a_phone_and_shows_the_drawing_for_one(seen):
    assert seen["inside"] == PHONE
    assert seen["wide"] == seen["room"] <= PHONE
    assert (seen["narrow"], seen["hidden"]) == ("block", "none")


def test_tables_sort_both_ways_and_sums_stay_last(seen):
    assert seen["up"] == list(reversed(seen["down"])) and sorted(seen["up"]) == sorted(seen["queues"])
    told = json.loads((runs()[1] / "summary.json").read_text())["queues"]
    assert seen["down"] == sorted(told, key=lambda name: -told[name]["required_hours"])
    assert seen["sorted"] == "descending"
    assert seen["sum_last"] == "sum"


def test_a_site_and_a_queue_filter_tables_and_charts(seen):
    assert seen["sites_at_mnl"] == ["MNL"]
    assert set(seen["classes_at_mnl"]) == {"MNL"}
    assert seen["counted"] == "1 of 2 rows fit the filter."
    assert seen["veiled"] == ["LIS"]
    assert seen["of_queue"] == seen["queues"][:1]


def test_keys_go_from_one_figure_to_the_next(seen):
    assert seen["says"].startswith("Week of 12 Jan 2026, over ")
    assert seen["tip"].startswith("Week of 12 Jan 2026over ")
    assert (seen["tip_shown"], seen["tip_gone"]) == (True, True)
    assert seen["no_title"] == 0


def test_the_table_behind_a_chart_has_a_column_for_each_thing(seen):
    assert seen["behind_head"] == ["", "over", "under"]
    rows = seen["behind_rows"]
    assert len(rows) == 12 and rows[1][0] == "Week of 12 Jan 2026"
    assert all(" h" in row[1] and " h" in row[2] for row in rows)


def test_a_click_makes_it_dark(seen):
    assert sorted(seen["themes"]) == ["rgb(20, 23, 27)", "rgb(255, 255, 255)"]
