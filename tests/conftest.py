"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# how long an example takes says nothing about right or wrong; in CI every run tries the same examples
settings.register_profile("capplan", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("capplan")

SLOW = (
    "formulation/test_charges.py", "published", "real", "solve", "requirements/week/test_simulation.py",
    "uncertainty", "reasons", "rostering", "validation/test_robust.py", "cli/test_replan.py", "cli/test_studies.py",
    "cli/test_price.py", "cli/test_orders.py", "cli/test_simulate.py", "cli/test_hedge.py", "cli/test_explain.py",
    "app/test_browser.py",
)  # fmt: skip
"""What takes long and comes out the same on every version of Python: most of it is the search."""

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, so that ``-m "not slow"`` leaves it out."""
    here = Path(__file__).parent
    slow = tuple(here / name for name in SLOW)
    for item in items:
        if any(item.path == place or place in item.path.parents for place in slow):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real series and published instances beside the project."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("CI"):
        pytest.fail("../shared/data is absent, and CI is set: it must be there")
    pytest.skip("../shared/data is absent: the real series and published instances lie there")
