"""Instances for benchmarks, made from a seed: ``write_instance("M", folder, seed=0)`` writes inputs and model.

Sizes are S, M, L and XL (``sizes.py``). Every assumption stands at the table that makes it: places and teams
(``places.py``), work (``work.py``), people (``people.py``, ``growth.py``), contracts (``agreements.py``), all other
tables and the planning model (``write.py``).
"""

from .sizes import SIZES
from .write import write_instance

__all__ = ["SIZES", "write_instance"]
