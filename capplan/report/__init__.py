"""The plan as files, pictures and words. Nothing here changes a number of the plan."""
