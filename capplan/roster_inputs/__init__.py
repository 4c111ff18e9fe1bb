"""From the files of a roster to its facts: every problem of model and tables at once."""

from capplan.roster_inputs.facts import read_roster

__all__ = ["read_roster"]
