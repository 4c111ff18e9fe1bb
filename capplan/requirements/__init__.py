"""From forecast to required hours: workload, Erlang formulas, interval profiles, peaking, shrinkage.

Everything exported here is a pure function of numbers and numpy arrays. What is estimated from call records
(``patience``, ``handle_time``, ``by_hour``) is imported from its module.
"""

from __future__ import annotations

from capplan.requirements.automation import deflected, residual
from capplan.requirements.blended import GapUse, gap_h, gap_use
from capplan.requirements.curve.service_curve import ServiceCurve, expected_level
from capplan.requirements.pooling import PoolingSaving, pooling_saving, splitting_penalty
from capplan.requirements.queueing.chat import chat_agents, chat_measures
from capplan.requirements.queueing.counting import Counting
from capplan.requirements.queueing.erlang import erlang_b, erlang_c, occupancy
from capplan.requirements.queueing.erlang_a import PatienceQueue, counted_service_level, queue_with_patience
from capplan.requirements.queueing.service_measures import abandonment, average_speed_of_answer, service_level
from capplan.requirements.queueing.sizing import agents_required
from capplan.requirements.rework import with_rework
from capplan.requirements.shrinkage import on_duty_share, paid_share, productive_share
from capplan.requirements.week.carried_load import Correction, corrected_load
from capplan.requirements.week.clock import in_plan_time
from capplan.requirements.week.interval_week import (
    IntervalService,
    interval_agents,
    interval_hours,
    interval_service,
)
from capplan.requirements.week.peaking import least_constant_capacity, peaking_factor
from capplan.requirements.workload import agent_work_seconds, deferrable_h, elapsed_seconds, workload_h

__all__ = [
    "Correction",
    "Counting",
    "GapUse",
    "IntervalService",
    "PatienceQueue",
    "PoolingSaving",
    "ServiceCurve",
    "abandonment",
    "agent_work_seconds",
    "agents_required",
    "average_speed_of_answer",
    "chat_agents",
    "chat_measures",
    "corrected_load",
    "counted_service_level",
    "deferrable_h",
    "deflected",
    "elapsed_seconds",
    "erlang_b",
    "erlang_c",
    "expected_level",
    "gap_h",
    "gap_use",
    "in_plan_time",
    "interval_agents",
    "interval_hours",
    "interval_service",
    "least_constant_capacity",
    "occupancy",
    "on_duty_share",
    "paid_share",
    "peaking_factor",
    "pooling_saving",
    "productive_share",
    "queue_with_patience",
    "residual",
    "service_level",
    "splitting_penalty",
    "with_rework",
    "workload_h",
]
