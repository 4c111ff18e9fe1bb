"""The run on the terminal."""

from __future__ import annotations

import io

import numpy as np
import pytest

from capplan.report.summary import summary
from capplan.report.terminal import show
from capplan.report.wording import amount, count_of, number, percent, sparkline
from tests.report.sample_contracts import contract_plan
from tests.report.sample_plan import make_plan, with_short


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture(scope="module")
def content():
    return summary(make_plan(), "quarterly", "base")


def shown(content, stream: io.StringIO) -> str:
    show(content, stream)
    return stream.getvalue()


def plain(text: str) -> str:
    """The text without what makes it bold or coloured."""
    return "".join(part.partition("m")[2] if i else part for i, part in enumerate(text.split("\x1b[")))


def test_a_pipe_gets_plain_text_with_the_sentence_first_on_one_line(content):
    text = shown(content, io.StringIO())
    assert "\x1b" not in text
    assert not set(text) & set("─│┃━▁▂▃▄▅▆▇█")
    assert text.splitlines()[0].strip() == content["sentence"]


def test_every_site_cost_term_and_short_queue_is_listed(content):
    text = shown(content, io.StringIO())
    for name in ("LIS", "MNL", "wages", "vendor hours", "unmet hours", "review:en", "2026-01-19"):
        assert name in text


def test_a_plan_without_shortage_lists_no_queues():
    text = shown(summary(with_short(make_plan(), 0, 0, 0.0), "quarterly", "base"), io.StringIO())
    assert "short queue" not in text


def test_a_terminal_gets_colour_and_a_line_of_over_and_under(content, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    text = shown(content, Terminal())
    assert "\x1b[" in text
    assert "over/under" in text
    assert set(text) & set("▁▂▃▄▆▇█")


def test_the_line_of_a_site_goes_before_classes_where_there_is_no_room_for_both(content, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    heads = {}
    for columns in (50, 80, 110):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = plain(shown(content, Terminal())).splitlines()
        (heads[columns],) = (line.split() for line in lines if line.lstrip().startswith("site"))
    assert ["over/under" in heads[columns] for columns in heads] == [False, True, True]
    assert ["classes" in heads[columns] for columns in heads] == [False, False, True]


def test_no_color_leaves_out_colours(content, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    assert "\x1b[38" not in shown(content, Terminal())
    assert "\x1b[34" not in shown(content, Terminal())


def test_a_dumb_terminal_gets_plain_text(content, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    text = shown(content, Terminal())
    assert "\x1b" not in text
    assert not set(text) & set("─▁▂▃▄▅▆▇█")


@pytest.mark.parametrize("columns", [60, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(content, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "dumb" if columns == 80 else "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert max(len(line) for line in plain(shown(content, Terminal())).splitlines()) <= columns


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_contracts_fit_the_terminal_and_a_narrow_one_shows_what_they_bill(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    lines = plain(shown(summary(contract_plan(), "m", "base"), Terminal())).splitlines()
    assert max(len(line) for line in lines) <= columns
    (heading,) = (line for line in lines if line.lstrip().startswith("contract"))
    assert heading.split()[:5] == ["contract", "billed,", "USD", "per", "ticket"]
    assert ("decision" in heading) == (columns > 60)


def test_an_ascii_stream_gets_ascii(content):
    class Ascii(io.StringIO):
        encoding = "ascii"

    shown(content, Ascii()).encode("ascii")


def test_numbers_read_as_people_say_them():
    assert number(-1234.4) == "\N{MINUS SIGN}1,234"
    assert number(-0.2) == "0"
    shares = (0.0123, 0.0, 0.0001, -0.0001)
    assert [percent(share) for share in shares] == ["1.2 %", "0.0 %", "<0.1 %", "0.0 %"]
    assert [amount(value, "USD") for value in (31_412_345.0, 942_300.0, 9412.4, 1.25e9)] == [
        "31.4 M USD",
        "942 k USD",
        "9,412 USD",
        "1.25 bn USD",
    ]
    assert [count_of(value, "class", "classes") for value in (1.0, 14.0, 2.5)] == [
        "1 class",
        "14 classes",
        "2.5 classes",
    ]


def test_a_sparkline_keeps_a_single_short_week_when_it_is_squeezed():
    values = np.zeros(52)
    values[30] = -1.0
    line = sparkline(values, 13, 1.0)
    assert len(line) == 13
    assert line.count("▁") == 1
