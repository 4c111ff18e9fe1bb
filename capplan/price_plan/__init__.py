"""What a plan would be billed under contracts: a plan that was written, or one made by hand. Nothing is optimized."""

from capplan.price_plan.by_hand import price_by_hand
from capplan.price_plan.of_run import price_run
from capplan.price_plan.priced import Priced, write_billing
from capplan.price_plan.text import as_json, as_text

__all__ = ["Priced", "as_json", "as_text", "price_by_hand", "price_run", "write_billing"]
