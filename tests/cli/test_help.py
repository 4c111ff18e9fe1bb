"""Help, the README and the commands say the same; asking for help loads nothing heavy."""

from __future__ import annotations

import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from capplan import errors
from capplan.cli import COMMANDS, cli
from capplan.cli.many_options import SOME_FAILED
from tests.cli.command_line import ROOT, capplan

README = (ROOT / "README.md").read_text(encoding="utf-8")
HEAVY = ("pandas", "numpy", "scipy", "matplotlib", "rich", "pulp", "ortools", "highspy", "pydantic")


def help_of(*arguments: str) -> str:
    done = CliRunner().invoke(cli, [*arguments, "--help"], prog_name="capplan")
    assert done.exit_code == 0
    return done.output


def options_of(name: str) -> list[click.Option]:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return [option for option in command.params if isinstance(option, click.Option)]


def exit_codes_of_the_readme() -> set[int]:
    rows = re.findall(r"^\| ([0-9, ]+) \|", README, re.MULTILINE)
    return {int(code) for row in rows for code in row.split(",")}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_an_example_and_a_place_in_the_readme(name):
    text = help_of(name)
    assert re.search(rf"^    capplan {name}\b", text, re.MULTILINE), "no example"
    assert f"capplan {name}" in README
    assert re.search(rf"^  {name} ", help_of(), re.MULTILINE)
    assert help_of(name) == CliRunner().invoke(cli, [name, "-h"], prog_name="capplan").output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_shows_its_environment_variable_and_says_what_it_does(name):
    text = re.sub(r"\s+", " ", help_of(name))
    for option in options_of(name):
        if option.name == "help":
            continue
        assert option.envvar == f"CAPPLAN_{max(option.opts, key=len)[2:].replace('-', '_').upper()}"
        assert f"env var: {option.envvar}" in text
        assert option.help and option.help.endswith(".")


def test_every_exit_code_is_in_the_readme_and_in_the_help():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")]
    codes = {0, 1, 2, 5, SOME_FAILED, 130, 143} | {kind.exit_code for kind in kinds}
    assert {3, 4, 6, 8} <= codes
    assert exit_codes_of_the_readme() == codes
    text = help_of().partition("Exit codes:")[2].partition("Options:")[0]
    assert {int(code) for code in re.findall(r"\b(\d+)\b", text)} == codes


def test_an_unknown_command_or_option_gets_the_nearest_name(tmp_path):
    done = capplan(tmp_path, "chek")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean 'check'?" in done.stderr
    assert "Did you mean" not in capplan(tmp_path, "xyzzy").stderr
    assert "--scenario" in capplan(tmp_path, "plan", "small.toml", "--scenaro", "surge").stderr


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)])
def test_help_loads_nothing_heavy(arguments, tmp_path):
    code = (
        "import sys\n"
        "from capplan.cli import cli\n"
        f"cli.main({arguments!r}, standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"
