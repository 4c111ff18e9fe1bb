"""The waterfall: bars one behind the other, from nothing to the difference of the two plans."""

from __future__ import annotations

import pytest
from matplotlib.patches import Rectangle

from capplan.report.plots.waterfall import Steps, waterfall
from capplan.report.style import OVER, UNDER

SHOWN = Steps(
    ("base", "freeze"), 1000.0, 1150.0, (("Volume", 250.0), ("Currency", -100.0)), "USD", "freeze costs more"
)


def test_every_bar_begins_where_the_last_one_ended():
    ax = waterfall(SHOWN)
    bars = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    spans = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars]
    assert spans == [(0.0, 250.0), (250.0, 150.0), (0.0, 150.0)]
    from matplotlib.colors import to_hex

    assert [to_hex(bar.get_facecolor()) for bar in bars[:2]] == [UNDER, OVER]
    assert [bar.get_y() + bar.get_height() / 2 for bar in bars] == pytest.approx([1.0, 2.0, 3.0])


def test_it_names_plans_drivers_and_amounts():
    ax = waterfall(SHOWN)
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "base: 1,000 USD", "Volume", "Currency", "freeze: 1,150 USD",
    ]  # fmt: skip
    assert {"+250", "\N{MINUS SIGN}100", "+150"} <= {text.get_text() for text in ax.texts}
    assert ax.get_title(loc="left") == "freeze costs more"
    low, high = ax.get_xlim()
    assert low < 0.0 < 250.0 < high


def test_plans_that_cost_the_same_have_a_picture_too():
    ax = waterfall(Steps(("a", "b"), 10.0, 10.0, (), "USD", "b costs as much as a"))
    assert len(ax.get_yticklabels()) == 2
