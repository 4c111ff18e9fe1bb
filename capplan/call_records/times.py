"""Days and times of call records, in whatever form a file writes them.

Every usual form is tried. The one that reads most cells is taken; where two forms read as many and disagree
(3/4 may be March or April), none is taken and the user is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import pandas as pd

__all__ = ["Moments", "moments"]

DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%y%m%d", "%d%m%y", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y",
        "%m-%d-%Y", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y")  # fmt: skip
TIMES = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p")
SAMPLE = 300  # cells on which every form is tried; only the best of them meet the whole file
YEARS = (1970, 2100)  # outside, digits were taken for something that they are not


@dataclass(frozen=True)
class Moments:
    """The cells that were read, the moment of each (NaT where unreadable), and the form of all.

    ``form`` is None where none was found; ``trouble`` says why.
    """

    cells: pd.Series[str]
    stamps: pd.Series[pd.Timestamp]
    form: str | None
    trouble: str | None = None


def moments(day: pd.Series[str] | None, time: pd.Series[str], form: str | None = None) -> Moments:
    """Day and time of arrival.

    ``form`` is that of the day, or of the whole moment where it has an hour (``%H``); then no other is tried.
    Where ``day`` is given it is read together with ``time``, unless the time holds a day of its own.
    """
    cells = time
    for cells, forms in _attempts(day, time, form):
        found = _best(cells, _best(cells.iloc[:: max(1, len(cells) // SAMPLE)], forms))
        if not found:
            continue
        first, *others = found.items()
        for other, stamps in others:
            if not stamps.equals(first[1]):
                trouble = f"the day can be read in two ways, as {first[0]} and as {other}"
                return Moments(cells, stamps, None, trouble)
        return Moments(cells, first[1], first[0])
    return Moments(cells, _read(cells, "%Y"), None, "no known form of day and time")


def _attempts(
    day: pd.Series[str] | None, time: pd.Series[str], form: str | None
) -> Iterator[tuple[pd.Series[str], list[str]]]:
    """Cells and the forms in which to read them, the likeliest first."""
    whole = form is not None and ("%H" in form or "%I" in form)
    days = DAYS if form is None else (form,)
    if day is not None and not whole:
        yield day + " " + time, [f"{one} {other}" for one, other in product(days, TIMES)]
    yield (
        time,
        [form or ""] if whole else [f"{one}{gap}{two}" for one, gap, two in product(days, " T", TIMES)],
    )


def _best(cells: pd.Series[str], forms: Iterable[str]) -> dict[str, pd.Series[pd.Timestamp]]:
    """The moments by form, for the forms that read most cells; empty where none reads any."""
    read = {form: _read(cells, form) for form in forms}
    count = {form: int(stamps.notna().sum()) for form, stamps in read.items()}
    most = max(count.values(), default=0)
    return {form: stamps for form, stamps in read.items() if most and count[form] == most}


def _read(cells: pd.Series[str], form: str) -> pd.Series[pd.Timestamp]:
    stamps = pd.to_datetime(cells, format=form, errors="coerce")
    return stamps.where(stamps.dt.year.between(*YEARS))
