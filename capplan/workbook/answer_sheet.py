"""The first sheet: the answer in a sentence, what to decide by when, the figures that matter, charts of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from xlsxwriter import Workbook

from capplan.workbook.grid_sheet import FIRST_DAY, GRID, HEADING, KEYS, grid_rows
from capplan.workbook.lists import put_number, set_print
from capplan.workbook.look import INK, OVER, QUIET, RULE, UNDER, Formats, number_text
from capplan.workbook.place import letters
from capplan.workbook.run import Run

__all__ = ["ANSWER", "DUE_DAYS", "add_answer", "decisions"]

ANSWER = "answer"
DUE_DAYS = 28  # of decisions that are shown; the other sheets have all
WIDTHS = (24, 16, 12, 12, 12, 12, 14, 12, 12, 12)
CHART_COLUMN = len(WIDTHS) + 1
HEIGHT, ROW = 320, 20  # of a chart and of a row of the sheet, pixels
WORDS = ("what", "by", "where", "", "how much", "site", "vendor", "cost", "real-time queue")
WORST_WEEK = "worst week"

Decision = tuple[str, str, str, str]
"""By when, what, where, how much."""


def decisions(run: Run) -> list[Decision]:
    """What has to be decided from the day before which the plan begins: by day, what, where, how much."""
    found = [*_requisitions(run), *_orders(run), *_contracts(run)]
    return sorted(found)


def _requisitions(run: Run) -> Iterator[Decision]:
    for row in run.tables["hiring_calendar"]:
        if row["status"] == "proposed":
            size = f"{float(row['size']):g} people, start {row['training_start']}"
            yield row["requisition_by"], "requisition", row["team"], size


def _orders(run: Run) -> Iterator[Decision]:
    """Months whose order is not signed, by the first lock that is still ahead."""
    for row in run.tables["vendor_orders"]:
        ahead = [
            (lock, row[f"lock_{lock}_date"])
            for lock in (1, 2)
            if row[f"lock_{lock}_date"] >= run.summary["start"]
        ]
        units = number_text(row["planned_units"])
        if ahead and row["locked_units"] == "" and units is not None:
            what = f"{units:,.0f} {row['order_unit']} for {row['month']}"
            yield ahead[0][1], f"order, lock {ahead[0][0]}", row["contract"], what


def _contracts(run: Run) -> Iterator[Decision]:
    for row in run.tables["vendor_decisions"]:
        if row["decision"] in ("open", "end") and row["date"]:
            fee = number_text(row["fee"])
            money = f"fee {fee:,.0f} {row['currency']}" if fee else ""
            yield row["date"], f"{row['decision']} contract", row["contract"], money


def add_answer(book: Workbook, formats: Formats, run: Run, sheets: Sequence[str]) -> None:
    """The sheet; ``sheets`` are those that it links to."""
    sheet = book.add_worksheet(ANSWER)
    sheet.hide_gridlines(2)
    for c, width in enumerate(WIDTHS):
        sheet.set_column(c, c, width)
    sheet.write_string(0, 0, f"{run.summary['title']}: {run.name}", formats["title"])
    sheet.merge_range(1, 0, 1, len(WIDTHS) - 1, run.summary["sentence"], formats["sentence"])
    sheet.set_row(1, 66)
    for c, name in enumerate(sheets):
        r, column = divmod(c, len(WIDTHS) - 2)
        sheet.write_url(2 + r, column, f"internal:'{name}'!A1", formats["link"], string=name)
    row = _decisions(sheet, formats, run, 5)
    row = _sites(sheet, formats, run, row + 1)
    costs = row + 1
    row, terms = _costs(sheet, formats, run, costs)
    row = _answered(sheet, formats, run, row + 1)
    row = _proof(sheet, formats, run, row + 1)
    _charts(book, sheet, run, (costs + 2, terms))
    set_print(sheet, run.name, ANSWER, 0)
    sheet.print_area(0, 0, max(row, 4 + 17 * 3 + _height(terms) // ROW + 1), CHART_COLUMN + 12)
    sheet.fit_to_pages(1, 1)
    sheet.activate()


def _headings(sheet: Any, formats: Formats, row: int, title: str, names: Sequence[str]) -> int:
    """A section title and its headings; the next row."""
    sheet.write_string(row, 0, title, formats["section"])
    for c in range(1, len(WIDTHS)):
        sheet.write_blank(row, c, None, formats["section"])
    for c, name in enumerate(names):
        form = "heading" if name in WORDS else "after_heading" if name == WORST_WEEK else "right_heading"
        sheet.write_string(row + 1, c, name, formats[form])
    return row + 2


def _decisions(sheet: Any, formats: Formats, run: Run, row: int) -> int:
    every = decisions(run)
    last = (date.fromisoformat(run.summary["start"]) + timedelta(days=DUE_DAYS)).isoformat()
    shown = [one for one in every if one[0] <= last]
    title = f"Decisions due by {last}" + (f" ({len(every) - len(shown)} more later)" if every else ": none")
    row = _headings(sheet, formats, row, title, ("what", "by", "where", "", "how much") if shown else ())
    for by, what, where, much in shown:
        sheet.write_string(row, 0, what, formats["text"])
        sheet.write_datetime(row, 1, date.fromisoformat(by), formats["day"])
        sheet.write_string(row, 2, where, formats["text"])
        sheet.write_string(row, 4, much, formats["text"])
        row += 1
    return row


def _sites(sheet: Any, formats: Formats, run: Run, row: int) -> int:
    summary = run.summary
    names = (
        "site",
        "vendor",
        "heads start",
        "heads end",
        "hires",
        "classes",
        f"to serve, {summary['currency']}",
    )
    top = _headings(sheet, formats, row, "Site by site", (*names, "work h", "of work", "short h"))
    forms = ("tenth", "tenth", "tenth", "whole", "whole", "whole")
    keys = ("headcount_start", "headcount_end", "hires", "classes", "cost_to_serve", "work_hours")
    count = len(summary["sites"])
    total = top + count
    for r, (name, site) in enumerate(summary["sites"].items(), start=top):
        sheet.write_string(r, 0, name, formats["text"])
        sheet.write_string(r, 1, site["vendor"] or "in-house", formats["text"])
        for c, (key, form) in enumerate(zip(keys, forms, strict=True), start=2):
            sheet.write_number(r, c, site[key], formats[form])
        share = site["share_of_work"] or 0.0
        formula = f"=H{r + 1}/H${total + 1}" if summary["work_hours"] else None
        put_number(sheet, formats, (r, 8), "share", share, formula)
        sheet.write_number(r, 9, site["short_hours"], formats["whole"])
    sheet.write_string(total, 0, "sum", formats["text_sum"])
    sheet.write_blank(total, 1, None, formats["text_sum"])
    columns = (*enumerate(zip(keys, forms, strict=True), start=2), (9, ("short_hours", "whole")))
    for c, (key, form) in columns:
        values = sum(site[key] for site in summary["sites"].values())
        span = f"{letters(c + 1)}{top + 1}:{letters(c + 1)}{total}"
        put_number(sheet, formats, (total, c), f"{form}_sum", values, f"=SUM({span})")
    sheet.write_blank(total, 8, None, formats["text_sum"])
    sheet.conditional_format(
        top, 9, total, 9, {"type": "cell", "criteria": ">=", "value": 0.5, "format": formats["under"]}
    )
    return total + 1


def _costs(sheet: Any, formats: Formats, run: Run, row: int) -> tuple[int, int]:
    """The next row, and how many terms there are."""
    currency = run.summary["currency"]
    terms = {name: value for name, value in run.summary["cost"].items() if abs(value) >= 0.5}
    terms = dict(sorted(terms.items(), key=lambda term: -term[1]))
    top = _headings(sheet, formats, row, "What it costs", ("cost", currency, "share"))
    total, money = top + len(terms), sum(terms.values())
    for r, (name, value) in enumerate(terms.items(), start=top):
        sheet.write_string(r, 0, name.replace("_", " "), formats["text"])
        sheet.write_number(r, 1, value, formats["whole"])
        put_number(sheet, formats, (r, 2), "share", value / money, f"=B{r + 1}/B${total + 1}")
    sheet.write_string(total, 0, "sum", formats["text_sum"])
    formula = f"=SUM(B{top + 1}:B{total})" if terms else None
    put_number(sheet, formats, (total, 1), "whole_sum", money, formula)
    return total + 1, len(terms)


def _answered(sheet: Any, formats: Formats, run: Run, row: int) -> int:
    """Real-time queues by the hours they are short."""
    queues = {name: q for name, q in run.summary["queues"].items() if q.get("service_level") is not None}
    if not queues:
        return row
    names = ("real-time queue", "in time", "target", "short h", "worst", WORST_WEEK)
    row = _headings(sheet, formats, row, "What is answered in time", names)
    for name, queue in sorted(queues.items(), key=lambda one: -one[1]["short_hours"]):
        sheet.write_string(row, 0, name, formats["text"])
        for c, key in ((1, "service_level"), (2, "service_target"), (4, "service_worst")):
            if queue.get(key) is not None:
                sheet.write_number(row, c, queue[key], formats["share"])
        sheet.write_number(row, 3, queue["short_hours"], formats["whole"])
        sheet.write_string(row, 5, queue.get("service_worst_week") or "", formats["after_text"])
        row += 1
    return row


def _proof(sheet: Any, formats: Formats, run: Run, row: int) -> int:
    """How good the plan is proven to be."""
    row = _headings(sheet, formats, row, "How far from the best plan", ())
    reached = {
        "within_gap": "the gap that was asked for is reached",
        "gap_not_reached": "stopped before"
        if run.summary["stopped_by"] is not None
        else "time ran out before",
    }
    sheet.write_string(row - 1, 0, "status", formats["text"])
    sheet.write_string(row - 1, 1, reached.get(run.summary["status"], run.summary["status"]), formats["text"])
    for name, form in (("objective", "whole"), ("bound", "whole"), ("gap", "share")):
        if run.summary[name] is not None:
            sheet.write_string(row, 0, name, formats["text"])
            sheet.write_number(row, 1, run.summary[name], formats[form])
            row += 1
    return row


def _charts(book: Workbook, sheet: Any, run: Run, costs: tuple[int, int]) -> None:
    """Charts of the program that opens the workbook, over the cells of the other sheets."""
    at = grid_rows(run.tables["capacity_grid"])
    last = FIRST_DAY + len(run.tables["capacity_grid"][0]) - len(KEYS) - 1
    days = [GRID, HEADING, FIRST_DAY, HEADING, last]

    def values(metric: str) -> list[Any]:
        row = at["all", "all", metric] - 1
        return [GRID, row, FIRST_DAY, row, last]

    lines = book.add_chart({"type": "line"})
    for metric, colour, dash in (("required FTE", INK, "dash"), ("staffed FTE", OVER, "solid")):
        look = {"color": colour, "width": 2, "dash_type": dash}
        lines.add_series({"name": metric, "categories": days, "values": values(metric), "line": look})
    bars = book.add_chart({"type": "column"})
    look = {"fill": {"color": OVER}, "invert_if_negative": True, "invert_if_negative_color": UNDER, "gap": 30}
    bars.add_series({"name": "over/under FTE", "categories": days, "values": values("over/under FTE")} | look)
    hires = book.add_chart({"type": "column"})
    look = {"fill": {"color": OVER}, "gap": 30}
    hires.add_series({"name": "new hires", "categories": days, "values": values("new hires")} | look)
    top, terms = costs
    charts = [
        (lines, "Required and staffed FTE", "FTE", True),
        (bars, "Over (blue) and under (orange)", "FTE", True),
        (hires, "People who start", "people", True),
    ]
    if terms:
        cost = book.add_chart({"type": "bar"})
        names, money = [ANSWER, top, 0, top + terms - 1, 0], [ANSWER, top, 1, top + terms - 1, 1]
        cost.add_series({"name": "cost", "categories": names, "values": money} | look)
        each = {"interval_unit": 1, "num_font": {"color": INK, "size": 8}}  # every term has its name
        cost.set_y_axis({"reverse": True, "line": {"none": True}, **each})
        charts.append((cost, "What it costs", run.summary["currency"], False))
    for place, (chart, title, unit, by_week) in enumerate(charts):
        _dress(chart, title, unit, by_week, HEIGHT if by_week else _height(terms))
        sheet.insert_chart(4 + 17 * place, CHART_COLUMN, chart, {"object_position": 2, "description": title})


def _height(terms: int) -> int:
    """Of the chart of costs, where every term has its name."""
    return max(HEIGHT, 110 + 18 * terms)


def _dress(chart: Any, title: str, unit: str, by_week: bool, height: int) -> None:
    """Quiet axes, the unit at the axis of values; a legend only where lines must be told apart."""
    chart.set_title({"name": title, "name_font": {"size": 12, "color": INK}, "overlay": False})
    chart.set_size({"width": 760, "height": height})
    quiet = {"num_font": {"color": QUIET}, "line": {"color": RULE}}
    scale: Mapping[str, Any] = {
        "name": unit, "name_font": {"color": QUIET, "bold": False}, "num_format": "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": RULE}}, **quiet,
    }  # fmt: skip
    if by_week:
        days = {
            "text_axis": True,
            "num_format": "d mmm",
            "interval_unit": 4,
        }  # on an axis of dates bars are thin
        chart.set_x_axis({**days, **quiet, "label_position": "low"})
        chart.set_y_axis(scale)
    else:
        chart.set_x_axis(scale)
    chart.set_legend({"position": "top"} if len(chart.series) > 1 else {"none": True})
