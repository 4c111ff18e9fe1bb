"""The folder of ``capplan fit patience``: JSON, tables, picture, text."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from capplan.call_records.columns import Outcomes
from capplan.call_records.records import CallRecords
from capplan.report.patience import by_hour_table, content, survival_table, write
from capplan.report.patience_text import answer
from capplan.report.plots.patience import patience_picture
from capplan.requirements.records.by_hour import compare_by_hour
from capplan.requirements.records.handle_time import measure_handle_time
from capplan.requirements.records.patience import fit_patience
from tests.requirements.records.simulated_queue import simulated_calls

WITHIN_S = 20.0


def sample(count_at_once: bool = False, compared: bool = True):
    """Records of an Erlang A queue, 40 hours, with 30 callers more who hung up at once."""
    calls = simulated_calls(load=6.0, agents=6, aht_s=180.0, patience_s=240.0, hours=40, seed=8)
    none = np.zeros(30)
    wait, answered = np.append(calls.wait_s, none), np.append(calls.answered, none > 0.0)
    records = CallRecords(
        file="calls.csv", wait_s=wait, answered=answered, handle_s=np.append(calls.handle_s, none),
        arrival_s=np.append(calls.arrival_s, none), agent=np.append(calls.agent, none.astype(int) - 1),
        columns={"wait": "w"}, date_form=None, outcomes=Outcomes({"yes": 1}, {"no": 2}, {}), where=(("a", "b"),),
        rows=wait.size, filtered_out=0, skipped=0, notes=(),
    )  # fmt: skip
    fit = fit_patience(wait[~answered], wait[answered], count_at_once=count_at_once)
    by_hour = None
    if compared:
        by_hour = compare_by_hour(
            calls.arrival_s, calls.wait_s, calls.answered, calls.handle_s, calls.agent, fit.mean.patience_s, WITHIN_S
        )  # fmt: skip
    handle = measure_handle_time(records.handle_s[answered])
    return fit, by_hour, content(records, fit, handle, by_hour, None if compared else "nobody told")


def test_what_was_found_is_json_with_numbers_only() -> None:
    fit, by_hour, found = sample()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["patience"]["patience_s"] == pytest.approx(fit.mean.patience_s, abs=1e-6)
    assert found["queues_csv"] == {"patience_s": round(fit.mean.patience_s)}
    assert found["hung_up_at_once"] == 30
    assert found["hung_up"] == 30 + fit.mean.hung_up
    assert found["patience_counting_all"]["hung_up"] == found["hung_up"]
    last = found["hang_ups_per_minute_of_waiting"]["bands"][-1]
    assert last["to_s"] is None or last["to_s"] > last["from_s"]
    assert found["where"] == ["a=b"]
    measures = found["comparison"]["measures"]
    assert measures["abandonment"]["happened"] == pytest.approx(
        fit.mean.hung_up / (fit.mean.hung_up + fit.mean.answered), abs=1e-3
    )
    assert measures["abandonment"]["furthest"] in by_hour.hour


def test_a_caller_who_outwaits_all_leaves_no_number() -> None:
    fit = fit_patience([1.0], [500.0] * 9)
    assert survival_table(fit)["still_willing"].iloc[-1] == 0.9
    _, _, found = sample(compared=False)
    assert found["comparison"] is None
    assert found["no_comparison"] == "nobody told"


def test_tables_hold_the_curve_and_the_hours() -> None:
    fit, by_hour, _ = sample()
    curve = survival_table(fit)
    assert list(curve) == ["wait_s", "callers_waiting", "still_willing", "low", "high", "exponential"]
    assert curve["callers_waiting"].iloc[0] == fit.mean.hung_up + fit.mean.answered
    wait = curve["wait_s"].to_numpy()
    assert curve["exponential"].to_numpy() == pytest.approx(np.exp(-wait / fit.mean.patience_s))
    hours = by_hour_table(by_hour, fit.mean.patience_s)
    assert hours["hour_start"].tolist() == [f"{hour:02d}:00" for hour in range(24)]
    assert hours["calls"].sum() == by_hour.calls.sum()
    implied = hours["mean_wait_s"].to_numpy() / fit.mean.patience_s
    assert hours["abandonment_of_mean_wait"].to_numpy() == pytest.approx(implied)


def test_the_folder_is_complete_and_the_same_again(tmp_path) -> None:
    fit, by_hour, found = sample()
    for name in ("one", "two"):
        write(found, fit, by_hour, tmp_path / name)
    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert set(files) == {"patience.json", "survival.csv", "by_hour.csv", "patience.png", "patience.svg"}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert json.loads(files["patience.json"]) == found
    assert len(pd.read_csv(tmp_path / "one" / "by_hour.csv")) == 24


def test_a_write_that_fails_leaves_nothing(tmp_path, monkeypatch) -> None:
    fit, by_hour, found = sample()

    def fail(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("capplan.report.plots.save", fail)
    with pytest.raises(OSError, match="full"):
        write(found, fit, by_hour, tmp_path / "one")
    assert list(tmp_path.iterdir()) == []


def test_without_a_comparison_there_are_fewer_files(tmp_path: Path) -> None:
    fit, by_hour, found = sample(compared=False)
    write(found, fit, by_hour, tmp_path / "one")
    assert {path.name for path in (tmp_path / "one").iterdir()} == {
        "patience.json", "survival.csv", "patience.png", "patience.svg",
    }  # fmt: skip


def test_the_picture_says_what_was_found() -> None:
    fit, by_hour, _ = sample()
    left, hung_up, wait = patience_picture(fit, by_hour).figure.axes
    assert left.get_title(loc="left").startswith(f"Mean patience is {fit.mean.patience_s:.0f} s (")
    assert "hung up; Erlang A expects" in hung_up.get_title(loc="left")
    happened, expected = (line.get_ydata() for line in hung_up.lines)
    assert happened == pytest.approx(by_hour.happened.abandonment)
    assert expected == pytest.approx(by_hour.expected.abandonment)
    assert wait.lines[0].get_ydata() == pytest.approx(by_hour.happened.mean_wait_s)
    assert [text.get_text() for text in hung_up.texts[:2]] == ["happened", "Erlang A"]


def test_the_curve_is_drawn_as_far_as_it_is_known() -> None:
    fit, _, _ = sample(compared=False)
    (ax,) = patience_picture(fit, None).figure.axes
    assert ax.get_xlim() == (0.0, fit.until_s)
    wait, share = ax.lines[0].get_data()
    assert (wait[0], share[0]) == (0.0, 1.0)
    middle = len(fit.survival.wait_s) // 2
    assert share[list(wait).index(fit.survival.wait_s[middle])] == fit.survival.share[middle]


def test_the_answer_is_plain_text() -> None:
    _, _, found = sample()
    text = answer(found)
    assert text.isascii()
    patience = found["queues_csv"]["patience_s"]
    assert text.startswith(f"Mean patience {patience} s (95 % interval ")
    assert "Left out: 30 callers who hung up with a wait of 0 s; they never queued." in text
    assert f"For queues.csv: patience_s {patience}. For forecast.csv: aht_s" in text
    rows = [
        line
        for line in text.splitlines()
        if line.startswith(("hung up ", "mean wait ", "answered within 20 s"))
    ]
    assert len(rows) == 3
    assert all(line == line.rstrip() for line in text.splitlines())
    assert max(map(len, text.splitlines())) <= 120


def test_the_answer_says_when_at_once_is_counted_and_when_nothing_is_compared() -> None:
    _, _, found = sample(count_at_once=True, compared=False)
    text = answer(found)
    assert "This counts 30 callers who hung up with a wait of 0 s" in text
    assert "No comparison with Erlang A by hour: nobody told." in text
    found["kaplan_meier"]["median_s"] = None
    assert "Fewer than half of the callers would hang up" in answer(found)
