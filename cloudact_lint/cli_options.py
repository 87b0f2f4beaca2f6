"""What several commands of the command line share: options, and groups that know a wrong word."""

from __future__ import annotations

import click

SEVERITIES = click.Choice(["low", "medium", "high", "critical"])
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Commands(click.Group):
    """A group that knows what a wrong first word was meant to be."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the first word. Raises UserError, with the nearest one, where there is none."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            from pathlib import Path

            from cloudact_lint.errors import UserError, nearest

            close = nearest(name, self.list_commands(ctx))
            if Path(name).exists() or (not close and ("/" in name or "." in name)):
                close = f"did you mean '{ctx.command_path} check {name}'?"
            raise UserError(f"there is no command '{name}'", close or f"'{ctx.command_path} --help' lists them")
        return super().resolve_command(ctx, args)


config_file = click.option(
    "--config", default="", metavar="FILE", help="Read this configuration file, not the nearest."
)
isolated = click.option("--isolated", is_flag=True, help="Read no configuration file.")
cache_dir_option = click.option("--cache-dir", default="", metavar="DIR", help="Where to keep the cache.")
no_cache = click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
as_text = click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
