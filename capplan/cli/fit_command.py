"""``capplan fit``: numbers for the inputs, estimated from records of what happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from capplan.cli.options import json_option, outputs_option

__all__ = ["command"]

F = TypeVar("F", bound=Callable[..., Any])


@click.group("fit")
def command() -> None:
    """Estimate numbers for the inputs from records of what happened.

    \b
      capplan fit patience calls.csv
    """


def _text_option(
    name: str, help_text: str, metavar: str = "NAME", multiple: bool = False
) -> Callable[[F], F]:
    """An option that takes text, which can also come from the environment."""
    return click.option(
        f"--{name}",
        metavar=metavar,
        multiple=multiple,
        envvar=f"CAPPLAN_{name.replace('-', '_').upper()}",
        show_envvar=True,
        help=help_text,
    )


def _pairs(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """COLUMN=VALUE, split."""
    split = [pair.partition("=") for pair in given]
    for pair, (column, sign, _) in zip(given, split, strict=True):
        if not sign or not column.strip():
            raise click.BadParameter(f"{pair!r} is not COLUMN=VALUE, for example type=PS.")
    return tuple((column.strip(), value.strip()) for column, _, value in split)


@command.command("patience")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_text_option("wait-column", "Column of the seconds waited, to the answer or to hanging up.")
@_text_option("outcome-column", "Column that says whether the call was answered or the caller hung up.")
@_text_option("answered", "Outcome that means answered; repeat it for several.", "VALUE", multiple=True)
@_text_option("abandoned", "Outcome that means hung up; repeat it for several.", "VALUE", multiple=True)
@_text_option("service-column", "Column of the seconds of service.")
@_text_option("date-column", "Column of the day of the call.")
@_text_option("time-column", "Column of the time of arrival in the queue, with the day or without.")
@_text_option("date-format", "Form of the day, as %d/%m/%Y; with %H, of the day and time.", "FORM")
@_text_option("agent-column", "Column that names who answered.")
@click.option(
    "--where",
    metavar="COLUMN=VALUE",
    multiple=True,
    callback=_pairs,
    envvar="CAPPLAN_WHERE",
    show_envvar=True,
    help="Take only these rows; repeat it for more columns, or for more values of one column. Choose by what was "
    "known before the caller waited.",
)
@click.option(
    "--skip-bad",
    is_flag=True,
    envvar="CAPPLAN_SKIP_BAD",
    show_envvar=True,
    help="Leave out rows with mistakes and say how many, instead of refusing the file.",
)
@click.option(
    "--count-hang-ups-at-once",
    is_flag=True,
    envvar="CAPPLAN_COUNT_HANG_UPS_AT_ONCE",
    show_envvar=True,
    help="Take callers who hung up with a wait of 0 s as impatient; else they are left out: they never queued.",
)
@click.option(
    "--answer-within",
    type=click.FloatRange(min=0),
    metavar="S",
    default=20.0,
    show_default=True,
    envvar="CAPPLAN_ANSWER_WITHIN",
    show_envvar=True,
    help="Seconds of the share answered in time.",
)
@outputs_option
@json_option
def patience(
    file: Path,
    answered: tuple[str, ...],
    abandoned: tuple[str, ...],
    date_format: str | None,
    where: tuple[tuple[str, str], ...],
    skip_bad: bool,
    count_hang_ups_at_once: bool,
    answer_within: float,
    outputs: Path,
    as_json: bool,
    **columns: str | None,
) -> int:
    """Estimate mean patience and handle time from the call records in FILE, one row per call.

    FILE is a CSV file, plain, .gz or .zip. Needed are seconds waited, outcome and seconds of service; with the
    time of arrival and the agent, Erlang A's expectation is set beside what happened, by hour of the day.
    Columns with usual names are found; what was taken for what is said on stderr.

    \b
      capplan fit patience calls.csv
      capplan fit patience calls.csv.gz --where queue=payments_voice
      capplan fit patience calls.csv --wait-column "Queue Secs" --abandoned Dropped --abandoned Timeout
    """
    import json

    from capplan.call_records.columns import Asked
    from capplan.fit import fit_calls, write_fit
    from capplan.report.patience_text import answer

    named = {name.removesuffix("_column"): column for name, column in columns.items() if column is not None}
    asked = Asked(named, answered, abandoned, date_format, where, skip_bad)
    fitted = fit_calls(file, asked, answer_within_s=answer_within, count_at_once=count_hang_ups_at_once)
    for note in fitted.notes:
        click.echo(f"Note: {note}", err=True)
    folder = write_fit(fitted, file, outputs)
    if as_json:
        click.echo(json.dumps({"status": "ok", "folder": str(folder), **fitted.found}))
    else:
        click.echo(f"{answer(fitted.found)}\n\n{folder}")
    return 0
