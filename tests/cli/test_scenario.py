"""``--scenario``: a run folder of its own, and the same plan as with inputs edited by hand."""

from __future__ import annotations

import json

from tests.cli.command_line import capplan
from tests.small_inputs import MODEL, tables, write


def edited_forecast() -> str:
    """The mail of the scenario by hand: a fifth more from the sixth of April."""
    lines = []
    for line in tables()["forecast"].splitlines():
        cells = line.split(",")
        if cells[1] == "mail" and cells[0] >= "2026-04-06":
            cells[3] = {"900": "1080", "300": "360"}[cells[3]]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def test_an_overlay_is_the_same_as_an_edited_file(tmp_path):
    write(tmp_path / "overlay")
    write(
        tmp_path / "edited",
        {"forecast": edited_forecast()},
        MODEL.replace("start_every = 1", "start_every = 1\nfreeze = true"),
    )
    done = capplan(tmp_path / "overlay", "plan", "small.toml", "--quiet", "--scenario", "surge")
    by_hand = capplan(tmp_path / "edited", "plan", "small.toml", "--quiet")
    assert (done.stdout, by_hand.stdout) == ("outputs/small/surge\n", "outputs/small/base\n")
    surge, edited = tmp_path / "overlay/outputs/small/surge", tmp_path / "edited/outputs/small/base"
    told, expected = (json.loads((folder / "summary.json").read_text()) for folder in (surge, edited))
    assert told.pop("scenario") == "surge" and expected.pop("scenario") == "base"
    assert told == expected
    names = {path.name for path in edited.glob("*.csv")}
    assert names == {path.name for path in surge.glob("*.csv")} and len(names) > 5
    for name in names:
        assert (surge / name).read_bytes() == (edited / name).read_bytes(), name
    assert [path.name for path in surge.parent.iterdir()] == ["surge"]


def test_an_unknown_scenario_ends_with_3_and_the_nearest_name(tmp_path):
    write(tmp_path)
    done = capplan(tmp_path, "plan", "small.toml", "--scenario", "serge")
    assert (done.returncode, done.stdout) == (3, "")
    assert "Did you mean 'surge'?" in done.stderr
    assert not (tmp_path / "outputs").exists()
