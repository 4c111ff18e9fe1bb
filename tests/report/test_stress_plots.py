"""Pictures of a plan under stress say what the tables say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from capplan.report.plots.stress import Incident, Losses, incident_course, loss_map
from capplan.report.studies.stress import n1_table
from tests.report.sample_plan import make_plan

HORIZON = make_plan().facts.horizon
COUNT = HORIZON.count


def losses(least: float) -> Losses:
    """Site ONE is covered; vendor Beta, and with it PH, is not in the last period."""
    need, whole = np.full(COUNT, 10.0), np.full(COUNT, 10.0)
    part = whole.copy()
    part[-1] = 10.0 * least
    lost = [("site", "ONE", need, whole), ("vendor", "Beta", need, part), ("country", "PH", need, part)]
    table = n1_table(HORIZON.labels, lost)
    return Losses(table, HORIZON, ("P0",))


def test_the_worst_loss_is_on_top_and_named() -> None:
    ax = loss_map(losses(0.25))
    # ONE is covered throughout and has no row; the country of Beta is Beta
    assert [label.get_text() for label in ax.get_yticklabels()] == ["vendor Beta = country PH"]
    assert any("Covered throughout: 1 more" in text.get_text() for text in ax.texts)
    assert ax.get_title(loc="left").startswith(
        "Without vendor Beta the others could work 25.0 % in the week of"
    )
    shown = ax.collections[0].get_array()
    assert shown is not None and shown[0, -1] == pytest.approx(0.25) and shown[0, :-1].min() == 1.0


def test_full_cover_is_said_so() -> None:
    assert loss_map(losses(1.0)).get_title(loc="left").startswith("Whatever one is lost")


@pytest.mark.parametrize(
    ("recovered", "words"), [(2, "after 2 weeks"), (0, "within its week"), (None, "not got over")]
)
def test_the_course_of_an_incident_stacks_what_is_open(recovered: int | None, words: str) -> None:
    table = pd.DataFrame(
        {
            "volume_factor": [1.0, 2.0, *[1.0] * (COUNT - 2)],
            "backlog_more_h": [0.0, 30.0, *[0.0] * (COUNT - 2)],
            "short_more_h": [0.0, 12.0, *[-1.0] * (COUNT - 2)],
        }
    )
    ax = incident_course(Incident(table, HORIZON, "mail", "2 times its volume for 7 days", 1, recovered))
    heights = np.array([bar.get_height() for bars in ax.containers for bar in bars]).reshape(2, COUNT)
    assert heights[:, 1].tolist() == [30.0, 12.0] and heights[:, 2:].max() == 0.0
    assert words in ax.get_title(loc="left") and "42 h" in ax.get_title(loc="left")
    assert any(text.get_text() == "got over" for text in ax.texts) == (recovered is not None)
