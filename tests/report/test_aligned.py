"""Tables of plain text."""

from __future__ import annotations

from capplan.report.aligned import aligned


def test_columns_line_up_at_the_left_or_at_the_right():
    rows = [["a", "1", "yes"], ["bbb", "\N{MINUS SIGN}2.5", "no"]]
    assert aligned(["x", "number", "say"], rows, left=(0, 2)) == [
        "x    number  say",
        "a         1  yes",
        "bbb    -2.5  no",
    ]


def test_a_table_without_rows_is_its_heading():
    assert aligned(["x", "y"], []) == ["x  y"]
