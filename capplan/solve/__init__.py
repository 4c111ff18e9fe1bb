"""Solving a program: every solve runs in a child process that imports one back end only.

The command itself never imports OR-Tools, PuLP or highspy: two of them in one process can fail with an
undefined symbol, and a child can be stopped, watched and measured.

    solution = solve(program.arrays(), SolveOptions(gap=0.005, time_limit_s=120))

``solve`` finds a plan, ``diagnose`` explains why there is none, ``probe`` tells whether a back end works,
``export`` writes the program as an MPS file.
"""

from capplan.solve.contract import (
    BACKENDS,
    Choice,
    Guide,
    Ladder,
    Outcome,
    ProbeResult,
    Progress,
    Solution,
    SolveOptions,
    Stages,
)
from capplan.solve.diagnose import Diagnosis, Relaxation, Relief, diagnose
from capplan.solve.mps import export
from capplan.solve.probe import probe
from capplan.solve.run import solve

__all__ = [
    "BACKENDS",
    "Choice",
    "Diagnosis",
    "Guide",
    "Ladder",
    "Outcome",
    "ProbeResult",
    "Progress",
    "Relaxation",
    "Relief",
    "Solution",
    "SolveOptions",
    "Stages",
    "diagnose",
    "export",
    "probe",
    "solve",
]
