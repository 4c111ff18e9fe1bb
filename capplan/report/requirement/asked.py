"""Which queue and which week a planner means: by name and by date, with the nearest names where there is none."""

from __future__ import annotations

from datetime import date

from capplan.facts import Facts
from capplan.nearest import did_you_mean, listing

__all__ = ["asked_period", "asked_queues"]


def asked_queues(facts: Facts, name: str) -> tuple[int, ...]:
    """The queue in a language that ``queue:language`` names, or all languages of ``queue``.

    Raises ValueError with the nearest names.
    """
    queues = facts.queues
    found = tuple(q for q in range(len(queues.name)) if name in (queues.name[q], queues.queue[q]))
    if found:
        return found
    queue, _, language = name.partition(":")
    if language and queue in queues.queue:
        spoken = [queues.language[q] for q in range(len(queues.name)) if queues.queue[q] == queue]
        raise ValueError(f"The forecast has {queue} in {listing(spoken)}, not in {language!r}.")
    known = queues.name if ":" in name else tuple(dict.fromkeys(queues.queue))
    guess = did_you_mean(name, known) or did_you_mean(queue, queues.queue)
    raise ValueError(f"The forecast has no queue {name!r}. {guess or f'It has {listing(queues.queue)}.'}")


def asked_period(facts: Facts, text: str) -> int:
    """The period of the plan that the day ``text`` (year-month-day) lies in.

    Raises ValueError for what is no date, and for a day outside the plan.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is no date. Write it as year-month-day: {facts.horizon.labels[0]}."
        ) from None
    horizon = facts.horizon
    if not horizon.start <= day < horizon.day(horizon.count):
        nearest = horizon.labels[0 if day < horizon.start else -1]
        raise ValueError(
            f"{text} is not in the plan, whose {horizon.period}s begin on {horizon.labels[0]} to "
            f"{horizon.labels[-1]}. The nearest begins on {nearest}."
        )
    return max(t for t in range(horizon.count) if horizon.day(t) <= day)
