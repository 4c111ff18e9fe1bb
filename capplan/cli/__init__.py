"""The commands. Each lives in a module of its own and is imported when it is called."""

from __future__ import annotations

import importlib
import os
import sys

import click

from capplan import __version__

__all__ = ["main"]

COMMANDS = {
    "init": "Write the starter models and inputs into a folder.",
    "fit": "Estimate patience and handle time from call records.",
    "check": "Report every problem of a planning model and its inputs.",
    "require": "Write the hours that each queue requires.",
    "plan": "Write the plan: classes, headcount, allocation, vendor hours, costs.",
    "show": "Show a written plan again: the sentence, the tables, a line of over and under for each site.",
    "verify": "Check a written plan against the rules, independently of the optimizer.",
    "orders": "List what must be signed by when: orders, notices, contracts to open or end.",
    "price": "Price a written or hand-made plan under contracts, without optimizing.",
    "compare": "Why two plans differ in cost, to the cent, and what changed.",
    "explain": "Why a plan is as it is: which rules bind, what each costs, why this class, why not that vendor.",
    "tradeoffs": "Plan every scenario, and lay the plans side by side.",
    "sweep": "Plan over a range or a grid of any number of the model or the inputs.",
    "frontier": "Draw what more service, or another aim, costs at best.",
    "tornado": "Rank what moves the cost: volume, handle time, shrinkage, attrition, wages, currency.",
    "simulate": "Try a plan on many futures: ranges of cost, service and shortage, with its hires held.",
    "stress": "Lose every site, vendor and country of a plan in turn; see how it gets over an incident.",
    "hedge": "Plan for many futures at once, and prove what that is worth.",
    "schedule": "Design shifts: which are opened, how many people work them, breaks and tours.",
    "roster": "Give every named person shifts and days off, by the rules, the wishes and what is fair.",
    "app": "Start a web page on this machine: edit inputs, plan, stop, compare, read why, download.",
    "runs": "List the runs of a folder: which inputs, which result.",
    "doctor": "Try every solver back end and say how to put right what is wrong.",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only to run it or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a planner meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command ``name``, imported now."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"capplan.cli.{name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As Click does, with the nearest command named when there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from capplan.nearest import nearest

            guess = nearest(args[0], COMMANDS)
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {guess!r}?" if guess else ""))
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="capplan")
def cli() -> None:
    """Plan the capacity of Trust & Safety and customer-support operations.

    Forecast volumes and shrinkage go in; when classes start and how big, who works what where, what vendors
    bill and what it all costs come out.

    \b
      capplan init .
      capplan plan models/quarterly.toml

    \b
    Exit codes: 0 a plan within the gap asked for; 1 unexpected error; 2 usage; 3 invalid model or inputs;
    4 no plan meets the rules; 5 a plan, but the gap was not reached; 6 no plan within the time limit;
    7 some plans of a study failed; 8 a solver or package is missing; 130 and 143 stopped by a signal, the best
    plan so far written where there is one.
    """


def main() -> None:
    """Run the command line; every error ends as a message and an exit code."""
    # no command has work for the threads of a linear algebra library, and a process without threads can be forked
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from capplan.cli.outcome import guarded

    sys.exit(guarded(cli))
