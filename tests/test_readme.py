"""What the README says of the project is so."""

from __future__ import annotations

import re
from pathlib import Path

from capplan.tables import TABLES

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NUMBERS = {"four": 4, "five": 5, "six": 6, "seven": 7}


def test_the_count_of_tables_is_right() -> None:
    found = re.search(r"(\d+) CSV tables at most, (\w+) of them required", README)
    assert found is not None
    assert int(found[1]) == len(TABLES)
    assert NUMBERS[found[2]] == sum(table.required for table in TABLES)


def test_every_file_and_picture_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:models|inputs|outputs|capplan)/[\w./]*|\w+\.md)`", README))
    named |= set(re.findall(r"!\[[^]]*\]\(([^)]+)\)", README))
    named = {name for name in named if not name.startswith("outputs/quarterly")}
    assert {"outputs/sample.png", "CHANGELOG.md", "inputs/README.md"} <= named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_two_commands_set_up_and_run_in_one_line_each() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.M)
    assert len(commands) == 2
    assert commands[0].endswith("capplan plan models/quarterly.toml")
    assert "pytest" in commands[1]
    marker = README.index("<!-- test command -->")
    assert README[marker:].splitlines()[2] == commands[1]
