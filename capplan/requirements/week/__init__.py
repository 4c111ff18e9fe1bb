"""The week by the clock: profiles, opening hours, contacts that run on, and every interval sized."""
