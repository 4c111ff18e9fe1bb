"""Shift design: which shifts are opened, and how many people work each of them on each day."""

from capplan.shifts.facts import Breaks, Covering, Prices, Shifts, Tours
from capplan.shifts.result import Schedule
from capplan.shifts.solved import cover

__all__ = ["Breaks", "Covering", "Prices", "Schedule", "Shifts", "Tours", "cover"]
