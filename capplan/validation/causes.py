"""The likely causes of numbers that are none, or are out of range."""

from __future__ import annotations

import re

__all__ = ["number_cause", "out_of_range_cause"]

SHEET_ERRORS = ("#n/a", "#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!")
NOTHING = ("nan", "na", "n/a", "null", "none", "-", "--", "inf", "-inf", "+inf", "infinity", "tbd", "?")


def _percentage(number: float) -> str:
    share = f"{number / 100:.10f}".rstrip("0").rstrip(".")
    return f"A percentage? Write {share if '.' in share else share + '.0'}."


def number_cause(cell: str, share: bool) -> str | None:
    """Why ``cell`` is no number, and what to write instead; None when nothing comes to mind."""
    folded = cell.casefold()
    if folded in SHEET_ERRORS:
        return "The spreadsheet that it comes from shows an error there."
    if folded in NOTHING:
        return "Leave the cell empty where a blank is allowed, or write the number."
    percent = re.fullmatch(r"([0-9]+(?:[.,][0-9]+)?)\s*%", cell)
    if percent:
        return _percentage(float(percent[1].replace(",", ".")))
    if re.fullmatch(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", cell):
        return f"Thousands separators? Write {cell.replace(',', '')}."
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:[ \u00a0\u202f'’][0-9]{3})+(?:[.,][0-9]+)?", cell):
        return f"Thousands separators? Write {re.sub('[^0-9,.+-]', '', cell).replace(',', '.')}."
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", cell):
        return f"Dots for thousands and a decimal comma? Write {cell.replace('.', '').replace(',', '.')}."
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", cell):
        return f"A decimal comma? Write {cell.replace(',', '.')}."
    if re.search(r"[$€£₹¥₱]|^[A-Z]{3}\b|\b[A-Z]{3}$", cell):
        return "A currency? Write the number alone."
    if re.fullmatch(r"[0-9]+:[0-9]{2}(?::[0-9]{2})?", cell):
        return "A length of time? Write it as one number."
    return "A unit? Write the number alone." if not share and re.match(r"[0-9.]+\s*[a-z]+$", folded) else None


def out_of_range_cause(number: float, share: bool, high: float) -> str | None:
    """Why a number is outside its range; ``high`` is the upper end."""
    if share and high < number <= 100:
        return _percentage(number)
    return "Is the sign wrong?" if number < 0 else None
