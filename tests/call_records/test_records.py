"""Call records: what is taken for what, and every mistake that a file can hold."""

from __future__ import annotations

import gzip
import zipfile

import numpy as np
import pytest

from capplan.call_records.columns import Asked
from capplan.call_records.records import read_calls
from capplan.errors import InvalidInput
from tests.call_records.call_files import CALLS, HEADER, text, write_calls


def problems(path, asked: Asked | None = None) -> list[str]:
    with pytest.raises(InvalidInput) as wrong:
        read_calls(path, asked)
    return [str(problem) for problem in wrong.value.problems]


def test_calls_are_read_in_the_order_of_the_file(tmp_path) -> None:
    calls = read_calls(write_calls(tmp_path))
    assert calls.wait_s.tolist() == [0.0, 30.0, 10.0, 60.0, 40.0, 0.0, 20.0]
    assert calls.answered.tolist() == [True, False, True, True, False, False, True]
    assert calls.handle_s.tolist() == [120.0, 0.0, 240.5, 300.0, 0.0, 0.0, 60.0]
    nine = 9 * 3600.0
    assert calls.arrival_s.tolist() == [
        nine, nine + 60, nine + 300, nine + 420, 86400 + nine + 1800, 86400 + nine + 1860, 86400 + nine + 1980
    ]  # fmt: skip
    ann, nobody, bob = calls.agent[0], calls.agent[1], calls.agent[2]
    assert nobody == -1
    assert calls.agent.tolist() == [ann, -1, bob, bob, -1, -1, ann]
    assert (calls.rows, calls.filtered_out, calls.skipped) == (8, 0, 0)


def test_it_says_what_was_taken_for_what_and_what_was_left_out(tmp_path) -> None:
    calls = read_calls(write_calls(tmp_path))
    assert calls.outcomes.left_out == {"voicemail": 1}
    assert calls.notes == (
        "wait from wait_s; outcome from outcome; service from handle_s; agent from agent; "
        "arrival from arrival, read as %Y-%m-%d %H:%M:%S",
        "answered: answered (4); hung up: abandoned (3)",
        "rows left out because their outcome is neither: voicemail (1); --answered and --abandoned name outcomes",
    )


def test_names_of_columns_are_compared_without_case_and_spaces(tmp_path) -> None:
    header = "Queue,ARRIVAL TIME,Wait-Time,Call Outcome,Handle Time,Agent Name"
    calls = read_calls(write_calls(tmp_path, header=header))
    assert calls.columns == {
        "wait": "Wait-Time", "outcome": "Call Outcome", "service": "Handle Time", "time": "ARRIVAL TIME",
        "agent": "Agent Name",
    }  # fmt: skip


def test_the_user_can_name_columns_and_outcomes(tmp_path) -> None:
    path = write_calls(tmp_path, header="queue,arrival,secs,how,talked,who")
    asked = Asked(
        columns={"wait": "secs", "outcome": "how", "service": "talked", "agent": "who"},
        answered=("answered", "voicemail"),
        abandoned=("abandoned",),
    )
    rows = [row.replace("voicemail,,", "voicemail,15,") for row in CALLS]
    path.write_text(text(*rows, header="queue,arrival,secs,how,talked,who"), encoding="utf-8")
    calls = read_calls(path, asked)
    assert calls.outcomes.answered == {"answered": 4, "voicemail": 1}
    assert calls.outcomes.left_out == {}
    assert calls.answered.sum() == 5


def test_an_outcome_given_to_one_side_is_no_longer_usual_for_the_other(tmp_path) -> None:
    rows = [row.replace("voicemail", "lost") for row in CALLS]
    path = write_calls(tmp_path, *rows)
    assert read_calls(path).outcomes.abandoned == {"abandoned": 3, "lost": 1}
    rows = [row.replace("lost,,", "lost,15,") for row in rows]
    calls = read_calls(write_calls(tmp_path, *rows), Asked(answered=("answered", "lost")))
    assert calls.outcomes.answered == {"answered": 4, "lost": 1}
    assert calls.outcomes.abandoned == {"abandoned": 3}


def test_two_columns_that_would_do_are_told(tmp_path) -> None:
    header = HEADER.replace("queue", "queue_time")
    rows = [row.replace("voice,", "5,", 1).replace("chat,", "5,", 1) for row in CALLS]
    calls = read_calls(write_calls(tmp_path, *rows, header=header))
    assert calls.columns["wait"] == "wait_s"
    assert "queue_time would also do for wait_s; --wait-column chooses" in calls.notes


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_compressed_files_are_read(tmp_path, kind) -> None:
    path = tmp_path / f"calls.csv.{kind}"
    if kind == "gz":
        path.write_bytes(gzip.compress(text().encode()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("calls.csv", text())
    assert read_calls(path).wait_s.sum() == 160.0


def test_where_takes_rows_and_counts_the_others(tmp_path) -> None:
    path = write_calls(tmp_path)
    voice = read_calls(path, Asked(where=(("Queue", "voice"),)))
    assert (voice.wait_s.tolist(), voice.filtered_out) == ([0.0, 30.0, 10.0, 0.0, 20.0], 2)
    both = read_calls(
        path, Asked(where=(("queue", "voice"), ("queue", "chat"), ("agent", ""), ("agent", "bob")))
    )
    assert both.wait_s.tolist() == [30.0, 10.0, 60.0, 40.0, 0.0]


def test_filters_that_leave_nothing_are_refused(tmp_path) -> None:
    asked = Asked(where=(("queue", "chat"), ("agent", "ann")))
    assert problems(write_calls(tmp_path), asked) == ["calls.csv: no row meets every --where"]


def test_empty_cells_after_the_last_column_do_not_matter(tmp_path) -> None:
    assert read_calls(write_calls(tmp_path, *(f"{row},," for row in CALLS))).wait_s.size == 7


def test_every_kind_of_mistake_is_told_at_once_with_its_first_line(tmp_path) -> None:
    path = write_calls(
        tmp_path,
        "voice,2026-03-02 09:00:00,0,answered,120,ann",
        "voice,2026-03-02 09:01:00,-30,abandoned,,",
        "voice,2026-03-02 09:02:00,,answered,10,ann",
        "",
        "voice,2026-03-02 25:02:00,0:30,answered,nan,ann",
        "voice,2026-03-02 09:02:00,5,answered,-1,ann",
        "voice,2026-03-02 09:03:00,inf,answered,9,ann",
        "voice,2026-03-02 09:03:00,5,answered,9",
    )
    assert problems(path) == [
        "calls.csv:9: the row has more or fewer cells than the header "
        "(found 'voice,2026-03-02 09:03:00,5,answered,9'; allowed: 6 cells)",
        "calls.csv:4: wait_s: the time is missing (found ''; allowed: seconds, a number of at least 0)",
        "calls.csv:6: wait_s: not a number of seconds, in 2 rows (found '0:30'; allowed: seconds, a number of at "
        "least 0). Minutes and seconds, or a comma in the number? Write plain seconds, 83.5 for 1:23.5.",
        "calls.csv:3: wait_s: a time below zero (found '-30'; allowed: seconds, a number of at least 0)",
        "calls.csv:6: handle_s: not a number of seconds (found 'nan'; allowed: seconds, a number of at least 0). "
        "Minutes and seconds, or a comma in the number? Write plain seconds, 83.5 for 1:23.5.",
        "calls.csv:7: handle_s: a time below zero (found '-1'; allowed: seconds, a number of at least 0)",
        "calls.csv:6: arrival: not a time of the same form (found '2026-03-02 25:02:00'; allowed: as "
        "%Y-%m-%d %H:%M:%S)",
    ]


def test_rows_with_mistakes_are_skipped_and_counted_when_asked(tmp_path) -> None:
    rows = [*CALLS, "voice,2026-03-03 09:40:00,-1,answered,x,ann", "voice,2026-03-03 09:41:00,5"]
    calls = read_calls(write_calls(tmp_path, *rows), Asked(skip_bad=True))
    assert (calls.rows, calls.skipped, calls.wait_s.size) == (10, 2, 7)
    assert "rows with mistakes left out (--skip-bad): 2" in calls.notes
    assert any("calls.csv:10: wait_s: a time below zero" in note for note in calls.notes)


def test_mistakes_in_rows_that_do_not_count_do_not_matter(tmp_path) -> None:
    rows = [*CALLS, "fax,never,-1,answered,x,ann", "voice,2026-03-03 09:41:00,,voicemail,,"]
    calls = read_calls(write_calls(tmp_path, *rows), Asked(where=(("queue", "voice"), ("queue", "chat"))))
    assert calls.wait_s.size == 7


def test_a_missing_column_is_refused_with_those_that_are_there(tmp_path) -> None:
    (problem,) = problems(write_calls(tmp_path, header=HEADER.replace("wait_s", "wait_tme")))
    assert "calls.csv:1: no column is known to hold the seconds from joining the queue" in problem
    assert "found 'queue, arrival, wait_tme, outcome, handle_s, agent'" in problem
    assert "or the column that --wait-column names" in problem
    assert problem.endswith("Did you mean 'wait_tme'?")


def test_unknown_names_are_refused_with_the_nearest(tmp_path) -> None:
    path = write_calls(tmp_path)
    (column,) = problems(path, Asked(columns={"wait": "wait_x"}))
    assert "there is no such column for --wait-column (found 'wait_x'" in column
    assert column.endswith("Did you mean 'wait_s'?")
    (where,) = problems(path, Asked(where=(("que", "voice"),)))
    assert "there is no such column for --where (found 'que'" in where
    (value,) = problems(path, Asked(where=(("queue", "voce"),)))
    assert "allowed: voice (6), chat (2)). Did you mean 'voice'?" in value
    (outcome,) = problems(path, Asked(answered=("anwsered",)))
    assert (
        "--answered names no outcome that is there (found 'anwsered'; allowed: answered (4), abandoned (3)"
        in outcome
    )
    assert outcome.endswith("Did you mean 'answered'?")


def test_outcomes_that_nobody_knows_are_refused_with_their_counts(tmp_path) -> None:
    rows = [row.replace("abandoned", "X9").replace("answered", "X1") for row in CALLS]
    told = problems(write_calls(tmp_path, *rows))
    assert len(told) == 2
    assert "no outcome is known to mean answered (found 'X1 (4), X9 (3), voicemail (1)'" in told[0]
    assert "or what --abandoned names" in told[1]


def test_an_outcome_is_on_one_side_only(tmp_path) -> None:
    told = problems(write_calls(tmp_path), Asked(answered=("answered",), abandoned=("ANSWERED",)))
    assert told == ["calls.csv: outcome: one outcome cannot be both answered and hung up (found 'answered')"]


def test_calls_of_one_kind_only_are_refused(tmp_path) -> None:
    rows = [row for row in CALLS if ",abandoned," not in row] + ["voice,2026-03-03 09:40:00,-1,abandoned,,"]
    assert problems(write_calls(tmp_path, *rows), Asked(skip_bad=True)) == [
        "calls.csv: no caller hung up (allowed: calls of both kinds). --where?"
    ]


def test_without_times_or_agents_the_rest_is_read(tmp_path) -> None:
    path = write_calls(tmp_path, "5,answered,60", "9,abandoned,", header="wait,outcome,talk_time")
    calls = read_calls(path)
    assert calls.arrival_s is None
    assert calls.agent is None


def test_unreadable_times_are_a_note_unless_the_user_named_them(tmp_path) -> None:
    rows = [row.replace("2026-03-", "some day ") for row in CALLS]
    path = write_calls(tmp_path, *rows)
    calls = read_calls(path)
    assert calls.arrival_s is None
    assert (
        "arrival: no known form of day and time (found 'some day 02 09:00:00'; --date-format gives the form)"
        in calls.notes
    )
    (problem,) = problems(path, Asked(columns={"time": "arrival"}))
    assert "calls.csv:2: arrival: no known form of day and time" in problem


def test_agents_without_a_name_are_told(tmp_path) -> None:
    rows = [row.replace(",ann", ",No_Server") for row in CALLS]
    calls = read_calls(write_calls(tmp_path, *rows))
    assert (calls.agent < 0).sum() == 5
    assert "agent unknown in 2 of the answered calls: No_Server (2)" in calls.notes


def test_column_twice_is_refused(tmp_path) -> None:
    told = problems(write_calls(tmp_path, header="wait_s,arrival,Wait S,outcome,handle_s,agent"))
    assert told[0] == "calls.csv:1: wait_s: the column is there twice (allowed: each column once)"


def test_arrays_have_one_length(tmp_path) -> None:
    calls = read_calls(write_calls(tmp_path))
    sizes = {
        array.size for array in (calls.wait_s, calls.answered, calls.handle_s, calls.arrival_s, calls.agent)
    }
    assert sizes == {7}
    assert np.isfinite(calls.handle_s).all()
