"""SQL outside of code: values of YAML files, commands of shell scripts."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts.pipeline import walk
from cloudact_lint.facts.records import ShellCommand
from cloudact_lint.project.project import Project
from cloudact_lint.project.rendered import Mark, Rendered

_SHORTEST = 12
"""Characters; less is no statement worth a look."""


def texts_of_yaml(project: Project, path: str) -> Iterator[Rendered]:
    """The scalars of a YAML file that hold more than a word."""
    if "sql" not in project.records[path].tags:
        return
    for document in project.facts(path).yaml:
        for _, node in walk(document):
            value = node.value
            if value and len(value) >= _SHORTEST and not node.items:
                marks = [Mark(offset, path, row, column) for offset, row, column in node.places]
                yield Rendered(value, marks or [Mark(0, path, node.at.row, node.at.column)])


def texts_of_shell(project: Project, path: str) -> Iterator[Rendered]:
    """What ``bq query`` commands run: their here-document, else the word that is no flag."""
    if "bigquery" not in project.records[path].tags:
        return
    for command in project.facts(path).shell:
        words = _words(command)
        if "query" not in words or not words or words[0].rpartition("/")[2] not in ("bq", "bq.cmd"):
            continue
        if command.stdin.strip():
            yield Rendered(command.stdin, [Mark(0, path, command.at.end_row + 1, 1)], complete=False)
        else:
            last = words[-1]
            if len(last) >= _SHORTEST:
                yield Rendered(last, [Mark(0, path, command.at.row, command.at.column)], complete=False)


def texts_of_magics(project: Project, path: str) -> Iterator[Rendered]:
    """The bodies of a notebook's ``%%bigquery`` cells."""
    for command in project.facts(path).shell:
        if command.words and command.words[0] == "%%bigquery" and command.stdin.strip():
            yield Rendered(command.stdin, [Mark(0, path, command.at.end_row + 1, 1)])


def _words(command: ShellCommand) -> tuple[str, ...]:
    from cloudact_lint.facts.shell import program

    return tuple(program(command))
