"""The load of an interval in an explanation: what arrives in it, and what contacts that run on make of it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from capplan.report.requirement.steps import Line, said
from capplan.report.requirement.typical_week import TypicalWeek
from capplan.report.wording import count_of
from capplan.requirements.week.carried_load import carried_load, corrected_load, corrected_weeks

__all__ = ["load_lines"]

Float = NDArray[np.float64]
CLOSE = 1e-9  # relative; less than this is rounding
CORRECTED = {
    "stationary": "stationary: each interval by itself",
    "lagged": "lagged: what arrives keeps people busy one handle time later",
    "offered_load": "offered load: contacts that run on into the next intervals",
}


def load_lines(week: TypicalWeek, at: tuple[int, int]) -> tuple[list[Line], float]:
    """The load of the interval after its correction, with what it takes to work it out."""
    share, length_s = week.profile.share, week.interval_s
    arriving = (week.contacts * share * week.elapsed_s / length_s).reshape(1, -1)
    is_open = week.profile.is_open.reshape(-1)
    rule = str(corrected_weeks(np.array([week.elapsed_s]), length_s, week.correction)[0])
    load = corrected_load(arriving, week.elapsed_s, length_s, week.correction, is_open)[0]
    place = int(np.ravel_multi_index(at, share.shape))
    own, staffed = float(arriving[0, place]), float(load[place])
    if rule == "stationary":
        return [Line("load to staff", staffed, "erlangs", f"= {said(own)}; {CORRECTED[rule]}")], staffed
    if rule == "lagged":
        lines, before, formula = _lagged(week, arriving[0], place)
    else:
        lines, before, formula = _in_progress(week, arriving, place)
    left = staffed - before
    if left > CLOSE * staffed:
        lines.append(
            Line("still to do when the queue closes", left, "erlangs", "added to the last open interval")
        )
        formula += f" + {said(left)}"
    how = f"= {formula}; {CORRECTED[rule]}"
    return [*lines, Line("load to staff", staffed, "erlangs", how)], staffed


def _lagged(week: TypicalWeek, arriving: Float, place: int) -> tuple[list[Line], float, str]:
    """What arrived one handle time before: the parts of two earlier intervals."""
    later = week.elapsed_s / week.interval_s
    behind = int(later)
    part = later - behind
    near, far = (float(arriving[(place - behind - k) % arriving.size]) for k in (0, 1))
    lines = [
        Line(
            "handle time in intervals", later, "", f"= {said(week.elapsed_s)} s / {said(week.interval_s)} s"
        ),
        Line(f"load arriving {count_of(behind, 'interval', 'intervals')} before", near, "erlangs"),
        Line(f"load arriving {count_of(behind + 1, 'interval', 'intervals')} before", far, "erlangs"),
    ]
    formula = f"{said(near)} x (1 - {said(part)}) + {said(far)} x {said(part)}"
    return lines, near * (1.0 - part) + far * part, formula


def _in_progress(week: TypicalWeek, arriving: Float, place: int) -> tuple[list[Line], float, str]:
    """Contacts in progress: those at the start of the interval fade, those that arrive build up."""
    own = float(arriving[0, place])
    mean = float(carried_load(arriving, week.elapsed_s, week.interval_s)[0, place])
    length = week.interval_s / week.elapsed_s
    weight = -math.expm1(-length) / length
    start = own + (mean - own) / weight
    lines = [
        Line("in progress when it starts", start, "erlangs", "left from the intervals before"),
        Line(
            "weight of these",
            weight,
            "",
            f"= (1 - {said(math.exp(-length))}) / {said(length)}; 1 - e^-d over d, d = interval / handle time",
        ),
    ]
    return lines, mean, f"{said(own)} + ({said(start)} - {said(own)}) x {said(weight)}"
