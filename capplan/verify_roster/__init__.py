"""An independent check of a roster: every rule again, person by person and day by day, from the rows as written.

It knows what the inputs say (``capplan.roster_facts``) and nothing of the program or the search.
"""

from capplan.verify_roster.check import RULES, check_roster, findings_of
from capplan.verify_roster.findings import Finding
from capplan.verify_roster.written import WrittenShift, read_roster_file, rows_of

__all__ = ["RULES", "Finding", "WrittenShift", "check_roster", "findings_of", "read_roster_file", "rows_of"]
