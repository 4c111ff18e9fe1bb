"""Reading: a folder of CSV files, or a workbook, to frames of text, with the line of every row.

Nothing is converted here. Mistakes of the files themselves (encoding, separators, headers, ragged rows) are
collected in ``Tables.problems``; ``validate`` reports them together with those of the cells.
"""

from capplan.read.book import is_workbook
from capplan.read.folder import read_table, read_tables
from capplan.read.raw import RawTable, Tables, raw_text

__all__ = ["RawTable", "Tables", "is_workbook", "raw_text", "read_table", "read_tables"]
