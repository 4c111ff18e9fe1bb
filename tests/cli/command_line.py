"""capplan as a process of its own, in a folder of its own, with nothing of the caller's environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from tests.cli import warm
from tests.small_inputs import MODEL, START, altered, tables, write

ROOT = Path(__file__).resolve().parents[2]

NO_PICTURES = f"""
import sys, types
plots = types.ModuleType("capplan.report.plots")
plots.PLOTS, plots.save, plots.__path__ = {{}}, None, [{str(ROOT / "capplan/report/plots")!r}]
sys.modules["capplan.report.plots"] = plots
page = types.ModuleType("capplan.page")
page.chart_of_plan = page.write_page = lambda *_: None
page.__path__ = [{str(ROOT / "capplan/page")!r}]
sys.modules["capplan.page"] = page
"""
"""Runs at the start of Python: drawing a plan takes longer than everything else a small plan does."""

NO_DRAWING = (
    NO_PICTURES
    + """
agents, save = (types.ModuleType(f"capplan.report.plots.{name}") for name in ("agents", "save"))
agents.agents_on_duty, save.save = None, lambda *ignored: None
sys.modules.update({module.__name__: module for module in (agents, save)})
"""
)
"""The same for a requirement."""

RULES = """\
[seats]
[releases]
[transfers]
[overtime]
[undertime]
[support]
block_periods = 4

"""

MUST_MEET = MODEL.replace(
    "[coverage.unmet_price]", '[coverage]\nmust_meet = ["P1"]\n\n[coverage.unmet_price]'
)


def environment(folder: Path, start: str, variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command: this checkout, and ``start`` to run when Python starts."""
    site = folder / ".site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(start, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAPPLAN_")}
    return {**kept, "PYTHONPATH": os.pathsep.join([str(site), str(ROOT)]), **variables}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "capplan", *map(str, arguments)]


def capplan(
    folder: Path,
    *arguments: str | Path,
    start: str = NO_PICTURES,
    variables: Mapping[str, str] | None = None,
    anew: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run ``capplan`` in ``folder`` to its end.

    It is a fork of a process that has loaded what commands need; with ``anew`` Python is started for it.
    """
    if not anew:
        return warm.run(list(map(str, arguments)), folder, environment(folder, start, variables or {}), start)
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(folder, start, variables or {}),
        capture_output=True,
        text=True,
        timeout=warm.TIME_LIMIT_S,
        check=False,
    )


def without(*packages: str) -> str:
    """Code that makes Python believe that packages are not installed."""
    return NO_PICTURES + "".join(f"sys.modules[{package!r}] = None\n" for package in packages)


def write_long(folder: Path) -> None:
    """40 weeks: a first plan comes at once, the proof that none is better takes very much longer."""
    weeks = 40
    forecast = "week_start,queue,language,volume,aht_s\n" + "".join(
        f"{START + timedelta(weeks=week)},{queue},{language},{volume},{aht_s}\n"
        for week in range(weeks)
        for queue, language, volume, aht_s in (
            ("voice", "en", 16000 + 700 * week, 300),
            ("chat", "en", 800, 400),
            ("mail", "en", 9000 + 500 * (week % 5) + 20 * week**2, 420),
            ("mail", "de", 3000 + 100 * week, 480),
        )
    )
    model = MODEL.replace("periods = 8", f"periods = {weeks}").replace("[hiring]", RULES + "[hiring]")
    write(folder, {"forecast": forecast}, model)


def write_tight_seats(folder: Path) -> None:
    """More people at the start than there are seats for."""
    write(folder, {"sites": altered("sites", "eu,100,90", "eu,20,90")}, MODEL + "\n[seats]\n")


def write_on_demand(folder: Path, first: int, second: int, model: str) -> None:
    """More calls than the people at DUB can take; MNL works on demand; budgets of two quarters."""
    changed = {
        "teams": altered("teams", "MNL_EN,MNL,en,,40,headcount,", "MNL_EN,MNL,en,,40,on_demand,"),
        "rates": altered("rates", "MNL_EN,paid_hour,11", "MNL_EN,productive_hour,30"),
        "headcount": altered("headcount", "MNL_EN,20,25\n", ""),
        "class_rules": altered("class_rules", "MNL_EN,5,15,1,,,,\n", ""),
        "release_rules": None,
        "attrition": altered("attrition", "MNL,,0,0.01,weekly\n", ""),
        "forecast": tables()["forecast"].replace(",voice,en,10", ",voice,en,160"),
        "budgets": f"quarter,amount\n2026-Q1,{first}\n2026-Q2,{second}\n",
    }
    write(folder, changed, model + "\n[budget]\n")
