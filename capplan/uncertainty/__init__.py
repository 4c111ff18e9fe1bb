"""Plans under uncertainty: futures, two stages, risk, and what it is worth to plan for them."""
