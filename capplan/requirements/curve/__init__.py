"""Service curves: what a week loses in service when it gets fewer hours than it requires."""
