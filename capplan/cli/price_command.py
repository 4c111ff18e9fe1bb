"""``capplan price``."""

from __future__ import annotations

from pathlib import Path

import click

from capplan.cli.options import json_option

__all__ = ["command"]


@click.command("price")
@click.argument("plan", metavar="RUN_OR_PLAN", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--contracts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    envvar="CAPPLAN_CONTRACTS",
    show_envvar=True,
    help="Folder with the contract tables; for a plan made by hand a whole folder of inputs.",
)
@click.option(
    "--model",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="CAPPLAN_MODEL",
    show_envvar=True,
    help="Planning model of a plan made by hand; for a run, the model whose [contracts] section says which "
    "clauses hold.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="CAPPLAN_OUTPUT",
    show_envvar=True,
    help="Folder to write billing.csv into, in the form that a run has it.",
)
@json_option
def command(plan: Path, contracts: Path, model: Path | None, output: Path | None, as_json: bool) -> int:
    """Price a plan under contracts, without optimizing: what it comes to, and the invoice by contract and line.

    RUN_OR_PLAN is a run folder, or a table of a plan made by hand. The run keeps its people, work and inputs; only
    the contract tables (contracts.csv, contract_*.csv, holidays.csv, vendor_kpis.csv) come from the folder, and what
    was billed before stands beside the new invoice.

    A plan made by hand is a CSV file with the columns week_start, team, heads, hires, overtime_h, queue, language and
    productive_h: rows of people have no queue, rows of work have a queue, a language and productive hours.

    \b
      capplan price outputs/quarterly/base --contracts offers/beta
      capplan price my_plan.csv --contracts inputs --model models/quarterly.toml --output priced
    """
    import json

    from capplan.price_plan import as_json as json_content
    from capplan.price_plan import as_text, price_by_hand, price_run, write_billing

    if output is not None and output.resolve() == plan.resolve():
        raise click.BadParameter("The folder of the run keeps its own billing.csv.", param_hint="'--output'")
    if plan.is_dir():
        found = price_run(plan, contracts, model)
    elif plan.suffix.lower() != ".csv":
        raise click.BadParameter(
            f"{str(plan)!r} is neither a run folder nor a CSV file.", param_hint="'RUN_OR_PLAN'"
        )
    elif model is None:
        raise click.UsageError("A plan made by hand needs its planning model: --model FILE.")
    else:
        found = price_by_hand(plan, contracts, model)
    for note in found.notes:
        click.echo(f"Note: {note}", err=True)
    written = None if output is None else str(write_billing(found, output))
    if as_json:
        click.echo(json.dumps({"status": "ok", **json_content(found), "file": written}))
    else:
        click.echo(as_text(found) + ("" if written is None else f"\n\n{written}"))
    return 0
