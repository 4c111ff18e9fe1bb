"""The pages of a planned project, and the files that they hand out."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from capplan.app.folder import Folder
from capplan.app.project import inputs_in, models_in, runs
from capplan.app.side_by_side import side_by_side
from capplan.report.pages import LOOK
from tests.app.conftest import QUICK, write_project
from tests.cli.command_line import capplan

CHEAPER = ("cost_to_serve", "objective", "bound", "money")
NOTE = "Mail <b>grows</b>."


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A project with a plan of its base, and one of a what-if."""
    folder = write_project(tmp_path_factory.mktemp("planned"))
    what_if = f'note = "{NOTE}"\nchange = [{{ table = "rates", column = "rate", multiply = 1.1 }}]\n'
    (folder / "more.toml").write_text(what_if)
    done = capplan(
        folder, "plan", "models/small.toml", "--quiet", "--what-if", "more.toml", "--json", start=QUICK
    )
    assert (done.returncode, json.loads(done.stdout)["scenario"]) == (0, "more"), done.stderr
    run, base = folder / "outputs/small/more", folder / "outputs/small/base"
    shutil.copytree(run, base)
    told = json.loads((run / "summary.json").read_text())
    cheaper = {"scenario": "base", **{key: told[key] - 40_000.0 for key in CHEAPER}}
    (base / "summary.json").write_text(json.dumps({**told, **cheaper}))
    ran = json.loads((run / "run.json").read_text())
    (base / "run.json").write_text(json.dumps({**ran, "what_if": None, "what_if_note": None}))
    return folder


def test_a_plan_of_a_what_if_has_a_folder_of_its_own_and_says_what_it_rests_on(planned):
    run = planned / "outputs/small/more"
    told = json.loads((run / "run.json").read_text())
    assert (told["what_if"], told["what_if_note"], told["scenario"]) == ("more.toml", NOTE, None)
    assert "more.toml" in told["sha256"]
    assert "DUB_DE,wage_month,3960," in (run / "assumptions/rates.csv").read_text()


@pytest.fixture
def project(planned, tmp_path):
    return shutil.copytree(planned, tmp_path / "project")


def test_the_project_knows_its_models_inputs_and_runs(project):
    folder = Folder.at(project)
    assert [(model.name, model.title) for model in models_in(folder)] == [("models/small.toml", "Small plan")]
    assert models_in(folder)[0].scenarios == (("surge", "More mail, and no classes."),)
    assert inputs_in(folder) == ["inputs"]
    assert sorted(run["run"] for run in runs(folder)) == ["outputs/small/base", "outputs/small/more"]
    (project / "models/broken.toml").write_text("periods = \n")
    (project / "models/roster.toml").write_text("days = 14\n")
    (project / "uploads").mkdir()
    for name in ("uploads/plan.xlsx", "uploads/~$plan.xlsx", "outputs/not.xlsx"):
        (project / name).write_bytes(b"PK")
    found = models_in(folder)
    assert [model.name for model in found] == ["models/broken.toml", "models/small.toml"]
    assert "broken.toml:1" in found[0].fault
    assert inputs_in(folder) == ["inputs", "uploads/plan.xlsx"]


def test_a_folder_without_models_or_inputs_says_what_to_do(client, project):
    shutil.rmtree(project / "models")
    assert "capplan init" in client.get("/").text
    shutil.rmtree(project / "inputs")
    for place in ("/", "/scenarios", "/tables"):
        assert "capplan init" in client.get(place).text


def test_what_was_chosen_stays_chosen(client, project):
    (project / "models/other.toml").write_text((project / "models/small.toml").read_text())
    chosen = '<option value="models/small.toml" selected'
    assert chosen not in client.get("/").text
    assert chosen in client.get("/?model=models/small.toml").text
    assert chosen in client.get("/scenarios").text


def test_a_run_shows_its_answer_its_classes_and_what_can_be_taken_away(client, project):
    summary = json.loads((project / "outputs/small/base/summary.json").read_text())
    text = client.get("/run?run=outputs/small/base").text
    assert summary["sentence"] in text and "DUB_EN-2026-W12" in text and f"{summary['money']:,.0f}" in text
    assert 'href="/file/outputs/small/base/plan.xlsx"' in text
    assert 'href="/file/outputs/small/base/report.html?show"' in text
    (project / "outputs/small/base/report.html").unlink()
    assert "report.html" not in client.get("/run?run=outputs/small/base").text
    assert "Mail &lt;b&gt;grows&lt;/b&gt;." in client.get("/run?run=outputs/small/more").text


def test_a_plan_that_was_cut_short_says_so(client, project):
    path = project / "outputs/small/base/summary.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "status": "gap_not_reached", "stopped_by": 15}))
    assert "Stopped before the gap was reached" in client.get("/run?run=outputs/small/base").text
    path.write_text(json.dumps({**told, "status": "gap_not_reached"}))
    assert "was not reached in time" in client.get("/run?run=outputs/small/base").text


def test_plans_stand_side_by_side_with_the_difference_to_the_first(project):
    names = ["outputs/small/base", "outputs/small/more"]
    beside = side_by_side([(name, project / name) for name in names])
    assert beside is not None and [head[0] for head in beside.heads] == ["small/base", "small/more"]
    costs = [json.loads((project / name / "summary.json").read_text())["cost_to_serve"] for name in names]
    cost = next(line for line in beside.lines if line.label == "cost to serve, USD")
    assert cost.cells[0][1:] == ("", "")
    assert (cost.cells[1][1], cost.cells[1][2]) == (f"+{(costs[1] - costs[0]) / 1e3:.1f} k", "worse")
    assert not any("resilience" in line.label or "site is lost" in line.label for line in beside.lines)
    assert side_by_side([("x", project / "models")]) is None


def test_what_is_not_proven_is_marked_and_another_currency_is_left_out(project):
    names = ["outputs/small/base", "outputs/small/more"]
    path = project / names[1] / "summary.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "bound": 0.0}))
    beside = side_by_side([(name, project / name) for name in names])
    assert beside is not None and "not proven to differ" in beside.heads[1][3]
    path.write_text(json.dumps({**told, "currency": "EUR"}))
    beside = side_by_side([(name, project / name) for name in names])
    assert beside is not None and len(beside.heads) == 1 and names[1] in beside.fault


def test_the_scenarios_page_compares_what_was_ticked(client):
    text = client.get("/scenarios?run=outputs/small/more&run=outputs/small/base&run=outputs/../x").text
    assert text.index('href="/run?run=outputs/small/more"') < text.index('href="/run?run=outputs/small/base"')
    assert 'data-before="outputs/small/more" data-after="outputs/small/base"' in text
    assert "<option>Beta</option>" in text and 'data-lever="volume"' in text
    assert "outputs/small/base" in client.get("/runs").text


def test_files_are_kept_or_looked_at_and_pages_of_runs_cannot_ask_the_app(client, project):
    (project / "outputs/small/base/report.html").write_text("<script>1</script>")
    kept = client.get("/file/outputs/small/base/plan.xlsx")
    assert kept.headers["content-disposition"] == 'attachment; filename="small-base-plan.xlsx"'
    assert kept.content == (project / "outputs/small/base/plan.xlsx").read_bytes()
    assert (
        client.get("/file/outputs/small/base/report.html")
        .headers["content-disposition"]
        .startswith("attachment")
    )
    shown = client.get("/file/outputs/small/base/report.html?show")
    assert shown.headers["content-disposition"].startswith("inline")
    policy = shown.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts;") and "allow-same-origin" not in policy
    assert "connect-src" not in policy and "default-src 'none'" in policy


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("../secret.csv", 404), ("%2e%2e/secret.csv", 403), ("..%2fsecret.csv", 403), ("%2e%2e%2fsecret.csv", 403),
        ("/etc/passwd", 403), ("%2fetc%2fpasswd", 403), ("inputs/%5c..%5csecret.csv", 403), ("inputs%00.csv", 403),
        ("%252e%252e/secret.csv", 403), ("inputs/si%0ates.csv", 404), (".site/sitecustomize.py", 403),
        ("link/secret.csv", 403), ("inputs", 403), ("inputs/none.csv", 404), ("inputs/sites.csv", 200),
    ],
)  # fmt: skip
def test_no_file_outside_the_project_is_handed_out(client, project, path, status):
    (project.parent / "secret.csv").write_text("a secret")
    (project / "link").symlink_to(project.parent)
    answer = client.get(f"/file/{path}")
    assert answer.status_code == status and "a secret" not in answer.text and "root:" not in answer.text


def test_runs_and_inputs_outside_are_refused_and_unknown_pages_are_told(client):
    for place in ("/run?run=../x", "/run?run=/etc", "/tables?inputs=..", "/table?inputs=..&table=sites"):
        assert client.get(place).status_code == 403
    for place in ("/run?run=outputs/none", "/run?run=inputs", "/nothing", "/tables?inputs=none"):
        answer = client.get(place)
        assert answer.status_code == 404 and "Traceback" not in answer.text
    assert client.post("/api/none", json={}).json()["problems"] == []


def test_pages_have_the_look_of_reports_and_no_second_one(client):
    look = client.get("/look.css")
    assert look.headers["content-type"].startswith("text/css")
    assert look.text == LOOK.read_text(encoding="utf-8")
    page = client.get("/").text
    assert page.index('href="/look.css"') < page.index('href="/static/app.css"')
    shared = set(re.findall(r"--(\w[\w-]*):", look.text))
    own = client.get("/static/app.css").text
    assert not shared & set(re.findall(r"--(\w[\w-]*):", own))  # no colour of the look is set a second time
    assert set(re.findall(r"var\(--([\w-]+)\)", own)) <= shared | set(re.findall(r"--(\w[\w-]*):", own))
