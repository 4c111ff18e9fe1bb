"""A small plan with a vendor under contract, planned once as it stands and once with more mail and no classes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cli.command_line import RULES, capplan
from tests.small_contracts import ON, texts
from tests.small_inputs import altered, write

__all__ = ["two_plans"]

TERMS = {
    "rate": "11", "order_on": "fte_month", "training_rate": "6", "training_cap_h": "70", "nesting_rate": "9",
    "ramp_discount": "0.1", "ramp_weeks": "1", "replacement_training": "vendor", "escalator": "0.03",
    "commit_units": "4000", "commit_window": "quarter", "commit_rate": "5", "tier_kind": "incremental",
    "tier_window": "month",
}  # fmt: skip
MORE = {
    "teams": altered("teams", "MNL_EN,MNL,en,,40,headcount,", "MNL_EN,MNL,en,,40,headcount,short"),
    "committed_classes": "team,class_start,size\nMNL_EN,2026-03-16,6\n",
    "contract_tiers": "contract,from_units,rate,reduction\nB1,0,,0\nB1,3000,,1\n",
}
SURGE = """
[[scenario.surge.change]]
table = "forecast"
date_from = 2026-04-06
column = "volume"
multiply = 12.0
"""


@cache
def _folder() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="compared-")
    here = Path(folder.name)
    write(here, texts(TERMS, **MORE), ON.replace("[hiring]", RULES + "[hiring]") + SURGE)
    for scenario in ((), ("--scenario", "surge")):
        done = capplan(here, "plan", "small.toml", *scenario, "--quiet", "--gap", "0.05")
        assert done.returncode == 0, done.stderr
    return folder


def two_plans() -> Path:
    """A folder with ``base`` and ``surge``, made once for all tests; they may read and not write it."""
    return Path(_folder().name) / "outputs/small"
