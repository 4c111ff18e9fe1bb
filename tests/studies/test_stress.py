"""A plan under stress: losses counted by hand, an incident that is got over, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from capplan.cli import cli
from capplan.errors import InvalidInput
from capplan.report.studies.stress import FILES, as_text, n1_table
from capplan.starting_point import Line
from capplan.studies.plan_case import plan_case
from capplan.studies.stress import Asked, Loss, Recovery, losses, recovery
from tests.studies.here import in_process, short_plan
from tests.uncertainty.solved_here import solved_here

WEEKS = ("2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run in which hours are short at first."""
    folder = tmp_path_factory.mktemp("run")
    to = folder / "base"
    to.mkdir()
    with in_process():
        plan_case(short_plan(folder).case("base"), to)
    return to


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with in_process(), patch("capplan.uncertainty.giving.solve", solved_here):
        yield


def test_a_loss_leaves_what_the_others_can_work(run: Path) -> None:
    case, found = losses(run, ("P2",), 0.0)
    assert [(one.kind, one.name) for one in found] == [
        ("site", "DUB"), ("site", "MNL"), ("vendor", "Beta"), ("country", "IE"), ("country", "PH"),
    ]  # fmt: skip
    by_name = {one.name: one for one in found}
    mail = case.required_h[[q for q, name in enumerate(case.facts.queues.queue) if name == "mail"]]
    german = case.required_h[case.facts.queues.name.index("mail:de")]
    # without Dublin nobody reads German, and Manila has hours for all English mail
    assert by_name["DUB"].required_h == pytest.approx(mail.sum(axis=0))
    assert by_name["DUB"].worked_h == pytest.approx(mail.sum(axis=0) - german)
    assert by_name["IE"].worked_h == pytest.approx(by_name["DUB"].worked_h)
    assert by_name["Beta"].share == by_name["MNL"].share == 1.0


def test_the_worst_period_of_a_loss_is_told() -> None:
    loss = Loss("site", "DUB", np.array([10.0, 10.0, 0.0]), np.array([10.0, 4.0, 0.0]))
    told = loss.told(WEEKS[:3])
    assert (told["share"], told["worst_share"], told["worst_week"]) == (0.7, 0.4, "2026-03-09")
    table = n1_table(WEEKS[:3], [("site", "DUB", loss.required_h, loss.worked_h)])
    assert list(table["share"]) == [1.0, 0.4, 1.0]


def test_an_incident_adds_its_days_and_is_got_over(run: Path) -> None:
    asked = Asked("mail", 3.0, 10.0, date(2026, 3, 9))
    found = recovery(run, asked, Line(), lambda stage: None)
    assert found.factor == pytest.approx([1.0, 3.0, 1.0 + 2.0 * 3.0 / 7.0, 1.0])
    mail = [q for q, name in enumerate(found.before.facts.queues.queue) if name == "mail"]
    assert found.queues == tuple(mail) and found.start == 1
    both = [plan.coverage.required_h[mail].sum(axis=0) for plan in (found.before, found.after)]
    assert both[1] == pytest.approx(both[0] * found.factor)
    # until it begins the plan goes on as it was
    assert found.after.assigned_h[:, 0] == pytest.approx(found.before.assigned_h[:, 0], abs=1e-3)
    assert found.after.walk.hires == pytest.approx(found.before.walk.hires)
    assert found.open_h == pytest.approx(found.short_more_h + found.waiting_more_h)
    assert found.periods_to_recover is None or found.periods_to_recover > 0
    assert found.open_h[1] > 0.0


@pytest.mark.parametrize(
    ("short", "waits", "periods"),
    [
        ((0, 0, 0, 0, 0, 0), (0, 0.5, 0, 0, 0, 0), 0),
        ((0, 40, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0), 1),
        ((0, 40, 9, 0, 0, 0), (0, 0, 30, 5, 0, 0), 3),
        # what waits in a week long after, within its turnaround, is none of the incident; what is left undone is
        ((0, 40, 9, 0, 0, 0), (0, 0, 30, 0, 0, 7), 2),
        ((0, 40, 9, 0, 6, 0), (0, 0, 30, 0, 0, 0), 4),
        ((0, 40, 9, 0, 0, 6), (0, 0, 30, 0, 0, 0), None),
        ((0, 0, 0, 0, 0, 0), (0, 9, 9, 9, 9, 9), None),
    ],
)
def test_it_is_got_over_when_its_work_is_done(
    short: tuple[float, ...], waits: tuple[float, ...], periods: int | None
) -> None:
    def plan(short_h: Sequence[float], backlog_h: Sequence[float]) -> Any:
        other = np.full(6, 99.0)
        rows = {
            "short_h": [short_h, other],
            "backlog_h": [backlog_h, other],
            "required_h": np.full((2, 6), 100.0),
        }
        return SimpleNamespace(
            coverage=SimpleNamespace(**{name: np.array(value) for name, value in rows.items()})
        )

    factor, calm = np.array([1.0, 3.0, 2.0, 1.0, 1.0, 1.0]), np.arange(6.0)
    after = plan(calm + short, calm + waits)
    assert Recovery((0,), 1, factor, plan(calm, calm), after, {}).periods_to_recover == periods


def test_an_incident_of_nothing_takes_nothing(run: Path) -> None:
    found = recovery(run, Asked("mail:de", 1.0, 7.0, date(2026, 3, 2)), Line(), lambda stage: None)
    assert found.periods_to_recover == 0 and found.breached == {}
    assert found.open_h == pytest.approx(np.zeros(4), abs=1e-4)


def test_wrong_names_are_told_all_at_once(run: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        recovery(run, Asked("mial", 2.0, 7.0, date(2026, 3, 3)), Line(), lambda stage: None)
    assert [problem.file for problem in caught.value.problems] == ["--queue", "--from"]
    assert "mail" in str(caught.value.problems[0].cause)
    with pytest.raises(InvalidInput) as caught:
        losses(run, ("P1", "P7", "P9"), 0.1)
    assert [problem.value for problem in caught.value.problems] == ["P7", "P9"]


def test_the_command_writes_its_folder_and_says_what_it_takes(run: Path, tmp_path: Path) -> None:
    to = tmp_path / "stress"
    arguments = [
        "stress",
        str(run),
        "--queue",
        "mail",
        "--times",
        "3",
        "--from",
        "2026-03-09",
        "--to",
        str(to),
    ]
    done = CliRunner().invoke(cli, [*arguments, "--priority", "P2", "--json"])
    assert done.exit_code == 0, done.output
    content = json.loads(done.stdout.splitlines()[-1])
    assert sorted(path.name for path in to.iterdir()) == sorted(FILES)
    table = pd.read_csv(to / "incident.csv")
    more = content["incident"]["takes"]
    assert more["required_more_h"] == pytest.approx(table["required_more_h"].sum(), abs=0.01)
    assert more["work_more_h"] + more["short_more_h"] == pytest.approx(more["required_more_h"], abs=0.1)
    assert len(pd.read_csv(to / "n1_stress.csv")) == len(content["losses"]) * len(WEEKS)
    text = as_text(content)
    assert "site DUB" in text and "mail x 3 for 7 days from 2026-03-09" in text
    first = {path.name: path.read_bytes() for path in to.iterdir()}
    again = CliRunner().invoke(cli, [*arguments, "--priority", "P2"])
    assert again.exit_code == 0 and {path.name: path.read_bytes() for path in to.iterdir()} == first


def test_the_run_itself_and_folders_of_others_are_not_written_to(run: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    for to in (run, tmp_path):
        assert CliRunner().invoke(cli, ["stress", str(run), "--to", str(to)]).exit_code == 2
