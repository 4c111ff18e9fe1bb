"""``capplan init`` from the checkout and from a built wheel."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile

from tests.cli.command_line import ROOT, capplan

LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "*.pyc", "tests", "benchmarks", "outputs")


def test_a_new_folder_can_be_checked_at_once(tmp_path):
    done = capplan(tmp_path, "init", "mine")
    assert (done.returncode, done.stdout) == (0, "mine\n")
    assert (tmp_path / "mine/models/quarterly.toml").is_file()
    for model in ("quarterly", "hiring_tradeoffs"):
        checked = capplan(tmp_path / "mine", "check", f"models/{model}.toml", "--json")
        assert (checked.returncode, json.loads(checked.stdout)["status"]) == (0, "ok")


def test_nothing_is_overwritten_and_every_file_in_the_way_is_named(tmp_path):
    (tmp_path / "mine/inputs").mkdir(parents=True)
    for name in ("teams", "sites"):
        (tmp_path / f"mine/inputs/{name}.csv").write_text("mine\n")
    done = capplan(tmp_path, "init", "mine", "--json")
    assert done.returncode == 3
    named = [problem["file"] for problem in json.loads(done.stdout)["problems"]]
    assert named == ["mine/inputs/sites.csv", "mine/inputs/teams.csv"]
    assert done.stderr.splitlines()[-1] == "2 problems found. No result was written."
    assert (tmp_path / "mine/inputs/teams.csv").read_text() == "mine\n"
    assert sorted(path.name for path in tmp_path.rglob("*.csv")) == ["sites.csv", "teams.csv"]
    assert not (tmp_path / "mine/models").exists()


def test_the_written_files_are_told_as_json(tmp_path):
    told = json.loads(capplan(tmp_path, "init", "--json").stdout)
    assert told["status"] == "ok"
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*") if path.is_file()}
    written = {name for name in there if not name.startswith(".site/")}  # which the test itself brought along
    assert set(told["files"]) == written


def test_a_built_wheel_brings_the_starter_with_it(tmp_path):
    source, wheels, installed, work = (tmp_path / name for name in ("source", "wheels", "installed", "work"))
    shutil.copytree(ROOT, source, ignore=LEFT_OUT)
    work.mkdir()
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    built = subprocess.run(build, cwd=source, capture_output=True, text=True, timeout=120, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = wheels.glob("capplan-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    shutil.rmtree(source)
    looks = {
        path.relative_to(ROOT)
        for path in (ROOT / "capplan/report").rglob("*")
        if path.suffix in (".j2", ".css", ".js", ".mplstyle")
    }
    assert len(looks) > 6 and all((installed / path).is_file() for path in looks)
    variables = {"PYTHONPATH": str(installed)}
    done = capplan(work, "init", "mine", variables=variables, anew=True)
    assert (done.returncode, done.stdout) == (0, "mine\n")
    for folder in ("models", "inputs"):
        mine, ours = (
            {
                path.relative_to(place).as_posix(): path.read_bytes()
                for path in place.rglob("*")
                if path.is_file()
            }
            for place in (work / "mine" / folder, ROOT / folder)
        )
        assert mine == ours
    checked = capplan(work / "mine", "check", "models/quarterly.toml", variables=variables, anew=True)
    assert checked.returncode == 0
