"""The `cuedeck` command. Nothing heavy is imported until a command needs it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
import typer.core
import typer.main

from app.cli import (
    accounts,
    credits,
    database,
    jobs,
    keys,
    local,
    models,
    presets,
    server,
    usage,
    webhooks,
)
from app.cli.failures import run
from app.cli.jobs import steps
from app.cli.jobs.fields import plain, with_fields
from app.cli.local import check, two_languages


class _Commands(typer.core.TyperGroup):
    """Commands that submit jobs get an option for each field, once one is given that is not theirs."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """See click: the name of the command, itself, and its arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        if name in _TAKE_FIELDS and command is not None and _unknown(command, rest):
            one = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
            one.command(name)(with_fields(_TAKE_FIELDS[name]))
            command = typer.main.get_command(one)
        return name, command, rest


def _unknown(command: Any, args: list[str]) -> bool:
    """Whether an option is given that the command has not, or its help, which lists all."""
    known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
    return any(word.startswith("--") and word.partition("=")[0] not in known for word in args)


_TAKE_FIELDS: dict[str, Callable[..., None]] = {"submit": jobs.submit, "extract": jobs.extract}

cli = typer.Typer(
    name="cuedeck",
    cls=_Commands,
    help="Caption and media jobs: run the server, submit and watch jobs, convert files without a server.",
    no_args_is_help=True,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@cli.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        print(f"cuedeck {installed('cuedeck')}")
        raise typer.Exit


cli.command("up")(server.up)
cli.command("web")(server.web)
cli.command("worker")(server.worker)
cli.command("dispatcher")(server.dispatcher)
cli.command("sign-in-link")(server.sign_in_link)
cli.command("doctor")(server.doctor)
cli.command("rotate-secret")(server.rotate_secret)
cli.command("backup")(database.backup)
cli.command("restore")(database.restore)
cli.command("migrate-database")(database.migrate_database)
cli.command("upgrade")(database.upgrade)
for name, function in _TAKE_FIELDS.items():
    cli.command(name)(plain(function))
cli.command("link")(jobs.link)
cli.command("links")(jobs.links)
cli.command("convert")(local.convert)
cli.command("inspect")(local.inspect)
cli.command("check")(check.check)
cli.command("merge")(two_languages.merge)
cli.command("split")(two_languages.split)
cli.command("formats")(local.formats)
cli.command("profiles", hidden=True)(local.formats)  # the name of earlier versions
cli.command("usage")(usage.usage)
cli.add_typer(jobs.jobs, name="jobs", help="List, show, watch, cancel and retry jobs.")
steps.add_to(jobs.jobs)
cli.add_typer(presets.presets, name="presets", help="Stored job settings: steps, metadata, defaults.")
cli.add_typer(webhooks.webhooks, name="webhooks", help="Webhook endpoints and what was sent to them.")
cli.add_typer(credits.credits, name="credits", help="The owner's credits: balance, grants, limit.")
cli.add_typer(accounts.accounts, name="accounts", help="Accounts of this instance, and forgotten passwords.")
cli.add_typer(keys.keys, name="keys", help="API keys of this instance.")
cli.add_typer(models.models, name="models", help="Speech, translation and voice models on this machine.")


def main() -> None:
    """Run the command line."""
    sys.exit(run(cli))


if __name__ == "__main__":
    main()
