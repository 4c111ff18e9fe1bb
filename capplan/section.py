"""What every section of a planning model is: known keys only, no changes after reading."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Money", "Section", "Share"]

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Money = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]


class Section(BaseModel):
    """A table of the file: no unknown keys, no changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)
