"""What a plan asks to be signed by when: orders to vendors, notices, contracts to open and to end."""

from capplan.orders.decisions import decisions_due
from capplan.orders.due import Due, Listed, due
from capplan.orders.run import orders_of_run
from capplan.orders.text import as_json, as_text

__all__ = ["Due", "Listed", "as_json", "as_text", "decisions_due", "due", "orders_of_run"]
