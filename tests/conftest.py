"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# how long an example takes says nothing about right or wrong; in CI every run tries the same examples
settings.register_profile("capplan", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("capplan")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real series and published instances beside the project."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("CI"):
        pytest.fail("../shared/data is absent, and CI is set: it must be there")
    pytest.skip("../shared/data is absent: the real series and published instances lie there")
