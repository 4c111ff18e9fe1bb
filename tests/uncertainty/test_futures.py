"""Ranges, the mean of futures, more work than the mean."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.uncertainty.futures import (
    Range,
    mean_facts,
    with_more_work,
)
from tests.tiny import tiny_facts


def test_a_range_is_a_pert_distribution() -> None:
    each = Range(0.8, 1.0, 1.4)
    shares = (np.arange(20_000) + 0.5) / 20_000
    values = each.at(shares)
    assert values.mean() == pytest.approx((0.8 + 4.0 + 1.4) / 6.0, abs=1e-4)
    assert values.min() > 0.8 and values.max() < 1.4 and np.all(np.diff(values) > 0.0)
    assert Range(1.1, 1.1, 1.1).at(np.array([0.2, 0.9])).tolist() == [1.1, 1.1]


@pytest.mark.parametrize("values", [(1.0, 0.9, 1.1), (0.9, 1.2, 1.1), (-0.1, 1.0, 1.1), (0.9, 1.0, np.inf)])
def test_a_range_that_does_not_rise_is_refused(values: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="rising"):
        Range(*values)


def test_the_mean_is_weighted_and_leaves_alone_what_is_the_same() -> None:
    facts, _ = tiny_facts([[40.0] * 4])
    one, other = with_more_work(facts, -0.2), with_more_work(facts, 0.6)
    mean = mean_facts([one, other], np.array([0.75, 0.25]))
    assert mean.queues.volume == pytest.approx(facts.queues.volume)
    assert mean.sites is facts.sites or np.array_equal(mean.sites.seats, facts.sites.seats)
    assert np.isinf(mean.sites.seats).all() and mean.queues.name == facts.queues.name
    assert with_more_work(mean, 0.1).queues.volume == pytest.approx(1.1 * facts.queues.volume)
