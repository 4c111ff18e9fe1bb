"""The mathematics: one module per constraint family, every cost term once, one ordered list."""

from capplan.formulation.build import FAMILIES, Formulation, formulate

__all__ = ["FAMILIES", "Formulation", "formulate"]
