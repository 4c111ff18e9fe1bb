"""Contacts played one by one with SimPy: agents who change by interval, callers who hang up, chats several at once.

It knows no queueing formula. Contacts are answered first come, first served. Agents whose interval ends finish the
contact in hand and take no other one. Handle times and patience are exponential.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import simpy

Process = Generator[simpy.Event, object, None]


@dataclass(frozen=True)
class Contacts:
    """One entry per contact, in the order of arrival; ``patience_s`` is infinite where nobody hangs up."""

    arrival_s: np.ndarray
    handle_s: np.ndarray
    patience_s: np.ndarray


@dataclass(frozen=True)
class Played:
    """``wait_s`` until the answer or until hanging up, of the contacts that arrived in the time measured."""

    arrival_s: np.ndarray
    wait_s: np.ndarray
    answered: np.ndarray
    busy_s: float
    on_duty_s: float
    overrun_s: float  # of busy_s: by agents whose interval was over

    def level(self, within_s: float) -> float:
        """Answered in time / offered."""
        return float((self.answered & (self.wait_s <= within_s)).mean())

    @property
    def abandonment(self) -> float:
        return float(1.0 - self.answered.mean())

    @property
    def speed_of_answer_s(self) -> float:
        return float(self.wait_s[self.answered].mean())

    @property
    def occupancy(self) -> float:
        return (self.busy_s - self.overrun_s) / self.on_duty_s


def arriving(
    rate_per_s: np.ndarray, interval_s: float, aht_s: float, patience_s: float, rng: np.random.Generator
) -> Contacts:
    """Poisson arrivals with one rate per interval, from time 0 on."""
    counts = rng.poisson(rate_per_s * interval_s)
    start = np.repeat(np.arange(counts.size) * interval_s, counts)
    arrival_s = np.sort(start + rng.uniform(0.0, interval_s, start.size))
    handle_s = rng.exponential(aht_s, start.size)
    if np.isinf(patience_s):
        return Contacts(arrival_s, handle_s, np.full(start.size, np.inf))
    return Contacts(arrival_s, handle_s, rng.exponential(patience_s, start.size))


class Line:
    """Those who wait, and places that come free and are taken away; below zero while more finish than may take."""

    def __init__(self, env: simpy.Environment, places: int) -> None:
        self.env, self.free, self.places = env, places, places
        self.waiting: dict[simpy.Event, None] = {}
        self.seen_s = self.busy_s = self.on_duty_s = self.overrun_s = 0.0

    def count(self) -> None:
        past_s = self.env.now - self.seen_s
        self.seen_s = self.env.now
        self.busy_s += past_s * (self.places - self.free)
        self.on_duty_s += past_s * self.places
        self.overrun_s += past_s * max(-self.free, 0)

    def change(self, places: int) -> None:
        """From now on so many places."""
        self.count()
        more = places - self.places
        self.places += more
        self.free += more
        self.serve()

    def leave(self) -> None:
        """A place comes free."""
        self.count()
        self.free += 1
        self.serve()

    def serve(self) -> None:
        while self.free > 0 and self.waiting:
            turn = next(iter(self.waiting))
            del self.waiting[turn]
            self.free -= 1
            turn.succeed()

    def place(self, patience_s: float) -> Generator[simpy.Event, object, bool]:
        """Wait for a place; whether it came in time."""
        if self.free > 0:
            self.count()
            self.free -= 1
            return True
        turn = self.env.event()
        self.waiting[turn] = None
        yield turn if np.isinf(patience_s) else turn | self.env.timeout(patience_s)
        if turn in self.waiting:
            del self.waiting[turn]
            return False
        self.count()
        return True


def play(contacts: Contacts, agents: np.ndarray, interval_s: float, from_s: float) -> Played:
    """``agents`` on duty interval by interval, the last until all is done; ``from_s`` on is measured."""
    env = simpy.Environment()
    line = Line(env, int(agents[0]))
    count = contacts.arrival_s.size
    wait_s, answered = np.zeros(count), np.zeros(count, dtype=np.bool_)
    seen: list[tuple[float, float, float]] = []

    def contact(number: int) -> Process:
        came_s = env.now
        answered[number] = yield from line.place(float(contacts.patience_s[number]))
        wait_s[number] = env.now - came_s
        if answered[number]:
            yield env.timeout(float(contacts.handle_s[number]))
            line.leave()

    def arrivals() -> Process:
        for number, at_s in enumerate(contacts.arrival_s.tolist()):
            yield env.timeout(max(at_s - env.now, 0.0))
            env.process(contact(number))

    def shifts() -> Process:
        for places in agents.tolist()[1:]:
            yield env.timeout(interval_s)
            line.change(int(places))

    def measure() -> Process:
        for at_s in (from_s, agents.size * interval_s):
            yield env.timeout(at_s - env.now)
            line.count()
            seen.append((line.busy_s, line.on_duty_s, line.overrun_s))

    for process in (shifts(), measure(), arrivals()):
        env.process(process)
    env.run()
    measured = contacts.arrival_s >= from_s
    spent = (float(end - start) for start, end in zip(*seen, strict=True))
    return Played(contacts.arrival_s[measured], wait_s[measured], answered[measured], *spent)


@dataclass
class Chat:
    left_s: float  # work at the pace of a fully loaded agent
    done: simpy.Event


class ChatAgent:
    """One agent with several chats; beside j - 1 others a chat proceeds at the pace ``pace[j]``."""

    def __init__(self, env: simpy.Environment, pace: np.ndarray) -> None:
        self.env, self.pace, self.seen_s, self.round = env, pace, 0.0, 0
        self.chats: list[Chat] = []

    def proceed(self) -> None:
        past_s = self.env.now - self.seen_s
        self.seen_s = self.env.now
        for chat in self.chats:
            chat.left_s -= past_s * self.pace[len(self.chats)]

    def begin(self, handle_s: float) -> simpy.Event:
        self.proceed()
        self.chats.append(Chat(handle_s, self.env.event()))
        self.env.process(self.finish_next())
        return self.chats[-1].done

    def finish_next(self) -> Process:
        """Finish the chat with least work left, unless another chat begins before."""
        self.round += 1
        this_round = self.round
        if not self.chats:
            return
        chat = min(self.chats, key=lambda open_chat: open_chat.left_s)
        yield self.env.timeout(max(chat.left_s, 0.0) / self.pace[len(self.chats)])
        if self.round == this_round:
            self.proceed()
            self.chats.remove(chat)
            chat.done.succeed()
            self.env.process(self.finish_next())


def play_chats(contacts: Contacts, agents: int, concurrency: int, growth: float, from_s: float) -> Played:
    """Chats go to the agent with fewest and stay there; ``handle_s`` is elapsed time at full concurrency."""
    env = simpy.Environment()
    line = Line(env, agents * concurrency)
    beside = np.maximum(np.arange(concurrency + 1) - 1.0, 0.0)
    pace = (1.0 + growth * (concurrency - 1.0)) / (1.0 + growth * beside)
    people = [ChatAgent(env, pace) for _ in range(agents)]
    count = contacts.arrival_s.size
    wait_s, answered = np.zeros(count), np.zeros(count, dtype=np.bool_)

    def chat(number: int) -> Process:
        came_s = env.now
        answered[number] = yield from line.place(float(contacts.patience_s[number]))
        wait_s[number] = env.now - came_s
        if answered[number]:
            person = min(people, key=lambda one: len(one.chats))
            yield person.begin(float(contacts.handle_s[number]))
            line.leave()

    def arrivals() -> Process:
        for number, at_s in enumerate(contacts.arrival_s.tolist()):
            yield env.timeout(max(at_s - env.now, 0.0))
            env.process(chat(number))

    env.process(arrivals())
    env.run()
    measured = contacts.arrival_s >= from_s
    spent = (line.busy_s, line.on_duty_s, line.overrun_s)
    return Played(contacts.arrival_s[measured], wait_s[measured], answered[measured], *spent)
