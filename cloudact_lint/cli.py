"""The command line: arguments in, exit status out. What commands do is in ``commands/``."""

from __future__ import annotations

from typing import Any

import click

SEVERITIES = click.Choice(["low", "medium", "high", "critical"])
_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Commands(click.Group):
    """A group that knows what a wrong first word was meant to be."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from pathlib import Path

            from cloudact_lint.errors import UserError, nearest

            close = nearest(name, self.list_commands(ctx))
            if Path(name).exists() or (not close and ("/" in name or "." in name)):
                close = f"did you mean '{ctx.command_path} check {name}'?"
            raise UserError(f"there is no command '{name}'", close or f"'{ctx.command_path} --help' lists them")
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from cloudact_lint.commands.explain import version

        click.echo(version())
        ctx.exit()


@click.group(cls=_Commands, context_settings=_HELP, no_args_is_help=False, invoke_without_command=True)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Static analysis for data platforms on BigQuery: Python, TypeScript, SQL, YAML and shell.

    Exit status: 0 nothing found, 1 findings, 2 wrong usage or configuration, 3 internal error.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


_config = click.option("--config", default="", metavar="FILE", help="Read this configuration file, not the nearest.")
_isolated = click.option("--isolated", is_flag=True, help="Read no configuration file.")
_cache_dir = click.option("--cache-dir", default="", metavar="DIR", help="Where to keep the cache.")


@cli.command(short_help="Check files and folders.")
@click.argument("paths", nargs=-1, metavar="[PATHS | -]")
@click.option("--select", multiple=True, metavar="RULES", help="Rules to run: codes, prefixes, names, or ALL.")
@click.option("--extend-select", multiple=True, metavar="RULES", help="Rules to run beside the selected ones.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Rules not to run.")
@click.option("--per-file-ignores", multiple=True, metavar="GLOB:RULE", help="Rules not to report in some files.")
@click.option("--advice", is_flag=True, help="Show findings that are true but a judgement.")
@click.option("--severity", type=SEVERITIES, help="Report nothing below.")
@click.option("--fail-on", type=SEVERITIES, help="Exit 1 only for findings at or above.  [default: low]")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even with findings.")
@click.option("--output-format", default="full", metavar="FORMAT", show_default=True,
              help="full, concise, json, json-lines, sarif, github, gitlab, junit, rdjson, rdjsonl, checkstyle, azure, "
              "teamcity or markdown.")
@click.option("--output-file", default="", metavar="FILE", help="Write the report there.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes.")
@click.option("--statistics", is_flag=True, help="Count findings per rule, and the SQL that was understood.")
@click.option("--fix", is_flag=True, help="Apply the fixes that keep what the code does.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also those that need a look.")
@click.option("--diff", is_flag=True, help="Write nothing; show what --fix would change.")
@click.option("--new-from-rev", default="", metavar="REV", help="Show only what is new since a git revision.")
@click.option("--new-from-merge-base", default="", metavar="BRANCH",
              help="Show only what is new since HEAD left a branch.")
@click.option("--new-from-patch", default="", metavar="FILE|-", help="Show only what a patch brought.")
@click.option("--baseline", default="", metavar="FILE", help="Findings that are set aside, if not the project's own.")
@click.option("--no-baseline", is_flag=True, help="Set nothing aside.")
@click.option("--jobs-export", default="", metavar="FILE",
              help="Put first what cost most: an export of INFORMATION_SCHEMA.JOBS.")
@click.option("--timings", is_flag=True, help="Say where the time went.")
@click.option("-q", "--quiet", is_flag=True, help="Findings only: no summary, no progress.")
@click.option("--color/--no-color", default=None, help="Colours, or none; else as the terminal can.")
@click.option("--stdin-filename", default="", metavar="FILE", help="What file the standard input is.")
@click.option("--add-noqa", is_flag=True, help="Write a suppressing comment beside each finding.")
@click.option("--force-exclude", is_flag=True, help="Leave out excluded files even when named here.")
@click.option("--engine", default="", metavar="ENGINE", help="builtin or semgrep, for rules that both have.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes to use.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@_cache_dir
@_config
@_isolated
def check(paths: tuple[str, ...], **options: Any) -> int:
    """Check files and folders; the working directory if none are named, standard input for -."""
    from cloudact_lint.commands.check import run

    return run(list(paths), options)


@cli.command(short_help="Write the script that changes tables.")
@click.argument("paths", nargs=-1, metavar="[PATHS]")
@click.option("--from", "from_revision", default="", metavar="REV", help="Bring tables from a git revision to today.")
@click.option("--live", multiple=True, metavar="FILE",
              help="Compare with a dump: bq show, or an export of INFORMATION_SCHEMA.COLUMNS.")
@click.option("--table", multiple=True, metavar="GLOB", help="Only tables with such a name.")
@click.option("--backfill", is_flag=True, help="Fill new columns from the deprecated ones they replace.")
@click.option("--project", default="", metavar="ID", help="The project of the tables.")
@click.option("--dataset", default="", metavar="NAME", help="The dataset of the tables.")
@click.option("--dataset-like", default="", metavar="PATTERN", help="All datasets with such a name, as for LIKE.")
@click.option("--region", default="", metavar="REGION", help="Where --dataset-like looks, e.g. eu.")
@click.option("--output-format", type=click.Choice(["sql", "bash"]), default="sql", show_default=True)
@click.option("--output", default="", metavar="FILE", help="Write the script there.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if there is something to do.")
@click.option("-q", "--quiet", is_flag=True, help="Of messages, only what is left for a person.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes to use.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@_cache_dir
@_config
@_isolated
def migrate(paths: tuple[str, ...], **options: Any) -> int:
    """Write SQL, or a bash script around bq, that changes BigQuery tables to what is wanted of them.

    Wanted are the column families of the configuration; with --from what schema files say today, against a git
    revision; with --live what they say, against tables as they are. Nothing is run, and no data is dropped.
    """
    from cloudact_lint.commands.migrate import run

    return run(list(paths), options)


@cli.command(short_help="Write a bug report.")
@click.argument("paths", nargs=-1, metavar="[PATHS]")
@click.option("--format", type=click.Choice(["markdown", "html", "json"]),
              help="By the ending of --output, else markdown.")
@click.option("--output", multiple=True, metavar="FILE", help="Write it there; may be given several times.")
@click.option("--since", default="", metavar="FILE", help="Say what changed since an earlier report, given as JSON.")
@click.option("--title", default="Bug hunt", show_default=True, help="The title.")
@click.option("--no-preset", is_flag=True, help="Only what the configuration asks for, and no verdicts of its own.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes to use.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@_cache_dir
@_config
@_isolated
def report(paths: tuple[str, ...], **options: Any) -> int:
    """Write the state of a repository as a document: Markdown, one HTML page, or JSON.

    Services and schema files, findings by severity with impact and fix, what to mend first, and a verdict on each row
    of the configured report; where none is configured, of the bug hunt that these rules come from.
    """
    from cloudact_lint.commands.report import run

    return run(list(paths), options)


@cli.command("map", short_help="Show services, routes and their callers, pipelines, tables.")
@click.argument("paths", nargs=-1, metavar="[PATHS]")
@click.option("--format", type=click.Choice(["table", "json", "mermaid", "dot"]), default="table", show_default=True)
@click.option("--only", multiple=True, metavar="PARTS", help="services, routes, calls, pipelines or tables.")
@click.option("--output", default="", metavar="FILE", help="Write it there.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes to use.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@_cache_dir
@_config
@_isolated
def map_(paths: tuple[str, ...], **options: Any) -> int:
    """Show what a repository consists of: services, their routes and who calls them, pipelines, tables.

    Mermaid and DOT draw services, groups of tables and counts; the table and JSON have every detail.
    """
    from cloudact_lint.commands.map import run

    return run(list(paths), options)


_as = click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)


@cli.command()
@click.argument("code")
@_as
def rule(code: str, output_format: str) -> None:
    """Explain a rule, by its code or name."""
    from cloudact_lint.commands import explain

    explain.rule(code, output_format)


@cli.command()
@_as
def rules(output_format: str) -> None:
    """List all rules."""
    from cloudact_lint.commands import explain

    explain.rules(output_format)


@cli.command()
@click.argument("path", default=".")
@click.option("--show", is_flag=True, help="Show the settings for PATH and why each rule is on or off (the default).")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the configuration.")
@_config
@_isolated
def config(path: str, show: bool, schema: bool, config: str, isolated: bool) -> None:
    """Show the configuration, or its JSON Schema."""
    from cloudact_lint.commands import explain

    if show and schema:
        raise click.UsageError("--show and --schema exclude each other")
    if schema:
        explain.schema()
    else:
        explain.show(path, config, isolated)


@cli.group(cls=_Commands)
def schema() -> None:
    """Show the tables that a project speaks of."""


_in = click.option("--path", default=".", metavar="FOLDER", help="Look in the project of this folder.")
_no_cache = click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")


@schema.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]")
@_as
@_no_cache
@_cache_dir
@_config
@_isolated
def ls(paths: tuple[str, ...], **options: Any) -> int:
    """List tables with their columns, layout, and where they are described."""
    from cloudact_lint.commands import schema as command

    return command.ls(paths, options)


@schema.command("show")
@click.argument("table")
@_in
@_as
@_no_cache
@_cache_dir
@_config
@_isolated
def show_table(table: str, **options: Any) -> int:
    """Show the columns of TABLE, a name or dataset.name."""
    from cloudact_lint.commands import schema as command

    return command.show(table, options)


@schema.command()
@click.argument("left", metavar="A")
@click.argument("right", metavar="[B]", default="")
@_in
@_as
@_no_cache
@_cache_dir
@_config
@_isolated
def diff(left: str, right: str, **options: Any) -> int:
    """Compare two tables or files, or the descriptions of one table. Exit status 1 if they differ."""
    from cloudact_lint.commands import schema as command

    return command.diff(left, right, options)


@cli.command(short_help="Serve an editor.")
@_cache_dir
@_config
def server(cache_dir: str, config: str) -> int:
    """Serve an editor: the language server protocol over standard input and output."""
    from cloudact_lint.commands.server import run

    return run(cache_dir, config)


@cli.group(cls=_Commands)
def baseline() -> None:
    """Set aside what is found today, and check what comes after."""


_file = click.option("--file", default="", metavar="FILE", help="The file of the baseline, if not the project's own.")
_advised = click.option("--advice", is_flag=True, help="Also what is true but a judgement.")


@baseline.command("write")
@click.argument("path", default=".", metavar="[FOLDER]")
@_file
@click.option("--force", is_flag=True, help="Replace a baseline that is there.")
@_advised
@_no_cache
@_cache_dir
@_config
@_isolated
def write_baseline(**options: Any) -> int:
    """Set aside everything that is found in the project of FOLDER."""
    from cloudact_lint.commands import baseline as command

    return command.write(options)


@baseline.command("update")
@click.argument("path", default=".", metavar="[FOLDER]")
@_file
@_advised
@_no_cache
@_cache_dir
@_config
@_isolated
def update_baseline(**options: Any) -> int:
    """Bring the baseline up to what is found now: new findings in, those that are gone out."""
    from cloudact_lint.commands import baseline as command

    return command.update(options)


@baseline.command("prune")
@click.argument("path", default=".", metavar="[FOLDER]")
@_file
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if there is something to remove.")
@_advised
@_no_cache
@_cache_dir
@_config
@_isolated
def prune_baseline(**options: Any) -> int:
    """Remove from the baseline what is found no longer."""
    from cloudact_lint.commands import baseline as command

    return command.prune(options)


@cli.group(cls=_Commands)
def cache() -> None:
    """Look after the cache."""


@cache.command()
@_cache_dir
def clean(cache_dir: str) -> None:
    """Remove everything cached."""
    from cloudact_lint.engine.cache import clean as clean_cache

    click.echo(f"Freed {clean_cache(cache_dir or None) / 1e6:.1f} MB.")


@cache.command("dir")
@_cache_dir
def cache_folder(cache_dir: str) -> None:
    """Print the folder of the cache."""
    from cloudact_lint.engine.cache import cache_root

    click.echo(str(cache_root(cache_dir or None)))


@cli.command()
def version() -> None:
    """Show the version."""
    from cloudact_lint.commands.explain import version as text

    click.echo(text())
