"""From forecast to required hours: workload, Erlang formulas, interval profiles, peaking, shrinkage.

Everything exported here is a pure function of numbers and numpy arrays.
"""

from __future__ import annotations

from capplan.requirements.erlang import erlang_b, erlang_c, occupancy
from capplan.requirements.erlang_a import Counting, PatienceQueue, counted_service_level, queue_with_patience
from capplan.requirements.interval_week import carried_load, interval_agents, interval_hours
from capplan.requirements.peaking import least_constant_capacity, peaking_factor
from capplan.requirements.shrinkage import on_duty_share, paid_share, productive_share
from capplan.requirements.sizing import abandonment, agents_required, average_speed_of_answer, service_level
from capplan.requirements.workload import agent_work_seconds, deferrable_h, elapsed_seconds, workload_h

__all__ = [
    "Counting",
    "PatienceQueue",
    "abandonment",
    "agent_work_seconds",
    "agents_required",
    "average_speed_of_answer",
    "carried_load",
    "counted_service_level",
    "deferrable_h",
    "elapsed_seconds",
    "erlang_b",
    "erlang_c",
    "interval_agents",
    "interval_hours",
    "least_constant_capacity",
    "occupancy",
    "on_duty_share",
    "paid_share",
    "peaking_factor",
    "productive_share",
    "queue_with_patience",
    "service_level",
    "workload_h",
]
