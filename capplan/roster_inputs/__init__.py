"""From the files of a roster to its facts: every problem of model and tables at once."""

from capplan.roster_inputs.facts import read_roster
from capplan.roster_inputs.from_schedule import tables_of

__all__ = ["read_roster", "tables_of"]
