"""What vendors bill: contracts as functions from delivered quantities to invoice lines.

The optimizer, the reports, ``capplan price`` and the checker share this definition.
"""

from capplan.contracts.delivered import Delivered
from capplan.contracts.invoice import LINES, TERM_OF_LINE, Invoice, invoice

__all__ = ["LINES", "TERM_OF_LINE", "Delivered", "Invoice", "invoice"]
