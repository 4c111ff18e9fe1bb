"""Re-planning: an earlier plan read back, what of it is agreed, classes pinned by hand, what changes and why.

    found = agreement((facts, model), run, pins)
    formulation = formulate(model, facts, requirement, found.agreed)
    plan = compared(plan, formulation, x, found.earlier, tables, options)

The rules of the frozen zone and the price of changes are in ``capplan/formulation/replan.py``.
"""

from capplan.replan.agreement import Agreement, agreement
from capplan.replan.compare import compared
from capplan.replan.earlier import Earlier
from capplan.replan.record import write_record
from capplan.replan.start import earlier_start

__all__ = ["Agreement", "Earlier", "agreement", "compared", "earlier_start", "write_record"]
