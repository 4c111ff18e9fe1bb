"""The straight line: read, validate, requirements, formulate, solve, extract, report."""
