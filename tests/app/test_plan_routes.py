"""Which command a request becomes, and which requests become none."""

from __future__ import annotations

import json
import time

import pytest

from capplan.what_if import load_what_if
from tests.app.conftest import StillJobs

PLAN = {"model": "models/small.toml", "inputs": "inputs"}


def post(client, place: str, **content):
    return client.post(f"/api/{place}", json=content)


def a_run(project, name: str) -> str:
    run = project / "outputs/small" / name
    run.mkdir(parents=True)
    (run / "summary.json").write_text("{}")
    return f"outputs/small/{name}"


def test_a_plan_is_the_command_with_what_was_chosen(client, jobs):
    told = post(client, "plan", **PLAN, scenario="surge", time_limit_s=60, gap=0.02).json()
    assert jobs.asked == [[
        "plan", "--inputs", "inputs", "--outputs", "outputs", "--json", "--log-format", "json", "--scenario", "surge",
        "--time-limit", "60.0", "--gap", "0.02", "--", "models/small.toml",
    ]]  # fmt: skip
    assert (told["kind"], told["title"], told["idle"]) == ("plan", "Plan of small, surge", [])
    assert client.get(f"/api/jobs/{told['id']}").json()["kind"] == "plan"


def test_levers_are_written_as_a_what_if_that_reads_back(client, project, jobs):
    told = post(client, "plan", **PLAN, scenario="surge", levers={"volume": 1.1, "freeze": True}).json()
    name, scenario = load_what_if(project / "scenarios/surge_volume_plus_10_freeze.toml")
    assert scenario.note == "Volume +10 %, no new classes." and scenario.rules == {"hiring": {"freeze": True}}
    at = jobs.asked[0].index("--what-if")
    assert jobs.asked[0][at + 1] == f"scenarios/{name}.toml"
    assert told["title"] == f"Plan of small, {name}"


def test_a_name_with_other_levers_is_not_overwritten(client, project):
    assert post(client, "plan", **PLAN, levers={"volume": 1.1}, name="mine").status_code == 200
    before = (project / "scenarios/mine.toml").read_text()
    answer = post(client, "plan", **PLAN, levers={"volume": 1.3}, name="mine")
    assert answer.status_code == 422 and "the name is taken" in answer.text
    assert (project / "scenarios/mine.toml").read_text() == before


@pytest.mark.parametrize("name", ["../evil", "a/b", ".x", "a b", "base", "replan-x", "-x", "a.b", "x" * 81])
def test_a_name_that_is_none_is_refused_and_leaves_no_file(client, project, jobs, name):
    assert post(client, "plan", **PLAN, levers={"volume": 1.1}, name=name).status_code == 422
    assert jobs.asked == [] and not list(project.glob("**/evil*"))
    assert not (project / "scenarios").exists() or list((project / "scenarios").iterdir()) == []


def test_levers_that_move_nothing_are_told(client, project, jobs):
    (project / "inputs/currency_rates.csv").unlink()
    answer = post(client, "plan", **PLAN, levers={"currency": 1.1})
    assert answer.status_code == 422 and "foreign currencies" in answer.text
    told = post(client, "plan", **PLAN, levers={"currency": 1.1, "volume": 1.1}).json()
    assert told["idle"] == ["foreign currencies"]
    assert post(client, "plan", **PLAN, name="alone").status_code == 422


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"model": "../small.toml"}, 403), ({"model": "/etc/passwd"}, 403), ({"model": "models/none.toml"}, 404),
        ({"model": "inputs/sites.csv"}, 403), ({"inputs": ".."}, 403), ({"inputs": "/"}, 403),
        ({"inputs": "none"}, 404),
        ({"scenario": "--help"}, 422), ({"scenario": "a b"}, 422), ({"time_limit_s": 0}, 422), ({"gap": 2}, 422),
        ({"levers": {"volume": 9}}, 422), ({"outputs": "/tmp"}, 422), ({"model": "--help"}, 403),
    ],
)  # fmt: skip
def test_a_wrong_request_starts_nothing(client, jobs, changed, status):
    assert client.post("/api/plan", json={**PLAN, **changed}).status_code == status
    assert jobs.asked == []


def test_links_out_of_the_project_start_nothing(client, project, tmp_path, jobs):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "outside.toml").write_text((project / "models/small.toml").read_text())
    (project / "models/out.toml").write_text('extends = "../../outside.toml"\n')
    assert post(client, "plan", model="models/out.toml", inputs="inputs").status_code == 403
    (project / "outputs").symlink_to(tmp_path / "elsewhere")
    assert post(client, "plan", **PLAN).status_code == 403
    (project / "outputs").unlink()
    (project / "inputs/sites.csv").unlink()
    (project / "inputs/sites.csv").symlink_to(tmp_path / "outside.toml")
    assert post(client, "check", **PLAN).status_code == 403
    assert jobs.asked == []


def test_a_question_becomes_explain(client, project, jobs):
    run = a_run(project, "base")
    for about, which, asked in (
        ("", "", []), ("class", "DUB-1", ["--why=class DUB-1"]), ("contract", "--x", ["--why=contract --x"]),
        ("site", "DUB", ["--site=DUB"]), ("queue", "mail:en", ["--queue=mail:en"]),
        ("week", "2026-03-02", ["--week=2026-03-02"]),
    ):  # fmt: skip
        assert post(client, "explain", run=run, about=about, which=which).status_code == 200
        assert jobs.asked[-1] == ["explain", "--json", "--time-limit", "60", *asked, "--", run]
        wait_for(jobs)
    assert post(client, "explain", run=run, about="site").status_code == 422
    assert post(client, "explain", run="outputs/small/none").status_code == 404
    assert post(client, "explain", run="inputs").status_code == 403
    assert post(client, "explain", run="outputs/../..").status_code == 403


def test_two_plans_become_compare(client, project, jobs):
    before, after = a_run(project, "base"), a_run(project, "surge")
    assert post(client, "difference", before=before, after=after).status_code == 200
    assert jobs.asked == [
        ["compare", "--json", "--to", "outputs/compare/small_base-small_surge", "--", before, after]
    ]


def test_a_third_run_waits_and_so_does_a_second_one_of_the_same(client, jobs, monkeypatch):
    monkeypatch.setattr("capplan.app.jobs._follow", lambda job: None)  # they never end
    assert post(client, "plan", **PLAN).status_code == 200
    answer = post(client, "plan", **PLAN)
    assert (answer.status_code, "being written already" in answer.text) == (409, True)
    assert post(client, "plan", **PLAN, scenario="surge").status_code == 200
    assert post(client, "check", **PLAN).status_code == 409


def test_the_events_of_a_job_come_as_they_are_and_again_from_where_they_were_seen(client, jobs):
    told = post(client, "check", **PLAN).json()
    job = jobs.get(told["id"])
    wait_for(jobs)
    job.events[:] = [{"message": "one"}, {"message": "two\nlines"}]
    answer = client.get(f"/api/jobs/{job.id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert events(answer.text) == [
        ("step", {"message": "one"}),
        ("step", {"message": "two\nlines"}),
        ("end", job.told()),
    ]
    again = client.get(f"/api/jobs/{job.id}/events", headers={"Last-Event-ID": "0"}).text
    assert [kind for kind, _ in events(again)] == ["step", "end"] and "two" in again
    assert client.get("/api/jobs/nothing/events").status_code == 404
    assert client.post(f"/api/jobs/{job.id}/stop").json()["state"] == "ended"
    assert client.post("/api/jobs/nothing/stop").status_code == 404
    assert client.get(f"/api/jobs/{job.id}/stop").status_code == 405


def test_events_end_when_the_app_does(client, jobs, monkeypatch):
    monkeypatch.setattr("capplan.app.jobs._follow", lambda job: None)
    told = post(client, "check", **PLAN).json()
    jobs.closed = True
    assert [kind for kind, _ in events(client.get(f"/api/jobs/{told['id']}/events").text)] == [
        "state",
        "gone",
    ]


def events(text: str) -> list[tuple[str, dict]]:
    blocks = [
        dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\n\n")
    ]
    return [(block["event"], json.loads(block["data"])) for block in blocks]


def wait_for(jobs: StillJobs) -> None:
    end = time.monotonic() + 20.0
    while jobs.running() and time.monotonic() < end:
        time.sleep(0.02)
    assert jobs.running() == []
