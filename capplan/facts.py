"""What is true this quarter, as arrays: the checked inputs in the units of the model.

Index    s site    p team    q queue in a language    t period    a age: periods since class start
Shapes are written behind each field. Money is in the currency of the site unless it says base.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import Contracts
from capplan.horizon import Horizon
from capplan.project_facts import Initiatives, SiteOptions
from capplan.trust_facts import Accuracy, Exposure, Trust

__all__ = [
    "Automation", "Backlog", "ClassRules", "Facts", "Pairs", "Profile", "Queues", "ReleaseRules", "Rework",
    "ServiceRules", "ShareLimit", "Shrinkage", "Sites", "Sizing", "SupportRatios", "Teams", "Transfers",
]  # fmt: skip

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Sites:
    """Sites. ``vendor`` is "" for an own site. Limits are infinite where none was given."""

    name: tuple[str, ...]
    country: tuple[str, ...]
    vendor: tuple[str, ...]
    currency: tuple[str, ...]
    seats: Float  # [s]
    seat_cost: Float  # [s] per occupied seat and period
    work_from_home: Float  # [s] share
    rooms: Float  # [s]
    trainers: Float  # [s]
    currency_rate: Float  # [s, t] base currency for one unit of the site's currency


@dataclass(frozen=True)
class Shrinkage:
    """Shrinkage components by site and period, as given; requirements.shrinkage combines them.

    ``planned``, ``paid`` and ``in_office`` flag a component (they are the same at every site).
    """

    component: tuple[str, ...]
    share: Float  # [component, s, t]
    planned: Flag  # [component, s]
    paid: Flag  # [component, s]
    in_office: Flag  # [component, s]
    basis: tuple[str, ...]  # [s] paid | scheduled
    combination: tuple[str, ...]  # [s] additive | multiplicative


@dataclass(frozen=True)
class Teams:
    """Teams: who they are, what they cost and how their people age.

    ``hazard[p, a]`` is the share that leaves at the end of a period spent at age ``a``, ``productivity[p, a]``
    the output of such a person (0 in training). The last age of the arrays stands for all later ones; from
    ``mature_age[p]`` on both are constant. Ages below ``training_periods`` are in training.
    ``opening[p, a]`` are the heads present in period 0 at age ``a`` (older ones stand at the last age).
    """

    name: tuple[str, ...]
    site: Index  # [p]
    languages: tuple[frozenset[str], ...]
    contract_h: Float  # [p] contract hours of a head in a period
    on_demand: Flag  # [p]
    unit: tuple[str, ...]  # [p] billing or pay unit, as in the rates table
    rate: Float  # [p] per unit
    training_rate: Float  # [p] per unit (per paid hour for productive_hour and ticket)
    loading: Float  # [p] 1 + burden + bonus, on pay
    training_periods: Index  # [p]
    nesting_periods: Index  # [p]
    mature_age: Index  # [p]
    hazard: Float  # [p, a]
    productivity: Float  # [p, a]
    opening: Float  # [p, a]


@dataclass(frozen=True)
class ClassRules:
    """Hiring rules by team. ``hires`` tells which teams have a rule at all."""

    hires: Flag  # [p]
    class_min: Float  # [p]
    class_max: Float  # [p]
    lead_periods: Index  # [p]
    classes_per_period: Float  # [p]
    classes_per_quarter: Float  # [p] infinite for no limit
    recruiting_cost: Float  # [p] per hire
    class_cost: Float  # [p] per class
    blackout: Flag  # [p, t]
    committed_classes: Float  # [p, t] classes
    committed_heads: Float  # [p, t] heads that start


@dataclass(frozen=True)
class ReleaseRules:
    """Release rules by team; ``allowed`` is False where the team has none."""

    allowed: Flag  # [p]
    notice_periods: Index  # [p]
    severance: Float  # [p] per head
    most: Float  # [p] heads per period, infinite for no limit


@dataclass(frozen=True)
class Transfers:
    """Cross-training arcs between teams of one site; index ``k``."""

    from_team: Index  # [k]
    to_team: Index  # [k]
    periods: Index  # [k]
    productivity: Float  # [k]
    cost: Float  # [k] per head
    most: Float  # [k] heads per period, infinite for no limit


@dataclass(frozen=True)
class ServiceRules:
    """What queues ask for beyond a service level, how it is counted, and with whom they share people."""

    max_asa_s: Float  # [q] longest average speed of answer, nan for none
    max_abandonment: Float  # [q] nan for none
    counting: tuple[str, ...]  # [q] see requirements.erlang_a
    least_agents: Float  # [q] while the queue is open
    time_zone: tuple[str, ...]  # [q] of its profile, "" for the zone of the plan
    concurrency_growth: Float  # [q] see requirements.chat
    blend_with: Index  # [q] the real-time queue in whose gaps deferrable work is done, -1 for none
    blend_occupancy: Float  # [q] busiest that people may be with both, nan for none

    @classmethod
    def plain(cls, count: int) -> ServiceRules:
        """Nothing beyond the service level, for ``count`` queues."""
        none = np.full(count, np.nan)
        zero = np.zeros(count)
        alone = np.full(count, -1, dtype=np.int64)
        return cls(none, none, ("offered",) * count, zero, ("",) * count, zero, alone, none)


@dataclass(frozen=True)
class Sizing:
    """How every queue is sized: see ``Requirements`` and ``Service`` of the planning model."""

    correction: Literal["auto", "stationary", "lagged", "offered_load"] = "auto"
    whole_agents: bool = True
    time_zone: str = "UTC"
    curve_pieces: int = 6  # of the service curves


@dataclass(frozen=True)
class Automation:
    """What automation answers before people do; [q, t] shares, 0 where there is none."""

    coverage: Float
    success: Float
    spread: Float
    fee: Float  # [q, t] per contact tried, base currency


@dataclass(frozen=True)
class Rework:
    """Contacts that bring about contacts of another queue in a language; index ``k``."""

    from_queue: Index = field(default_factory=lambda: np.zeros(0, np.int64))  # [k]
    to_queue: Index = field(default_factory=lambda: np.zeros(0, np.int64))  # [k]
    share: Float = field(default_factory=lambda: np.zeros(0))  # [k]
    delay: Index = field(default_factory=lambda: np.zeros(0, np.int64))  # [k] periods


@dataclass(frozen=True)
class Queues:
    """Queues in a language. ``name`` is ``queue:language``; ``queue`` and ``language`` are its parts.

    ``volume`` and ``aht_s`` are the forecast; ``Requirement`` has what reaches people after automation and rework.
    """

    name: tuple[str, ...]
    queue: tuple[str, ...]
    language: tuple[str, ...]
    channel: tuple[str, ...]
    real_time: Flag  # [q]
    priority: tuple[str, ...]
    volume: Float  # [q, t]
    aht_s: Float  # [q, t] as given; see elapsed
    elapsed: Flag  # [q] whether aht_s is elapsed seconds
    concurrency: Float  # [q]
    max_occupancy: Float  # [q]
    service_level: Float  # [q] nan for deferrable, and where there is no such target
    answer_within_s: Float  # [q] likewise
    patience_s: Float  # [q] nan where nobody abandons
    turnaround_periods: Float  # [q] infinite where there is no limit, nan for real-time
    schedule_efficiency: Float  # [q] share of staffed hours that fall where they are needed
    rules: ServiceRules


@dataclass(frozen=True)
class Profile:
    """The arrival profile of a queue: ``share[weekday, interval]`` sums to 1, monday first.

    ``staffed_share`` None: people work as the work arrives. ``opened`` None: open wherever there is a share.
    """

    interval_minutes: int
    share: Float  # [7, n]
    staffed_share: Float | None  # [7, n]
    opened: Flag | None = None  # [7, n]

    @property
    def is_open(self) -> Flag:
        """[7, n] whether the queue is open."""
        return self.share > 0.0 if self.opened is None else self.opened


@dataclass(frozen=True)
class Pairs:
    """Which team may work which queue; index ``i``."""

    team: Index  # [i]
    queue: Index  # [i]
    pace: Float  # [i] standard hours of work done in one productive hour


@dataclass(frozen=True)
class Backlog:
    """Work waiting when the plan starts."""

    open_items: Float  # [q]
    oldest_age_periods: Float  # [q]


@dataclass(frozen=True)
class ShareLimit:
    """One share limit: of the work done on ``queues``, the ``teams`` do at least and at most these shares."""

    label: str
    queues: Flag  # [q]
    teams: Flag  # [p]
    least: float
    most: float


@dataclass(frozen=True)
class SupportRatios:
    """Support roles by site; index ``r``."""

    role: tuple[str, ...]
    site: Index  # [r]
    heads_per_role: Float  # [r]
    pay: Float  # [r] per person and period


@dataclass(frozen=True)
class Facts:
    """Everything the model needs to know about the quarter."""

    horizon: Horizon
    currency: str
    sites: Sites
    shrinkage: Shrinkage
    teams: Teams
    class_rules: ClassRules
    release_rules: ReleaseRules
    transfers: Transfers
    queues: Queues
    profiles: dict[str, Profile]  # by queue
    pairs: Pairs
    backlog: Backlog
    share_limits: tuple[ShareLimit, ...]
    support: SupportRatios
    budgets: dict[str, float]  # by calendar quarter, base currency
    automation: Automation | None = None
    rework: Rework = field(default_factory=Rework)
    sizing: Sizing = field(default_factory=Sizing)
    contracts: Contracts | None = None
    exposure: Exposure | None = None  # None: no content is severe
    accuracy: Accuracy | None = None  # None: nothing is known of it
    initiatives: Initiatives | None = None  # None: there are none to decide on
    site_options: SiteOptions | None = None  # None: every site stays
    trust: Trust = field(default_factory=Trust)
