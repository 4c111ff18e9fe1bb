"""Templates to pages. What a template is given is escaped; nothing in a page is fetched from elsewhere."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

__all__ = ["render"]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("capplan.report", "pages"),
        autoescape=select_autoescape(["j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, **content: Any) -> str:
    """The page that ``template``, a file beside this module, makes of the content."""
    return _environment().get_template(template).render(**content)
