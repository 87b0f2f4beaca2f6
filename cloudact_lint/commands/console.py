"""Writing to people and to programs: colours, progress, encodings."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any, TextIO

from cloudact_lint.errors import UserError


def wants_color(chosen: bool | None, stream: TextIO) -> bool:
    """Whether to colour what goes to ``stream``: as chosen, else NO_COLOR, FORCE_COLOR, a terminal."""
    if chosen is not None:
        return chosen
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO) -> bool:
    """Whether a person is looking."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def write(text: str, *, color: bool = False) -> None:
    """Write for people, in the console's own encoding."""
    import click

    click.echo(text, nl=False, color=color)


def write_exact(text: str) -> None:
    """Write for programs: UTF-8 and line feeds, whatever the console is."""
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None:
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    raw.write(text.encode("utf-8", "replace"))
    raw.flush()


def warn(text: str) -> None:
    """Write to standard error."""
    import click

    click.echo(text, nl=False, err=True)


def write_file(path: str, text: str) -> None:
    """Write a report to a file. Raises UserError."""
    try:
        Path(path).write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise UserError(f"'{path}' cannot be written: {error.strerror or error}") from None


class Progress:
    """A bar on standard error for runs that take a moment; ``rich`` is imported only then."""

    def __init__(self, patience: float = 0.5) -> None:
        self._began = time.monotonic()
        self._patience = patience
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` files are read."""
        if self._bar is None:
            if time.monotonic() - self._began < self._patience:
                return
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("Reading files", total=total)
            self._bar.start()
        self._bar.update(self._task, completed=done, total=total)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def progress_bar(quiet: bool) -> Progress | None:
    """A bar if a person is looking at standard error and did not ask for silence."""
    return Progress() if not quiet and is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb" else None
