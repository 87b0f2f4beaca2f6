"""Facts of a notebook: its cells are one Python module, its magic cells are commands."""

from __future__ import annotations

from cloudact_lint.facts.python import python_facts
from cloudact_lint.facts.records import FileFacts, ShellCommand
from cloudact_lint.findings import Span
from cloudact_lint.source.notebook import MagicCell
from cloudact_lint.source.text import SourceFile


def notebook_facts(source: SourceFile, magics: tuple[MagicCell, ...]) -> FileFacts:
    """The facts of joined cells; a cell magic is a ShellCommand that reads the rest of its cell."""
    facts = python_facts(source)
    commands = tuple(
        ShellCommand(magic.words, magic.body, False, Span(magic.row, 1, magic.row, 1 + sum(map(len, magic.words))))
        for magic in magics
    )
    return facts._replace(shell=facts.shell + commands, cell_rows=source.cell_rows)
