"""Facts of one file, whatever it is written in. Extractors are imported when first needed."""

from __future__ import annotations

from cloudact_lint.facts.records import FileFacts, FileIndex, Problem
from cloudact_lint.findings import Span
from cloudact_lint.source import gate
from cloudact_lint.source.notebook import MagicCell
from cloudact_lint.source.text import SourceFile


def extract(source: SourceFile, magics: tuple[MagicCell, ...] = ()) -> FileFacts:
    """The facts of a file; what cannot be read of it becomes a Problem, not an exception."""
    tags = gate.tags(source.data, source.language)
    if not gate.wanted(source.language, tags):
        return FileFacts(FileIndex(source.path, source.language, source.content_hash, tags=tags))
    try:
        facts = _dispatch(source, magics)
    except (RecursionError, MemoryError):  # MemoryError is how ast reports its own limit of depth
        facts = too_deep(source)
    return facts._replace(index=facts.index._replace(tags=facts.index.tags | tags))


def too_deep(source: SourceFile) -> FileFacts:
    """The facts of a file whose nesting is beyond what the analysers can follow."""
    problem = Problem("nested too deeply to be analysed", Span(1, 1, 1, 1))
    return nothing(source)._replace(problems=(problem,))


def nothing(source: SourceFile) -> FileFacts:
    """The facts of a file of which nothing is known."""
    return FileFacts(FileIndex(source.path, source.language, source.content_hash), cell_rows=source.cell_rows)


def _dispatch(source: SourceFile, magics: tuple[MagicCell, ...]) -> FileFacts:
    language = source.language
    if language == "python":
        from cloudact_lint.facts.python import python_facts

        return python_facts(source)
    if language == "notebook":
        from cloudact_lint.facts.notebook import notebook_facts

        return notebook_facts(source, magics)
    if language == "typescript":
        from cloudact_lint.facts.typescript import typescript_facts

        return typescript_facts(source)
    if language == "sql":
        from cloudact_lint.facts.sql import sql_facts

        return sql_facts(source)
    if language == "shell":
        from cloudact_lint.facts.shell import shell_facts

        return shell_facts(source)
    if language == "yaml":
        from cloudact_lint.facts.pipeline import yaml_facts

        return yaml_facts(source)
    if language == "schema":
        from cloudact_lint.facts.schema_forms import json_facts

        return json_facts(source)
    return nothing(source)
