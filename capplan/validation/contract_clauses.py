"""Clauses of contracts as arrays: tiers, commitments, baselines, orders, limits, training, opening and ending."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import BY_HEAD, Clauses, Selection, Training
from capplan.validation.contract_orders import order_bands, orders
from capplan.validation.contract_scope import periods_of_days, periods_of_months
from capplan.validation.typed import Inputs

__all__ = ["build_clauses", "build_selection", "build_training"]

Float = NDArray[np.float64]


def _unit_of(inputs: Inputs, column: str) -> tuple[str, ...]:
    """[c] the unit of a clause: that of its column, else the billing unit."""
    table = inputs["contracts"]
    cells = np.where(table.text(column) == "", table.text("unit"), table.text(column))
    return tuple(cells.tolist())


def _texts(inputs: Inputs, column: str) -> tuple[str, ...]:
    return tuple(inputs["contracts"].text(column).tolist())


def build_clauses(inputs: Inputs) -> Clauses:
    """The clauses that are settled by month, quarter or year."""
    table = inputs["contracts"]
    number = table.number
    tiers = [_tiers(inputs, c) for c in range(len(table))]
    return Clauses(
        tier_kind=_texts(inputs, "tier_kind"),
        tier_window=_texts(inputs, "tier_window"),
        tier_on=_unit_of(inputs, "tier_on"),
        tier_from=tuple(start for start, _ in tiers),
        tier_reduction=tuple(reduction for _, reduction in tiers),
        tier_to_date=number("tier_to_date"),
        commit_units=number("commit_units"),
        commit_share=number("commit_share"),
        commit_on=_unit_of(inputs, "commit_on"),
        commit_window=_texts(inputs, "commit_window"),
        commit_rate=np.where(np.isnan(number("commit_rate")), number("rate"), number("commit_rate")),
        carry_forward=number("carry_forward"),
        baseline_units=number("baseline_units"),
        dead_band=number("dead_band"),
        additional_charge=np.nan_to_num(number("additional_charge")),
        reduced_charge=np.nan_to_num(number("reduced_charge")),
        band_from=_texts(inputs, "band_from"),
        order_on=_unit_of(inputs, "order_on"),
        order_units=orders(inputs, "locked"),
        order_band=order_bands(inputs),
        outlook_units=orders(inputs, "outlook"),
        lock_kind=_texts(inputs, "lock_kind"),
        lock_below=number("lock_below"),
        lock_above=number("lock_above"),
        lock_days=np.stack([number("lock_1_days"), number("lock_2_days")], axis=1),
        lock_bands=np.stack([number("lock_1_band"), number("lock_2_band")], axis=1),
        most_up=table.limit("most_up"),
        most_down=table.limit("most_down"),
    )


def _tiers(inputs: Inputs, contract: int) -> tuple[Float, Float]:
    """Where the tiers of a contract begin, in order, and the money off each unit in them."""
    contracts, table = inputs["contracts"], inputs["contract_tiers"]
    rows = np.flatnonzero(table.text("contract") == contracts.text("contract")[contract])
    rows = rows[np.argsort(table.number("from_units")[rows], kind="stable")]
    rate, reduction = table.number("rate")[rows], table.number("reduction")[rows]
    off = np.where(np.isnan(reduction), contracts.number("rate")[contract] - rate, reduction)
    return table.number("from_units")[rows], off


def build_training(inputs: Inputs) -> Training:
    """What training, nesting and the ramp cost."""
    table = inputs["contracts"]
    return Training(
        rate=table.number("training_rate"),
        cap_h=table.limit("training_cap_h"),
        replacement_by_vendor=table.text("replacement_training") == "vendor",
        nesting_rate=table.number("nesting_rate"),
        ramp_discount=table.number("ramp_discount"),
        ramp_periods=table.number("ramp_weeks").astype(np.int64),
    )


def build_selection(inputs: Inputs) -> Selection:
    """What opening and ending a contract takes; weeks are months in a monthly plan."""
    table, horizon = inputs["contracts"], inputs.horizon
    by_head = np.isin(table.text("unit"), BY_HEAD)
    growth = table.number("growth_weeks")
    half_a_year = horizon.periods_per_year // 2
    return Selection(
        candidate=table.text("status") == "candidate",
        may_end=table.text("may_end") == "yes",
        opening_fee=table.number("opening_fee"),
        exit_fee=table.number("exit_fee"),
        least_heads=table.number("least_heads"),
        setup_periods=table.number("setup_weeks").astype(np.int64),
        growth_periods=np.where(np.isnan(growth), half_a_year, growth).astype(np.int64),
        term_periods=periods_of_months(table.number("term_months"), horizon),
        notice_periods=periods_of_days(table.number("end_notice_days"), horizon),
        overlap_periods=table.number("overlap_weeks").astype(np.int64),
        transfer_rate=np.where(by_head, 0.0, table.number("transfer_rate")),
    )
