"""Checking the input tables: cells first, then what must hold between rows and tables, group by group.

Each group module has ``check`` (its problems; works on imperfect tables), where there is something to say
``notes`` (what a planner should look at), and functions that build its part of ``Facts`` (sound tables only).
"""

from capplan.validation.whole import check, horizon_of, problems_of, validate, validate_with_notes

__all__ = ["check", "horizon_of", "problems_of", "validate", "validate_with_notes"]
