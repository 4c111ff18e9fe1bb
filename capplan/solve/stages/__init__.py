"""Programs that fall apart into futures once what is decided first is held: searched by cuts on what futures cost."""

from capplan.solve.stages.search import by_stages

__all__ = ["by_stages"]
