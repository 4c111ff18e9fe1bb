"""What leads from the last plan to this one: the exact bridge of ``capplan compare``, or why it is not there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from capplan.bridge import compare_runs
from capplan.errors import InvalidInput
from capplan.report.pages import Chart, page_chart
from capplan.report.wording import amount

__all__ = ["REPLACED", "chart_of_earlier", "chart_or_reason", "replaced_plan"]

SUMMARY = "summary.json"
REPLACED = (
    "This plan takes the place of one that stood in its folder; it was not asked to keep to it (--from)."
)


def replaced_plan(standing: Path, folder: Path) -> Path | None:
    """The folder ``standing`` where it holds another plan than ``folder``, which will take its place.

    The same plan written again says nothing of itself, so that its page stays the same byte for byte.
    """
    there, new = standing / SUMMARY, folder / SUMMARY
    return standing if there.is_file() and there.read_bytes() != new.read_bytes() else None


def chart_or_reason(before: Path, after: Path) -> tuple[Chart | None, tuple[str, ...]]:
    """The bridge between two plans, or one line that says why there is none."""
    try:
        return chart_of_earlier(before, after), ()
    except InvalidInput as error:
        why = error.problems[0].message  # without its file: the new folder does not have its name yet
    except (OSError, ValueError, LookupError, TypeError) as error:
        # an older version or a hand wrote other files there; the new plan is written all the same
        why = f"its folder cannot be read ({type(error).__name__})"
    return None, (f"What leads from the cost of the last plan to that of this one is not shown: {why}.",)


def chart_of_earlier(before: Path, after: Path) -> Chart:
    """What leads from the cost of an earlier plan to that of this one: the bridge of ``capplan compare``.

    Raises InvalidInput where the two folders do not compare, for example when the earlier one is gone.
    """
    from capplan.bridge.write import steps
    from capplan.report.plots.areas import BAR, Area
    from capplan.report.plots.save import drawn, styled
    from capplan.report.plots.waterfall import waterfall

    found = steps(replace(compare_runs(before, after), names=("the last plan", "this plan")))
    found = replace(found, finding=found.finding[0].upper() + found.finding[1:])
    with styled():
        picture = drawn(waterfall, found)
    rows = [(found.names[0], found.before), *found.steps, (found.names[1], found.after)]
    areas = [
        Area(-float("inf"), float("inf"), row - BAR, row + BAR, name, (amount(value, found.currency),))
        for row, (name, value) in enumerate(rows)
    ]
    return page_chart("plan_to_plan", picture, areas, partial(waterfall, found))
