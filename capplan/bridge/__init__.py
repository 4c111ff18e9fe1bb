"""Why two plans differ in cost, to the cent, and what changed between them. Nothing is solved again.

The folder of a comparison is written by ``capplan.bridge.write``, which draws and is imported when it is needed.
"""

from capplan.bridge.bridge import Bridge, bridge
from capplan.bridge.compared import Comparison, compare_runs
from capplan.bridge.drivers import DRIVERS
from capplan.bridge.text import as_json, as_text

__all__ = ["DRIVERS", "Bridge", "Comparison", "as_json", "as_text", "bridge", "compare_runs"]
