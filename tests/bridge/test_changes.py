"""What changed between two folders: classes by day and size, decisions, orders, hours by queue and site, people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from capplan.bridge.changes import Changed, changes
from capplan.bridge.proven import proven
from capplan.errors import InvalidInput

WEEKS = ("2026-03-02", "2026-03-09", "2026-04-06", "2026-04-13")
HEADERS = {
    "hiring_calendar": "team,training_start,size",
    "vendor_decisions": "contract,decision,date",
    "vendor_orders": "contract,month,order_unit,planned_units",
    "initiatives": "initiative,decision,start",
    "site_decisions": "site,decision,date",
    "allocation": "week_start,queue,language,site,productive_h",
    "headcount": "week_start,team,end,training_end",
}


def run(folder: Path, **rows: Sequence[str]) -> Path:
    folder.mkdir()
    for name, header in HEADERS.items():
        if rows.get(name) is not None or not name.startswith(("vendor", "initiatives", "site")):
            text = "\n".join([header, *rows.get(name, ())])
            (folder / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
    return folder


def between(
    tmp_path: Path, name: str, before: Sequence[str], after: Sequence[str]
) -> list[tuple[object, ...]]:
    folders = [run(tmp_path / which, **{name: rows}) for which, rows in (("a", before), ("b", after))]
    return [tuple(vars(one).values()) for one in changes(*folders, WEEKS)]


def test_classes_that_stay_move_change_size_come_and_go(tmp_path):
    before = ["EN,2026-03-02,10", "EN,2026-03-02,10", "EN,2026-03-09,8", "DE,2026-03-09,6", "ES,2026-04-06,5"]
    after = ["EN,2026-03-02,10", "EN,2026-03-02,12", "EN,2026-04-13,9", "FR,2026-03-09,7", "ES,2027-01-04,5"]
    assert between(tmp_path, "hiring_calendar", before, after) == [
        ("class_resized", "EN", "2026-03-02", "2026-03-02", 10.0, 12.0, "people"),
        ("class_moved", "EN", "2026-03-09", "2026-04-13", 8.0, 9.0, "people"),
        ("class_added", "FR", "", "2026-03-09", 0.0, 7.0, "people"),
        ("class_cancelled", "DE", "2026-03-09", "", 6.0, 0.0, "people"),
        # the class of 2027 is in no week that both plan
        ("class_cancelled", "ES", "2026-04-06", "", 5.0, 0.0, "people"),
    ]


def test_initiatives_and_sites_are_decisions_of_their_own(tmp_path):
    before = ["bot,start,2026-03-02", "spam,not_started,"]
    after = ["bot,start,2026-04-06", "spam,start,2026-03-02"]
    assert between(tmp_path, "initiatives", before, after) == [
        ("initiative_added", "spam", "", "2026-03-02", 0.0, 1.0, "project"),
        ("initiative_moved", "bot", "2026-03-02", "2026-04-06", 1.0, 1.0, "project"),
    ]
    (tmp_path / "sites").mkdir()
    before, after = ["AUS,close,2026-03-02", "VLC,not_opened,"], ["AUS,keep,", "VLC,open,2026-04-06"]
    assert between(tmp_path / "sites", "site_decisions", before, after) == [
        ("site-opening_added", "VLC", "", "2026-04-06", 0.0, 1.0, "project"),
        ("site-closure_cancelled", "AUS", "2026-03-02", "", 1.0, 0.0, "project"),
    ]


def test_decisions_on_contracts(tmp_path):
    before = ["B1,open,2026-03-02", "B2,end,2026-04-06", "B3,keep,"]
    after = ["B1,open,2026-04-06", "B3,end,2026-04-06"]
    assert between(tmp_path, "vendor_decisions", before, after) == [
        ("opening_moved", "B1", "2026-03-02", "2026-04-06", 1.0, 1.0, "contract"),
        ("ending_cancelled", "B2", "2026-04-06", "", 1.0, 0.0, "contract"),
        ("ending_added", "B3", "", "2026-04-06", 0.0, 1.0, "contract"),
    ]


def test_orders_from_half_a_percent_on(tmp_path):
    before = ["B1,2026-03,paid_hour,1000", "B1,2026-04,paid_hour,1000", "B1,2026-05,paid_hour,1"]
    after = ["B1,2026-03,paid_hour,1004", "B1,2026-04,paid_hour,1006", "B1,2026-05,paid_hour,9"]
    assert between(tmp_path, "vendor_orders", before, after) == [
        ("order_changed", "B1", "2026-04-01", "2026-04-01", 1000.0, 1006.0, "paid_hour a month")
    ]


def test_hours_by_queue_and_site_and_people_at_the_end(tmp_path):
    work = ["2026-03-02,voice,en,DUB,30", "2026-03-09,voice,en,DUB,30", "2027-01-04,voice,en,DUB,99"]
    one = run(tmp_path / "a", allocation=work, headcount=["2026-04-06,EN,9,9", "2026-04-13,EN,20,4"])
    other = run(tmp_path / "b", allocation=["2026-03-02,voice,en,MNL,80"], headcount=["2026-04-13,EN,21,0.5"])
    assert changes(one, other, WEEKS) == (
        Changed("hours_moved", "voice:en at MNL", "", "", 0.0, 80.0, "productive hours"),
        Changed("hours_moved", "voice:en at DUB", "", "", 60.0, 0.0, "productive hours"),
        Changed("headcount_end", "EN", "2026-04-13", "2026-04-13", 24.0, 21.5, "people"),
    )


def test_a_table_that_is_missing_is_named(tmp_path):
    whole, part = run(tmp_path / "a"), run(tmp_path / "b")
    (part / "allocation.csv").unlink()
    with pytest.raises(InvalidInput, match="allocation.csv: the table of the run is missing"):
        changes(whole, part, WEEKS)


@pytest.mark.parametrize(
    ("before", "after", "least", "most", "certain"),
    [
        ((1000.0, 990.0), (1100.0, 1080.0), 80.0, 110.0, True),
        ((1100.0, 1080.0), (1000.0, 990.0), -110.0, -80.0, True),
        ((1000.0, 990.0), (1005.0, 985.0), -15.0, 15.0, False),
    ],
)
def test_a_difference_is_proven_where_the_gaps_cannot_turn_it(before, after, least, most, certain):
    found = proven(*({"objective": value, "bound": bound} for value, bound in (before, after)))
    assert (found.low, found.high, found.certain) == (least, most, certain)


def test_a_bound_of_one_plan_proves_one_side_only():
    """A plan for 10 exists, and nothing for less than 19: the second is dearer, nobody knows how much at most."""
    found = proven({"objective": 10.0, "bound": None}, {"objective": 20.0, "bound": 19.0})
    assert found.certain and found.low == 9.0
    assert not proven({"objective": 10.0, "bound": 9.0}, {"objective": 20.0, "bound": None}).certain
