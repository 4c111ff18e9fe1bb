"""What studies tell: tables, words and files of sweeps, frontiers and tornadoes."""
