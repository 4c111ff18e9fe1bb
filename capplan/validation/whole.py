"""The whole check: tables of text to ``Facts``, or every problem of all tables at once."""

from __future__ import annotations

from pathlib import Path

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.horizon import Horizon
from capplan.load_model import load_model
from capplan.overlay import apply
from capplan.planning_model import PlanningModel
from capplan.read import Tables, read_tables
from capplan.scenario import Change
from capplan.validation import (
    accuracy,
    ageing,
    contract_arrays,
    contract_candidates,
    contract_limits,
    contract_orders,
    contract_premiums,
    contract_prices,
    contract_switches,
    contract_terms,
    contract_tiers,
    contracts,
    demand,
    exposure,
    forecast,
    hiring,
    initiatives,
    keys,
    limits,
    moves,
    pairs,
    prices,
    profiles,
    queues,
    ranges,
    resilience,
    scorecard_terms,
    service_rules,
    shrinkage,
    site_options,
    sites,
    teams,
    trust,
)
from capplan.validation.typed import Inputs, TypedTable, typed
from capplan.workbook.place import located, told

__all__ = ["check", "horizon_of", "problems_of", "validate", "validate_with_notes"]

CHECKED = (
    sites, teams, ageing, queues, service_rules, forecast, demand, profiles, pairs, shrinkage, hiring, moves, limits,
    contracts, contract_terms, contract_candidates, contract_prices, contract_premiums, contract_tiers,
    contract_orders, contract_limits, scorecard_terms, resilience, ranges, accuracy,
    initiatives, site_options, exposure, trust,
)  # fmt: skip
NOTED = (
    teams, ageing, queues, service_rules, forecast, demand, profiles, pairs, shrinkage, hiring, limits,
    contracts, contract_terms, contract_candidates, contract_prices, contract_premiums, contract_tiers,
    contract_orders, contract_limits, scorecard_terms, contract_switches, resilience, exposure, accuracy, trust,
    initiatives, site_options,
)  # fmt: skip


def horizon_of(model: PlanningModel) -> Horizon:
    """The periods that the planning model plans."""
    return Horizon(model.period, model.start, model.periods)


def validate(tables: Tables, model: PlanningModel) -> Facts:
    """The checked inputs as arrays. Raises InvalidInput with every problem of all tables."""
    return validate_with_notes(tables, model)[0]


def validate_with_notes(tables: Tables, model: PlanningModel) -> tuple[Facts, tuple[str, ...]]:
    """As ``validate``, with what is not wrong but worth a look (the notes of reading among them)."""
    found, problems = _cells(tables, horizon_of(model))
    inputs = Inputs(found, model, horizon_of(model))
    problems += _between(inputs)
    if problems:
        raise InvalidInput(located(_in_order(problems), tables.places))
    facts = _build(inputs)
    notes = [note for group in NOTED for note in group.notes(inputs)]
    return facts, told((*tables.notes, *notes, *prices.notes(inputs, facts)), tables.places)


def problems_of(tables: Tables, model: PlanningModel | None) -> list[Problem]:
    """Every problem of the tables. Without a planning model only files, cells, keys and names are checked."""
    horizon = None if model is None else horizon_of(model)
    found, problems = _cells(tables, horizon)
    if model is not None and horizon is not None:
        problems += _between(Inputs(found, model, horizon))
    return located(_in_order(problems), tables.places)


def check(model_path: Path, inputs: Path, scenario: str | None = None) -> list[Problem]:
    """Every problem of the planning model and of the tables; an empty list when a plan can be made.

    When the planning model itself is wrong, the tables are checked as far as they can be without it.
    """
    problems: list[Problem] = []
    model: PlanningModel | None = None
    changes: tuple[Change, ...] = ()
    try:
        model, changes = load_model(model_path, scenario)
    except InvalidInput as error:
        problems += error.problems
    try:
        tables = read_tables(inputs)
    except InvalidInput as error:
        return [*problems, *error.problems]
    return problems + problems_of(apply(tables, changes, f"{model_path.name}, scenario {scenario}"), model)


def _cells(tables: Tables, horizon: Horizon | None) -> tuple[dict[str, TypedTable], list[Problem]]:
    found, problems = typed(tables, horizon)
    return found, [*tables.problems, *problems, *keys.check(found)]


def _between(inputs: Inputs) -> list[Problem]:
    return [problem for group in CHECKED for problem in group.check(inputs)]


def _in_order(problems: list[Problem]) -> list[Problem]:
    """By file in the order they were found, then by line; the same problem once."""
    files = list(dict.fromkeys(problem.file for problem in problems))
    return sorted(dict.fromkeys(problems), key=lambda problem: (files.index(problem.file), problem.line or 0))


def _build(inputs: Inputs) -> Facts:
    found = forecast.series(inputs)
    may_work, arrival = pairs.build_pairs(inputs, found), profiles.build_profiles(inputs)
    return Facts(
        horizon=inputs.horizon,
        currency=inputs.model.currency,
        sites=sites.build_sites(inputs),
        shrinkage=shrinkage.build_shrinkage(inputs),
        teams=teams.build_teams(inputs),
        class_rules=hiring.build_class_rules(inputs),
        release_rules=moves.build_releases(inputs),
        transfers=moves.build_transfers(inputs),
        queues=queues.build_queues(inputs, found),
        profiles=arrival,
        pairs=may_work,
        backlog=queues.build_backlog(inputs, found),
        share_limits=limits.build_share_limits(inputs, found),
        support=limits.build_support(inputs),
        budgets=limits.build_budgets(inputs),
        automation=demand.build_automation(inputs, found),
        rework=demand.build_rework(inputs, found),
        sizing=service_rules.build_sizing(inputs),
        contracts=contract_arrays.build_contracts(inputs, found, may_work, arrival),
        exposure=exposure.build_exposure(inputs, found),
        accuracy=accuracy.build_accuracy(inputs, found, may_work.team, may_work.queue),
        initiatives=initiatives.build_initiatives(inputs, found),
        site_options=site_options.build_site_options(inputs),
        trust=trust.build_trust(inputs, found, demand.build_rework(inputs, found, "errors")),
    )
