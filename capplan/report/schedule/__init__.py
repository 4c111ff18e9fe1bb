"""The report of a schedule: tables, summary, words for gaps, pictures."""
