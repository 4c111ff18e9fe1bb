"""Why a plan is as it is: what holds it up and what that is worth, what a class is for, why no vendor."""

from capplan.reasons.answer import Answer
from capplan.reasons.question import KINDS, Asked, explain_run
from capplan.reasons.write import FILES, write_answer

__all__ = ["FILES", "KINDS", "Answer", "Asked", "explain_run", "write_answer"]
