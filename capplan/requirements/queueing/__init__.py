"""Queues in steady state: how long contacts wait, and the fewest agents that meet a target."""
