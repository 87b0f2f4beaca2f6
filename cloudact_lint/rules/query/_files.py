"""Query starts outside of code: shell scripts, YAML and the cells of notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.facts.pipeline import child, walk
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope, dotted
from cloudact_lint.rules.query._commands import QueryCommand, bq_query, magic_query
from cloudact_lint.rules.query._limits import CAP, Limits
from cloudact_lint.rules.query._statement import UNKNOWN, Statement, classify

RUN_KEYS = {
    "run", "script", "args", "command", "commands", "cmd", "cmds", "shell", "bash", "bash_command", "before_script",
    "after_script", "sh", "inline", "inlinescript", "entrypoint", "arguments", "exec",
}  # fmt: skip
_BQ = lazy_pattern(r"(?:^|[\s;&|(/])bq\s[^\n]*?(?:\\\n[^\n]*?)*\bquery\b")


class Place(NamedTuple):
    """One uncapped start: where, how it is written, what it runs, what would limit it."""

    path: str
    span: Span
    what: str
    statement: Statement
    instead: str


def places(project: Project, limits: Limits) -> Iterator[Place]:
    """All of the project, tests left out."""
    for path in project.paths("shell", "yaml", "notebook"):
        index = project.records[path]
        if not project.asked(path) or "bigquery" not in index.tags:
            continue
        if index.language == "yaml":
            yield from _in_yaml(project, path)
        elif index.language == "shell":
            yield from _in_shell(project, path)
        else:
            yield from _in_notebook(project, path, limits)


def _place(path: str, span: Span, found: QueryCommand, what: str = "bq query") -> Place:
    flag = "--maximum_bytes_billed" if what.startswith("%%") else "--maximum_bytes_billed=BYTES"
    return Place(path, span, what, found.statement, f"add `{flag}`")


def _in_shell(project: Project, path: str) -> Iterator[Place]:
    from cloudact_lint.facts.shell import program

    for command in project.facts(path).shell:
        found = bq_query(program(command), command.stdin)
        if found is not None and not found.capped:
            yield _place(path, command.at, found)


def _in_notebook(project: Project, path: str, limits: Limits) -> Iterator[Place]:
    commands = project.facts(path).shell
    if not commands:
        return
    module = project.module(path)
    if module is not None and _context_capped(module, limits):
        return
    for command in commands:
        found = magic_query(command.words, command.stdin)
        if found is not None and not found.capped:
            yield _place(path, command.at, found, "%%bigquery")


def _context_capped(module: Scope, limits: Limits) -> bool:
    """``bigquery.magics.context.default_query_job_config`` has a limit."""
    for statement in module.flat:
        if not isinstance(statement, m.Assign) or statement.value is None:
            continue
        target = dotted(statement.target)
        if target.endswith("context.default_query_job_config"):
            return limits.of_object(statement.value, module, statement.at, None).capped
        if target.endswith(tuple(f"default_query_job_config.{name}" for name in CAP)):
            return True
    return False


# YAML ------------------------------------------------------------------------------------


def _in_yaml(project: Project, path: str) -> Iterator[Place]:
    seen: set[Span] = set()  # an anchor's node comes again at each alias
    for document in project.facts(path).yaml:
        for keys, node in walk(document):
            if node.at in seen:
                continue
            if node.items and node.items[0][0] is not None:
                seen.add(node.at)
                yield from _mapping(path, node, keys, seen)
            elif node.value and keys and keys[-1].lower() in RUN_KEYS and _BQ.search(node.value):
                seen.add(node.at)
                yield from _script(path, node)


def _script(path: str, node: YamlNode) -> Iterator[Place]:
    from cloudact_lint.facts.shell import commands, program

    for command in commands(node.value or "", node.at.row, node.at.column, node.places):
        found = bq_query(program(command), command.stdin)
        if found is not None and not found.capped:
            yield _place(path, command.at, found)


def _mapping(path: str, node: YamlNode, keys: tuple[str, ...], seen: set[Span]) -> Iterator[Place]:
    yield from _workflow(path, node, seen)
    yield from _words(path, node)
    if keys and keys[-1] == "configuration":
        yield from _job(path, node, "this job")
    yield from _profile(path, node, keys)


def _text(node: YamlNode | None) -> str:
    return (node.value or "") if node is not None else ""


def _is_capped(node: YamlNode) -> bool:
    for name in CAP:
        found = child(node, name)
        if found is not None:
            return _text(found).strip() not in ("", "0", "null", "~")
    return False


def _is_true(node: YamlNode | None) -> bool:
    return node is not None and _text(node).lower() not in ("", "false", "no", "null")


def _workflow(path: str, node: YamlNode, seen: set[Span]) -> Iterator[Place]:
    """A step of Google Workflows: ``call: googleapis.bigquery.v2.jobs.query``."""
    call = child(node, "call")
    name = _text(call)
    if call is None or not re.fullmatch(r"googleapis\.bigquery\.v2\.jobs\.(query|insert)", name):
        return
    body = child(node, "args", "body")
    if body is None or not body.items:
        return  # an expression, or none: nothing is known of it
    if name.endswith(".insert"):
        configuration = child(body, "configuration")
        if configuration is not None:
            seen.add(configuration.at)
        for place in _job(path, configuration, name):
            yield place._replace(span=call.at)
    elif not _is_capped(body) and not _is_true(child(body, "dryRun")):
        yield _sql_place(path, call.at, child(body, "query"), name)


def _job(path: str, configuration: YamlNode | None, what: str) -> Iterator[Place]:
    """A job resource: ``configuration: {query: {query: SELECT …}}``."""
    query = child(configuration, "query")
    if query is None or child(query, "query") is None or _is_capped(query) or _is_true(child(configuration, "dryRun")):
        return
    yield _sql_place(path, query.at, child(query, "query"), what)


def _sql_place(path: str, span: Span, sql: YamlNode | None, what: str) -> Place:
    return Place(path, span, what, classify(_text(sql)), "add `maximumBytesBilled` beside the query")


def _words(path: str, node: YamlNode) -> Iterator[Place]:
    """A command as a list: ``entrypoint: bq`` with ``args``, ``command: [bq, query, …]``."""
    words: list[str] = []
    first: YamlNode | None = None
    for name in ("entrypoint", "command", "args"):
        value = child(node, name)
        if value is None:
            continue
        items = [item for key, item in value.items if key is None] if value.items else [value]
        if value.items or "bq" in _text(value).split()[:1]:
            texts = _text(value).split() if not value.items else [_text(item) for item in items]
            first = first if words else value
            words.extend(texts)
    found = bq_query(words)
    if found is not None and not found.capped and first is not None:
        yield _place(path, first.at, found)


def _profile(path: str, node: YamlNode, keys: tuple[str, ...]) -> Iterator[Place]:
    """A target of a dbt profile: all its models run under its limit."""
    kind = child(node, "type")
    if kind is None or _text(kind) != "bigquery" or "outputs" not in keys or _is_capped(node):
        return
    if child(node, "dataset") is not None or child(node, "schema") is not None:
        yield Place(path, kind.at, "this dbt target", UNKNOWN, "add `maximum_bytes_billed` to the target")
