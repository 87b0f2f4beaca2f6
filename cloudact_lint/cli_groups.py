"""Commands that have commands: ``schema``, ``baseline`` and ``cache``."""

from __future__ import annotations

from typing import Any

import click

from cloudact_lint.cli_options import Commands, as_text, cache_dir_option, config_file, isolated, no_cache


@click.group(cls=Commands)
def schema() -> None:
    """Show the tables that a project speaks of."""


_in = click.option("--path", default=".", metavar="FOLDER", help="Look in the project of this folder.")


@schema.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]")
@as_text
@no_cache
@cache_dir_option
@config_file
@isolated
def ls(paths: tuple[str, ...], **options: Any) -> int:
    """List tables with their columns, layout, and where they are described."""
    from cloudact_lint.commands import schema as command

    return command.ls(paths, options)


@schema.command("show")
@click.argument("table")
@_in
@as_text
@no_cache
@cache_dir_option
@config_file
@isolated
def show_table(table: str, **options: Any) -> int:
    """Show the columns of TABLE, a name or dataset.name."""
    from cloudact_lint.commands import schema as command

    return command.show(table, options)


@schema.command()
@click.argument("left", metavar="A")
@click.argument("right", metavar="[B]", default="")
@_in
@as_text
@no_cache
@cache_dir_option
@config_file
@isolated
def diff(left: str, right: str, **options: Any) -> int:
    """Compare two tables or files, or the descriptions of one table. Exit status 1 if they differ."""
    from cloudact_lint.commands import schema as command

    return command.diff(left, right, options)


@click.group(cls=Commands)
def baseline() -> None:
    """Set aside what is found today, and check what comes after."""


_file = click.option("--file", default="", metavar="FILE", help="The file of the baseline, if not the project's own.")
_advised = click.option("--advice", is_flag=True, help="Also what is true but a judgement.")


@baseline.command("write")
@click.argument("path", default=".", metavar="[FOLDER]")
@_file
@click.option("--force", is_flag=True, help="Replace a baseline that is there.")
@_advised
@no_cache
@cache_dir_option
@config_file
@isolated
def write_baseline(**options: Any) -> int:
    """Set aside everything that is found in the project of FOLDER."""
    from cloudact_lint.commands import baseline as command

    return command.write(options)


@baseline.command("update")
@click.argument("path", default=".", metavar="[FOLDER]")
@_file
@_advised
@no_cache
@cache_dir_option
@config_file
@isolated
def update_baseline(**options: Any) -> int:
    """Bring the baseline up to what is found now: new findings in, those that are gone out."""
    from cloudact_lint.commands import baseline as command

    return command.update(options)


@baseline.command("prune")
@click.argument("path", default=".", metavar="[FOLDER]")
@_file
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if there is something to remove.")
@_advised
@no_cache
@cache_dir_option
@config_file
@isolated
def prune_baseline(**options: Any) -> int:
    """Remove from the baseline what is found no longer."""
    from cloudact_lint.commands import baseline as command

    return command.prune(options)


@click.group(cls=Commands)
def cache() -> None:
    """Look after the cache."""


@cache.command()
@cache_dir_option
def clean(cache_dir: str) -> None:
    """Remove everything cached."""
    from cloudact_lint.engine.cache import clean as clean_cache

    click.echo(f"Freed {clean_cache(cache_dir or None) / 1e6:.1f} MB.")


@cache.command("dir")
@cache_dir_option
def cache_folder(cache_dir: str) -> None:
    """Print the folder of the cache."""
    from cloudact_lint.engine.cache import cache_root

    click.echo(str(cache_root(cache_dir or None)))
