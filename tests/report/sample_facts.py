"""The facts of a sample plan: small tables of sites, teams and queues, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from capplan import facts as f
from capplan.horizon import Horizon
from capplan.requirements.demand import Demand
from capplan.requirements.required import Requirement

TRAINING, NESTING, RAMP, AGES = 2, 1, 3, 7
HAZARD = np.array([0.04, 0.04, 0.02, 0.02, 0.02, 0.01, 0.01])
PRODUCTIVITY = np.array([0.0, 0.0, 0.5, 0.7, 0.9, 1.0, 1.0])


@dataclass(frozen=True)
class Blueprint:
    """What differs between sample plans. ``team``: name, site, languages, heads (0: on demand), rate."""

    site: tuple[tuple[str, str, str], ...] = (("LIS", "", "EUR"), ("MNL", "Beta", "USD"))
    team: tuple[tuple[str, int, str, float, float], ...] = (
        ("lis_de", 0, "de en", 20.0, 22.0),
        ("mnl_en", 1, "en", 35.0, 14.0),
        ("mnl_flex", 1, "en", 0.0, 18.0),
    )
    queue: tuple[tuple[str, str, bool, float], ...] = (  # queue, language, real time, volume per week
        ("payments_voice", "de", True, 3200.0),
        ("payments_voice", "en", True, 4600.0),
        ("review", "en", False, 2000.0),
    )
    hired: tuple[tuple[int, int, float, bool], ...] = (  # team, week, size, committed
        (1, 1, 8.0, True),
        (0, 3, 6.0, False),
    )
    weeks: int = 12
    growth: float = 0.10  # of the volume over the horizon
    start: date = date(2026, 1, 5)


def sample_facts(blue: Blueprint) -> f.Facts:
    weeks, sites, teams, queues = blue.weeks, len(blue.site), len(blue.team), len(blue.queue)
    on_demand = np.array([team[3] == 0.0 for team in blue.team])
    opening = np.zeros((teams, AGES))
    opening[:, -1] = [team[3] for team in blue.team]
    languages = [frozenset(team[2].split()) for team in blue.team]
    pairs = [(p, q) for p in range(teams) for q in range(queues) if blue.queue[q][1] in languages[p]]
    trend = np.linspace(1.0, 1.0 + blue.growth, weeks) * (1.0 + 0.05 * np.sin(np.arange(weeks) / 2.0))
    real_time = np.array([queue[2] for queue in blue.queue])
    number = np.array([team[1] for team in blue.team])
    committed_classes, committed_heads = np.zeros((teams, weeks)), np.zeros((teams, weeks))
    for p, t, size, committed in blue.hired:
        committed_classes[p, t] += float(committed)
        committed_heads[p, t] += size * float(committed)
    rate = np.array([1.1 if site[2] == "EUR" else 1.0 for site in blue.site])
    return f.Facts(
        horizon=Horizon("week", blue.start, weeks),
        currency="USD",
        sites=f.Sites(
            name=tuple(site[0] for site in blue.site),
            country=("XX",) * sites,
            vendor=tuple(site[1] for site in blue.site),
            currency=tuple(site[2] for site in blue.site),
            seats=np.array([60.0] + [np.inf] * (sites - 1)),
            seat_cost=np.full(sites, 40.0),
            work_from_home=np.full(sites, 0.2),
            rooms=np.full(sites, 2.0),
            trainers=np.full(sites, 2.0),
            currency_rate=np.tile(rate[:, None], (1, weeks)),
        ),
        shrinkage=f.Shrinkage(
            component=("leave",),
            share=np.full((1, sites, weeks), 0.3),
            planned=np.ones((1, sites), dtype=bool),
            paid=np.ones((1, sites), dtype=bool),
            in_office=np.zeros((1, sites), dtype=bool),
            basis=("paid",) * sites,
            combination=("additive",) * sites,
        ),
        teams=f.Teams(
            name=tuple(team[0] for team in blue.team),
            site=number,
            languages=tuple(languages),
            contract_h=np.full(teams, 40.0),
            on_demand=on_demand,
            unit=tuple("productive_hour" if blue.site[s][1] else "wage_hour" for s in number),
            rate=np.array([team[4] for team in blue.team]),
            training_rate=np.full(teams, 10.0),
            loading=np.full(teams, 1.2),
            training_periods=np.full(teams, TRAINING),
            nesting_periods=np.full(teams, NESTING),
            mature_age=np.full(teams, AGES - 1),
            hazard=np.tile(HAZARD, (teams, 1)),
            productivity=np.tile(PRODUCTIVITY, (teams, 1)),
            opening=opening,
        ),
        class_rules=f.ClassRules(
            hires=~on_demand,
            class_min=np.full(teams, 4.0),
            class_max=np.full(teams, 20.0),
            lead_periods=np.full(teams, 2),
            classes_per_period=np.ones(teams),
            classes_per_quarter=np.full(teams, np.inf),
            recruiting_cost=np.full(teams, 500.0),
            class_cost=np.full(teams, 1000.0),
            blackout=np.zeros((teams, weeks), dtype=bool),
            committed_classes=committed_classes,
            committed_heads=committed_heads,
        ),
        release_rules=f.ReleaseRules(
            np.zeros(teams, dtype=bool),
            np.zeros(teams, dtype=np.int64),
            np.zeros(teams),
            np.full(teams, np.inf),
        ),
        transfers=f.Transfers(
            *(np.zeros(0, dtype=np.int64) for _ in range(3)), *(np.zeros(0) for _ in range(3))
        ),
        queues=f.Queues(
            name=tuple(f"{queue[0]}:{queue[1]}" for queue in blue.queue),
            queue=tuple(queue[0] for queue in blue.queue),
            language=tuple(queue[1] for queue in blue.queue),
            channel=tuple("voice" if queue[2] else "review" for queue in blue.queue),
            real_time=real_time,
            priority=("high",) * queues,
            volume=np.array([queue[3] for queue in blue.queue])[:, None] * trend,
            aht_s=np.tile(np.array([[480.0]]), (queues, weeks)),
            elapsed=np.zeros(queues, dtype=bool),
            concurrency=np.ones(queues),
            max_occupancy=np.full(queues, 0.9),
            service_level=np.where(real_time, 0.8, np.nan),
            answer_within_s=np.where(real_time, 30.0, np.nan),
            patience_s=np.where(real_time, 120.0, np.nan),
            turnaround_periods=np.where(real_time, np.nan, 1.0),
            schedule_efficiency=np.ones(queues),
            rules=f.ServiceRules.plain(queues),
        ),
        profiles={},
        pairs=f.Pairs(
            team=np.array([p for p, _ in pairs]),
            queue=np.array([q for _, q in pairs]),
            pace=np.array([0.9 if "flex" in blue.team[p][0] else 1.0 for p, _ in pairs]),
        ),
        backlog=f.Backlog(np.zeros(queues), np.zeros(queues)),
        share_limits=(),
        support=f.SupportRatios(("team_lead",), np.array([0]), np.array([12.0]), np.array([900.0])),
        budgets={},
    )


def sample_requirement(blue: Blueprint, facts: f.Facts) -> Requirement:
    workload = facts.queues.volume * facts.queues.aht_s / 3600.0
    required = workload / np.where(facts.queues.real_time, 0.82, 0.9)[:, None]
    share = np.full((len(blue.site), blue.weeks), 0.7)
    share[:, 2] = 0.66  # a week with a holiday
    ones = np.ones(len(blue.queue))
    queues = facts.queues
    return Requirement(
        required, workload, ones, share, np.ones_like(share), np.full_like(share, 0.9), required,
        np.zeros_like(required), np.zeros_like(required), Demand(queues.volume, queues.volume, queues.aht_s), {}, {},
    )  # fmt: skip
