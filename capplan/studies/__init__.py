"""Studies: many runs of the line, and what they tell together."""
