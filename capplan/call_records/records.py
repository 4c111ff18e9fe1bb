"""Reading call records: one row per call, as a telephone system exports them.

Needed: seconds waited, the outcome, seconds of service. The time of arrival and the agent are needed only for
a comparison by hour. Nothing is guessed in silence: ``CallRecords.notes`` says what was taken for what and
what was left out; what cannot be read is refused, every kind of mistake at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.call_records.columns import NOBODY, Asked, Outcomes, counted, find_columns, find_outcomes, plain
from capplan.call_records.packed_csv import read_records
from capplan.call_records.times import moments
from capplan.csv_text import Record
from capplan.errors import InvalidInput, Problem
from capplan.nearest import did_you_mean

__all__ = ["CallRecords", "read_calls"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CallRecords:
    """The calls that were answered or hung up, one entry each, in the order of the file.

    ``handle_s`` is 0 where the caller hung up. ``arrival_s`` counts seconds from midnight of the first day,
    ``agent`` numbers the agents, -1 where unknown; each is None where the file does not tell.
    ``columns`` gives the column taken for each role, ``date_form`` how times were read. ``rows`` counts the
    rows of the file, ``filtered_out`` those that --where dropped, ``skipped`` those with mistakes that were
    dropped on request.
    """

    file: str
    wait_s: Floats
    answered: NDArray[np.bool_]
    handle_s: Floats
    arrival_s: Floats | None
    agent: NDArray[np.int64] | None
    columns: dict[str, str]
    date_form: str | None
    outcomes: Outcomes
    where: tuple[tuple[str, str], ...]
    rows: int
    filtered_out: int
    skipped: int
    notes: tuple[str, ...]


@dataclass
class _Mistakes:
    """What is wrong with rows: one problem for each kind, and the lines concerned."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)

    def add(
        self, cells: pd.Series[str], message: str, allowed: str, column: str | None, cause: str | None = None
    ) -> None:
        """A problem for ``cells``, if there are any; their index gives the lines, the first one is shown."""
        if not len(cells):
            return
        self.lines.update(cells.index)
        rows = "" if len(cells) == 1 else f", in {len(cells):,} rows"
        line, value = int(cells.index[0]), str(cells.iloc[0])[:80]
        self.problems.append(Problem(self.file, message + rows, line, column, value, allowed, cause))


def read_calls(path: Path, asked: Asked | None = None) -> CallRecords:
    """The calls in a CSV file, plain or compressed (.gz, .zip).

    Raises InvalidInput with every kind of problem at once. With ``asked.skip_bad`` rows with mistakes are
    dropped and counted instead.
    """
    asked = asked or Asked()
    file = path.name
    head, *body = read_records(path)
    columns, notes, problems = find_columns(head.cells, asked, file, head.line)
    if problems:
        raise InvalidInput(problems)
    mistakes = _Mistakes(file)
    frame = _where(_frame(head, body, mistakes), asked, file)
    filtered_out = len(body) - len(mistakes.lines) - len(frame)
    outcome = frame[columns["outcome"]]
    outcomes, problems = find_outcomes(_tally(outcome), asked, file, columns["outcome"])
    if problems:
        raise InvalidInput([*problems, *mistakes.problems])
    frame = frame[outcome.isin([*outcomes.answered, *outcomes.abandoned])]
    answered = frame[columns["outcome"]].isin([*outcomes.answered])
    wait = _seconds(frame[columns["wait"]], mistakes)
    handle = _seconds(frame.loc[answered, columns["service"]], mistakes)
    arrival, date_form = _arrivals(frame, columns, asked, notes, mistakes)
    _refuse_or_note(mistakes, asked, notes)
    sound = frame.index.difference(sorted(mistakes.lines))
    answered = answered.loc[sound]
    _both_there(answered, file)
    return CallRecords(
        file=file,
        wait_s=_floats(wait.loc[sound]),
        answered=answered.to_numpy(np.bool_),
        handle_s=_floats(handle.reindex(sound, fill_value=0.0)),
        arrival_s=None if arrival is None else _since_midnight(arrival.loc[sound]),
        agent=None
        if "agent" not in columns
        else _agents(frame.loc[sound, columns["agent"]], answered, notes),
        columns=columns,
        date_form=date_form,
        outcomes=outcomes,
        where=asked.where,
        rows=len(body),
        filtered_out=filtered_out,
        skipped=len(mistakes.lines),
        notes=(*_mapping(columns, outcomes, date_form), *notes),
    )


def _frame(head: Record, body: list[Record], mistakes: _Mistakes) -> pd.DataFrame:
    """The rows that have as many cells as the header, or more that are empty; the index is the line."""
    width = len(head.cells)
    body = [row if any(row.cells[width:]) else Record(row.line, row.cells[:width]) for row in body]
    ragged = {row.line: ",".join(row.cells) for row in body if len(row.cells) != width}
    mistakes.add(
        pd.Series(ragged, dtype=object),
        "the row has more or fewer cells than the header",
        f"{width} cells",
        None,
    )
    sound = [row for row in body if len(row.cells) == width]
    lines = pd.Index([row.line for row in sound], dtype="int64")
    return pd.DataFrame([row.cells for row in sound], index=lines, columns=head.cells, dtype=object)


def _where(frame: pd.DataFrame, asked: Asked, file: str) -> pd.DataFrame:
    """The rows that meet every filter; several values of one column are alternatives."""
    by_name = {plain(str(name)): str(name) for name in frame.columns}
    wanted: dict[str, list[str]] = {}
    for column, value in asked.where:
        wanted.setdefault(by_name[plain(column)], []).append(value)
    problems = [
        Problem(file, "--where names a value that is not there", column=column, value=value,
                allowed=counted(_tally(frame[column])),
                cause=did_you_mean(value, frame[column].unique()))
        for column, values in wanted.items()
        for value in values
        if value not in set(frame[column])
    ]  # fmt: skip
    if problems:
        raise InvalidInput(problems)
    for column, values in wanted.items():
        frame = frame[frame[column].isin(values)]
    if frame.empty and wanted:
        raise InvalidInput([Problem(file, "no row meets every --where")])
    return frame


def _seconds(cells: pd.Series[str], mistakes: _Mistakes) -> pd.Series[float]:
    allowed = "seconds, a number of at least 0"
    numbers = pd.to_numeric(cells, errors="coerce")
    column, empty, finite = str(cells.name), cells == "", np.isfinite(numbers)
    mistakes.add(cells[empty], "the time is missing", allowed, column)
    mistakes.add(
        cells[~finite & ~empty],
        "not a number of seconds",
        allowed,
        column,
        "Minutes and seconds, or a comma in the number? Write plain seconds, 83.5 for 1:23.5.",
    )
    mistakes.add(cells[finite & (numbers < 0)], "a time below zero", allowed, column)
    return numbers


def _arrivals(
    frame: pd.DataFrame, columns: dict[str, str], asked: Asked, notes: list[str], mistakes: _Mistakes
) -> tuple[pd.Series[pd.Timestamp] | None, str | None]:
    """The moments of arrival and the form in which they stand; None, with a note, where there is none."""
    if "time" not in columns:
        return None, None
    day = frame[columns["date"]] if "date" in columns else None
    read, column = moments(day, frame[columns["time"]], asked.date_format), columns["time"]
    if read.trouble is not None:
        if asked.date_format is not None or {"date", "time"} & set(asked.columns):
            mistakes.add(read.cells.iloc[:1], read.trouble, "a form that --date-format gives", column)
        example = f"found {read.cells.iloc[0]!r}; --date-format gives the form"
        notes.append(f"{column}: {read.trouble} ({example})")
        return None, None
    mistakes.add(read.cells[read.stamps.isna()], "not a time of the same form", f"as {read.form}", column)
    return read.stamps, read.form


def _since_midnight(stamps: pd.Series[pd.Timestamp]) -> Floats:
    return _floats((stamps - stamps.min().normalize()).dt.total_seconds())


def _floats(values: pd.Series[float]) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _tally(cells: pd.Series[str]) -> dict[str, int]:
    return {str(value): int(count) for value, count in cells.value_counts().items()}


def _agents(cells: pd.Series[str], answered: pd.Series[bool], notes: list[str]) -> NDArray[np.int64]:
    """A number for each agent, -1 for nobody."""
    nobody = cells.map(plain).isin(NOBODY)
    unknown = _tally(cells[nobody & answered])
    if unknown:
        notes.append(f"agent unknown in {sum(unknown.values()):,} of the answered calls: {counted(unknown)}")
    codes = pd.factorize(cells, sort=True)[0]
    return np.where(nobody, -1, codes).astype(np.int64)


def _refuse_or_note(mistakes: _Mistakes, asked: Asked, notes: list[str]) -> None:
    if not mistakes.problems:
        return
    if not asked.skip_bad:
        raise InvalidInput(mistakes.problems)
    notes.append(f"rows with mistakes left out (--skip-bad): {len(mistakes.lines):,}")
    notes.extend(str(problem) for problem in mistakes.problems)


def _both_there(answered: pd.Series[bool], file: str) -> None:
    if answered.empty or answered.all() or not answered.any():
        side = "was answered" if not answered.any() else "hung up"
        raise InvalidInput(
            [Problem(file, f"no caller {side}", allowed="calls of both kinds", cause="--where?")]
        )


def _mapping(columns: dict[str, str], outcomes: Outcomes, date_form: str | None) -> list[str]:
    """What was taken for what."""
    names = {"wait": "wait", "outcome": "outcome", "service": "service", "agent": "agent"}
    taken = [f"{names[role]} from {column}" for role, column in columns.items() if role in names]
    if date_form:
        when = " and ".join(columns[role] for role in ("date", "time") if role in columns)
        taken.append(f"arrival from {when}, read as {date_form}")
    notes = ["; ".join(taken)]
    notes.append(f"answered: {counted(outcomes.answered)}; hung up: {counted(outcomes.abandoned)}")
    if outcomes.left_out:
        notes.append(
            f"rows left out because their outcome is neither: {counted(outcomes.left_out)}; --answered and "
            "--abandoned name outcomes"
        )
    return notes
