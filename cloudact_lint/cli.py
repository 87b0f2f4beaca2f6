"""The command line: arguments in, exit status out. What commands do is in ``commands/``."""

from __future__ import annotations

from typing import Any

import click

from cloudact_lint.cli_groups import baseline, cache, schema
from cloudact_lint.cli_options import (
    HELP,
    SEVERITIES,
    Commands,
    as_text,
    cache_dir_option,
    config_file,
    isolated,
    no_cache,
)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from cloudact_lint.commands.explain import version

        click.echo(version())
        ctx.exit()


@click.group(cls=Commands, context_settings=HELP, no_args_is_help=False, invoke_without_command=True)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Static analysis for data platforms on BigQuery: Python, TypeScript, SQL, YAML and shell.

    Exit status: 0 nothing found, 1 findings, 2 wrong usage or configuration, 3 internal error.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())




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
@no_cache
@cache_dir_option
@config_file
@isolated
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
@no_cache
@cache_dir_option
@config_file
@isolated
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
@no_cache
@cache_dir_option
@config_file
@isolated
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
@no_cache
@cache_dir_option
@config_file
@isolated
def map_(paths: tuple[str, ...], **options: Any) -> int:
    """Show what a repository consists of: services, their routes and who calls them, pipelines, tables.

    Mermaid and DOT draw services, groups of tables and counts; the table and JSON have every detail.
    """
    from cloudact_lint.commands.map import run

    return run(list(paths), options)




@cli.command()
@click.argument("code")
@as_text
def rule(code: str, output_format: str) -> None:
    """Explain a rule, by its code or name."""
    from cloudact_lint.commands import explain

    explain.rule(code, output_format)


@cli.command()
@as_text
def rules(output_format: str) -> None:
    """List all rules."""
    from cloudact_lint.commands import explain

    explain.rules(output_format)


@cli.command()
@click.argument("path", default=".")
@click.option("--show", is_flag=True, help="Show the settings for PATH and why each rule is on or off (the default).")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the configuration.")
@config_file
@isolated
def config(path: str, show: bool, schema: bool, config: str, isolated: bool) -> None:
    """Show the configuration, or its JSON Schema."""
    from cloudact_lint.commands import explain

    if show and schema:
        raise click.UsageError("--show and --schema exclude each other")
    if schema:
        explain.schema()
    else:
        explain.show(path, config, isolated)


@cli.command(short_help="Serve an editor.")
@cache_dir_option
@config_file
def server(cache_dir: str, config: str) -> int:
    """Serve an editor: the language server protocol over standard input and output."""
    from cloudact_lint.commands.server import run

    return run(cache_dir, config)


@cli.command()
def version() -> None:
    """Show the version."""
    from cloudact_lint.commands.explain import version as text

    click.echo(text())


for _group in (schema, baseline, cache):
    cli.add_command(_group)
