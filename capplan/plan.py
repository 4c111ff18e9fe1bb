"""A plan: what the solution means, as arrays in the planner's words.

Index    s site    p team    q queue in a language    i pair (team, queue)    t period    r support role
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from capplan.contracts import Invoice
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.requirements.required import Requirement
from capplan.scheduled_people import ScheduledPeople

__all__ = [
    "Change",
    "ClassStart",
    "CostLines",
    "Coverage",
    "Decision",
    "Plan",
    "Projects",
    "Reached",
    "Replanned",
    "Result",
    "SiteChange",
    "SiteLoss",
    "Staffing",
    "Walk",
]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Walk:
    """The headcount walk by team and period; every array is [p, t] in heads.

    Production:  start + graduates + transfers_in - attrition - releases - transfers_out = end.
    Training:    training_start + hires - washout - graduates = training_end.
    ``heads`` are in production through the period (after joining, before its attrition), ``trainees`` in
    training through it, ``productive_heads`` the same people weighted by what they produce.
    """

    start: Float
    graduates: Float
    transfers_in: Float
    attrition: Float
    releases: Float
    transfers_out: Float
    end: Float
    heads: Float
    training_start: Float
    hires: Float
    washout: Float
    training_end: Float
    trainees: Float
    productive_heads: Float
    classes: Float


@dataclass(frozen=True)
class Staffing:
    """Hours by team and period, [p, t].

    ``contract_h`` of production heads; ``productive_h`` what is left of it for work after shrinkage and
    learning; overtime adds and undertime takes; ``assigned_h`` goes to queues, ``spare_h`` is left.
    For on-demand teams ``assigned_h`` is bought and the others are zero.
    """

    contract_h: Float
    productive_h: Float
    overtime_paid_h: Float
    overtime_productive_h: Float
    undertime_paid_h: Float
    undertime_productive_h: Float
    assigned_h: Float
    spare_h: Float
    seats_used: Float


@dataclass(frozen=True)
class Coverage:
    """Coverage by queue and period, [q, t], in standard productive hours.

    ``service_level`` is the share of contacts that the covered hours answer in time by the service curve, nan
    for queues without one; ``late`` are the contacts answered late for want of hours. (Where hours fall below
    the range of the curve, the objective counts more than all of them: see formulation/service.py.)
    """

    required_h: Float
    work_h: Float
    short_h: Float
    backlog_start_h: Float
    backlog_h: Float
    backlog_limit_h: Float
    service_level: Float
    late: Float


@dataclass(frozen=True)
class ClassStart:
    """One class in the hiring calendar. Positions count periods; ``requisition`` may lie before the horizon."""

    reference: str
    team: int
    period: int
    size: float
    committed: bool
    requisition: int
    nesting: int
    production: int
    expected_graduates: float
    expected_at_90_days: float


@dataclass(frozen=True)
class CostLines:
    """Cost line by line, one entry per column that costs something; all arrays have the same length.

    ``who`` is the team or support role. ``amount`` is in the site's currency (base currency for lines that
    belong to no site), ``amount_base`` in the base currency. ``steering`` lines guide the search and are no money.
    """

    term: tuple[str, ...]
    steering: NDArray[np.bool_]
    site: Index  # -1: belongs to no site
    who: tuple[str, ...]
    period: Index
    quantity: Float
    unit: tuple[str, ...]
    price: Float
    currency: tuple[str, ...]
    currency_rate: Float
    amount: Float
    amount_base: Float
    contract: Index  # -1: not billed under a contract


@dataclass(frozen=True)
class Decision:
    """A candidate that is opened, or a contract that is ended, from ``period`` on."""

    contract: int
    kind: Literal["open", "end"]
    period: int


@dataclass(frozen=True)
class SiteLoss:
    """Hours that the rest could not work if a site, vendor or country were lost.

    By loss and queue [n] and period checked [k]; ``kind``, ``name`` and ``gone`` are of the losses [f].
    """

    kind: tuple[str, ...]
    name: tuple[str, ...]
    gone: NDArray[np.bool_]  # [f, p] teams that go with it
    loss: Index  # [n] position among the losses
    queue: Index  # [n]
    period: Index  # [k]
    uncovered_h: Float  # [n, k] standard hours of what must be covered


@dataclass(frozen=True)
class Change:
    """One thing that differs from an earlier plan; the fields are the columns of changes.csv.

    ``saves`` is what undoing it alone would cost, base currency, as ``saves_is`` says (outputs/README.md).
    """

    kind: str  # class_ added | cancelled | moved | resized; opening_, ending_ likewise; order_changed
    name: str  # team or contract
    week_before: str  # "" where there was nothing
    week_after: str
    before: float  # people in the class, units of the order; 1 and 0 for decisions
    after: float
    unit: str
    why: str
    saves: float  # nan where it is not known
    saves_is: str  # exact | at_least | at_most | needed | not_known


@dataclass(frozen=True)
class Replanned:
    """What became of an earlier plan.

    ``money_before`` and ``objective_before`` are those of the earlier plan, ``differs`` names the inputs and rules
    that are not the same: empty where the two plans answer the same question.
    """

    earlier: str
    changes: tuple[Change, ...]
    money_before: float
    objective_before: float
    gap_before: float | None
    differs: tuple[str, ...]
    pins: int  # cells that are pinned


@dataclass(frozen=True)
class Result:
    """What the solver said."""

    status: str  # within_gap | gap_not_reached
    objective: float
    bound: float | None
    gap: float | None
    gap_asked: float
    backend: str
    solver: str
    solver_version: str
    seed: int
    rows: int
    columns: int
    integers: int
    entries: int
    build_s: float
    solve_s: float
    peak_memory_mb: float
    stopped_by: int | None


@dataclass(frozen=True)
class Projects:
    """What is decided about automation initiatives: ``started`` [n] the first period, -1 for one that never starts.

    ``relieved_h`` [n, q, t]: hours that queues require less for each of them (more where below 0).
    """

    started: Index
    relieved_h: Float


@dataclass(frozen=True)
class Reached:
    """A limit that the plan reaches: its family of rows, its place, the labels of the times, of how many in all."""

    family: str
    where: str
    times: tuple[str, ...]
    of: int


@dataclass(frozen=True)
class SiteChange:
    """A site that the plan opens, or whose closure it announces: an option of the facts and its first period."""

    option: int
    period: int


@dataclass(frozen=True)
class Plan:
    """A plan, complete: the facts it rests on, what was decided, what it costs."""

    model: PlanningModel
    facts: Facts
    requirement: Requirement
    walk: Walk
    staffing: Staffing
    coverage: Coverage
    assigned_h: Float  # [i, t] productive hours
    classes: tuple[ClassStart, ...]
    transfers: Float  # [k, t] heads
    support: Float  # [r, t] people in the role
    tickets: Float  # [p, t] tickets bought from on-demand teams billed by whole ticket, else 0
    costs: CostLines
    result: Result
    invoice: Invoice | None = None  # what vendors bill under their contracts
    selection: tuple[Decision, ...] = ()
    site_loss: SiteLoss | None = None  # only with [resilience]
    replanned: Replanned | None = None  # only with an earlier plan
    projects: Projects | None = None  # only with [initiatives]
    site_changes: tuple[SiteChange, ...] = ()
    worn: dict[str, Float] | None = (
        None  # [p, t] who leave by strain, only with [strain]: of exposure, of full days
    )
    absent_h: Float | None = None  # [n, t] hours that desks stay empty, only with [presence]
    novice_h: Float | None = None  # [i, t] productive hours of new people, only where their accuracy differs
    reached: tuple[Reached, ...] = ()  # limits that it reaches
    rework_h: Float | None = None  # [q, t] hours of work that errors bring, only with [rework]
    scheduled: ScheduledPeople | None = None  # only with a schedule beside it
