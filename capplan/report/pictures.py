"""Which pictures a plan has nothing for."""

from __future__ import annotations

from capplan.plan import Plan

__all__ = ["not_drawn"]


def not_drawn(plan: Plan) -> frozenset[str]:
    """The names of ``plots.PLOTS`` that are left out: no contracts, no queue answered in real time, no schedule."""
    nothing = {
        "vendor_comparison": plan.facts.contracts is None,
        "required_by_hour": not plan.requirement.agents,
        "scheduled_by_hour": plan.scheduled is None,
    }
    return frozenset(name for name, empty in nothing.items() if empty)
