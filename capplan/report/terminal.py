"""The run on the terminal: the sentence, then compact tables; plain text where there is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from capplan.report.changes import change_lines
from capplan.report.wording import number, percent, short_number, sparkline

__all__ = ["show"]

WIDE_ENOUGH = 1000  # columns where nobody wraps: a pipe or a file
NARROW = 72  # columns; below, only what matters most is shown
ROOMY = 80  # columns; below, what an hour of a vendor's work costs is left to summary.json
WIDE = 98  # columns; below, money of commitments and credits is too
SHORTEST_LINE, LONGEST_LINE = 10, 52
GAP = 3  # columns between the line and the others
WORST_QUEUES = 5
BALANCED = "▅"
Cells = Sequence[str | Text]


def show(summary: Mapping[str, Any], stream: IO[str]) -> None:
    """Print the summary of ``report.summary`` to the stream, usually stderr.

    Obeys NO_COLOR, TERM=dumb, COLUMNS and the width of the terminal. To a pipe or a file goes plain text: no
    escape codes, no rules, no wrapping.
    """
    console = Console(file=stream, highlight=False, soft_wrap=False)
    plain = not console.is_terminal or console.is_dumb_terminal
    if not console.is_terminal:
        console = Console(file=stream, highlight=False, width=WIDE_ENOUGH)
    say = _speech(console.encoding)
    console.print(Text(say(summary["sentence"]), style="bold"), soft_wrap=not console.is_terminal)
    tables = (
        _sites(summary, console, plain, say),
        _terms(summary, say),
        _queues(summary, say),
        _answered(summary, say),
        _vendors(summary, console.width, say),
    )
    for table in tables:
        if table.row_count:
            table.box = None if plain else box.SIMPLE_HEAD
            table.pad_edge = False
            console.print()
            console.print(table)
    for place, line in enumerate(change_lines(summary)):
        if place == 0:
            console.print()
        console.print(Text(say(line)), soft_wrap=not console.is_terminal)


def _speech(encoding: str) -> Callable[[str], str]:
    """What turns a text into one that the encoding can say."""
    if encoding.lower().replace("-", "") in {"utf8", "utf16"}:
        return lambda text: text

    def say(text: str) -> str:
        simple = text.replace("\N{MINUS SIGN}", "-").replace("→", "->")
        return simple.encode(encoding, "replace").decode(encoding)

    return say


def _table(headings: Sequence[str]) -> Table:
    table = Table(header_style="bold", padding=(0, 1))
    for place, heading in enumerate(headings):
        table.add_column(
            heading, justify="left" if place == 0 else "right", no_wrap=True, overflow="ellipsis"
        )
    return table


def _sites(summary: Mapping[str, Any], console: Console, plain: bool, say: Callable[[str], str]) -> Table:
    """Site by site: heads, hires, classes, cost, share of the work, short hours; over and under as a line.

    Where there is no room for all, the line goes before classes and shares.
    """
    for full in (True, False):
        alone = _site_table(summary, full, 0, say)
        room = console.width - console.measure(alone).maximum - GAP
        if room >= SHORTEST_LINE and not plain and say(BALANCED) == BALANCED:
            return _site_table(summary, full, min(room, LONGEST_LINE), say)
    return _site_table(summary, console.width >= NARROW, 0, say)


def _site_table(summary: Mapping[str, Any], full: bool, line: int, say: Callable[[str], str]) -> Table:
    """The table with a line of so many blocks, none where that is too short to say anything."""
    headings = ["site", "heads", "hires", *(["classes"] if full else []), f"to serve, {summary['currency']}"]
    headings += [*(["of work"] if full else []), "short h"]
    table = _table([*headings, *(["over/under"] if line >= SHORTEST_LINE else [])])
    if line >= SHORTEST_LINE:
        table.columns[-1].justify = "left"
    nets = {name: _net(site) for name, site in summary["sites"].items()}
    most = float(np.clip(max((np.abs(net).max() for net in nets.values()), default=0.0), 0.02, 0.5))
    for name, site in summary["sites"].items():
        cells: list[str | Text] = [*_site_cells(name, site, full, say)]
        if line >= SHORTEST_LINE:
            cells.append(_coloured(sparkline(nets[name], line, most)))
        table.add_row(*cells)
    if len(summary["sites"]) > 1:
        total = {**summary, "share_of_work": 1.0}
        table.add_row(*_site_cells("all", total, full, say), style="bold")
    return table


def _site_cells(name: str, site: Mapping[str, Any], full: bool, say: Callable[[str], str]) -> list[str]:
    return [
        say(name),
        say(f"{number(site['headcount_start'])} → {number(site['headcount_end'])}"),
        number(site["hires"]),
        *([number(site["classes"])] if full else []),
        say(short_number(site["cost_to_serve"])),
        *([percent(site["share_of_work"], 0)] if full else []),
        number(site["short_hours"]),
    ]


def _net(site: Mapping[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Net staffing by period; spare time without any need counts as plenty."""
    return np.array([1.0 if value is None else value for value in site["net_staffing"]])


def _coloured(line: str) -> Text:
    """Short periods in orange, spare ones in blue."""
    text = Text()
    for block in line:
        text.append(block, "dark_orange" if block < BALANCED else "dim" if block == BALANCED else "blue")
    return text


def _terms(summary: Mapping[str, Any], say: Callable[[str], str]) -> Table:
    """Cost by term, the largest first, and the sum."""
    table = _table(["cost", summary["currency"], "share"])
    money = summary["money"]
    for term, value in sorted(summary["cost"].items(), key=lambda item: -item[1]):
        if value:
            share = percent(value / money) if money > 0.0 else ""
            table.add_row(term.replace("_", " "), say(number(value)), say(share))
    if table.row_count:
        table.add_row("sum", say(number(money)), "", style="bold")
    return table


def _queues(summary: Mapping[str, Any], say: Callable[[str], str]) -> Table:
    """The queues with most short hours."""
    table = _table(["short queue", "short h", "of required", f"worst {summary['period']}"])
    short = [(name, queue) for name, queue in summary["queues"].items() if queue["worst_week"] is not None]
    for name, queue in sorted(short, key=lambda item: -item[1]["short_hours"])[:WORST_QUEUES]:
        share = percent(queue["short_share"])
        table.add_row(say(name), number(queue["short_hours"]), share, queue["worst_week"])
    return table


def _answered(summary: Mapping[str, Any], say: Callable[[str], str]) -> Table:
    """The real-time queues that fall farthest below their target, or come closest to it."""
    table = _table(["real-time queue", "in time", "target", "worst", f"worst {summary['period']}"])
    known = [
        (name, queue) for name, queue in summary["queues"].items() if queue["service_target"] is not None
    ]
    for name, queue in sorted(known, key=lambda item: item[1]["service_worst"] - item[1]["service_target"])[
        :WORST_QUEUES
    ]:
        cells = [percent(queue[key]) for key in ("service_level", "service_target", "service_worst")]
        table.add_row(say(name), *cells, queue["service_worst_week"])
    return table


def _vendors(summary: Mapping[str, Any], width: int, say: Callable[[str], str]) -> Table:
    """What every contract bills, what its work comes to, how much of its commitment is used, what is decided."""
    headings = ["contract", f"billed, {summary['currency']}", "per ticket"]
    headings += [
        *(["per work h"] if width >= ROOMY else []),
        *(["commitment"] if width >= NARROW else []),
        *(["unused", "credits"] if width >= WIDE else []),
    ]
    table = _table([*headings, *(["decision"] if width >= NARROW else [])])
    for name, contract in summary.get("vendors", {}).items():
        each, used = contract["effective_cost_per_ticket"], contract["commitment_used"]
        cells = [name, short_number(contract["billed_base"]), "" if each is None else number(each, 2)]
        hour = contract["effective_cost_per_work_h"]
        if width >= ROOMY:
            cells.append("" if hour is None else number(hour, 2))
        if width >= NARROW:
            cells.append("" if used is None else percent(used, 0))
        if width >= WIDE:
            cells.append("" if used is None else short_number(contract["commitment_not_used_base"]))
            cells.append(short_number(contract["credits_base"]))
        if width >= NARROW:
            cells.append(contract["decision"].replace("_", " "))
        table.add_row(*[say(cell) for cell in cells])
    return table
