"""Exposure: how severe content is, and how much of it a person may work on a day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.trust_facts import Exposure
from capplan.validation.forecast import Series
from capplan.validation.typed import Inputs

__all__ = ["build_exposure", "notes"]


def notes(inputs: Inputs) -> Iterator[str]:
    """A rule without severe work, severe work without the rule, caps that nothing uses."""
    severe, rules = bool((inputs["queues"].number("severity") > 0.0).any()), inputs.model.exposure
    if rules is not None and not severe:
        yield "the planning model has [exposure], but no queue in queues.csv has a severity"
    if rules is None and severe:
        yield "queues.csv tells how severe work is, but the planning model has no [exposure]: nothing limits it"
    if rules is None and inputs["sites"].given("exposure_cap_h").any():
        yield "sites.csv: exposure_cap_h is not used without [exposure] in the planning model"


def build_exposure(inputs: Inputs, found: Series) -> Exposure | None:
    """The severity of the queues and the caps of the sites; None where no queue has a severity."""
    queues, rules = inputs["queues"], inputs.model.exposure
    of_queue = dict(zip(queues.text("queue").tolist(), queues.number("severity").tolist(), strict=True))
    severity = np.array([of_queue[queue] for queue in found.queue], dtype=np.float64)
    if not severity.any():
        return None
    usual = np.inf if rules is None else rules.most_h_day
    cap_h = inputs["sites"].number("exposure_cap_h")
    return Exposure(severity, np.where(np.isnan(cap_h), usual, cap_h))
