"""What every test may use."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

# how long an example takes says nothing about right or wrong; in CI every run tries the same examples
settings.register_profile("capplan", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("capplan")

SLOW = (
    "bridge", "contracts", "formulation", "orders", "price_plan", "published", "real", "reasons", "replan",
    "requirements", "rostering", "shifts", "solve", "uncertainty", "verify", "verify_roster", "verify_schedule",
    "app/test_browser.py", "cli/test_explain.py", "cli/test_hedge.py", "cli/test_orders.py", "cli/test_price.py",
    "cli/test_replan.py", "cli/test_same_plan.py", "cli/test_simulate.py", "cli/test_studies.py",
    "page/test_browser.py", "page/test_plan_to_plan.py", "studies/test_frontier.py", "studies/test_hedge.py",
    "studies/test_plan_twice.py", "studies/test_stress.py", "studies/test_sweep.py", "studies/test_tornado.py",
    "studies/test_tradeoffs.py", "test_agreement.py", "test_metamorphic.py", "test_pitfalls.py",
    "test_properties.py", "validation/test_robust.py", "workbook/test_office.py",
)  # fmt: skip
"""What takes long and comes out the same on every version of Python: the search, and mathematics on arrays."""

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Let a worker keep neighbouring tests, and with them the plan that one of them made for all."""
    if config.getoption("dist", "no") == "load":
        config.option.dist = "worksteal"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, so that ``-m "not slow"`` leaves it out."""
    here = Path(__file__).parent
    slow = {here / name for name in SLOW}
    marked = cache(lambda path: not slow.isdisjoint((path, *path.parents)))
    for item in items:
        if marked(item.path):
            item.add_marker("slow")


def program(*names: str) -> str:
    """The first of these programs that is there; without one the test is skipped, in CI it fails."""
    found = next((path for path in map(shutil.which, names) if path is not None), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{names[0]} is not installed")
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    """A browser."""
    return program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice."""
    return program("soffice", "libreoffice")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """What reads the text of a PDF."""
    return program("pdftotext")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real series and published instances beside the project."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("CI"):
        pytest.fail("../shared/data is absent, and CI is set: it must be there")
    pytest.skip("../shared/data is absent: the real series and published instances lie there")
