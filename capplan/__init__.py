"""capplan: workforce capacity planning for Trust & Safety and customer-support operations."""

__all__ = ["__version__"]

__version__ = "0.1.0"
