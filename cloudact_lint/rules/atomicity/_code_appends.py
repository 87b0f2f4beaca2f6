"""Which calls add rows that a second run adds again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.facts.records import TableRef
from cloudact_lint.findings import Kind
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.bigquery import BigQuery, Operation, dict_value
from cloudact_lint.project.effects import Write
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.scopes import Scope, statements
from cloudact_lint.project.values import External, Instance, Literal
from cloudact_lint.project.walking import last_name, walk

APPENDING = {"insert", "load", "copy"}
DEFAULT, UNKNOWN = "", "?"
"""Dispositions: none is given; what is given cannot be seen."""
_SCRATCH = lazy_pattern(
    r"(?i)(?:^|_)(?:stg|staging|tmp|temp|temporary|scratch|dlq|dead_?letters?|quarantine)(?:_|$|\d)"
)
_CAREFUL = {"anti-join", "anti-join-other", "guarded"}
_RANDOM = lazy_pattern(
    r"(?i)^(?:uuid[14]?|token_hex|token_urlsafe|urandom|randint|random|nanoid|randomUUID|v4|ulid|ksuid|new_id)$"
)


class Append(NamedTuple):
    """How a write adds rows: in words, how sure it is that it does, and what would stop it."""

    words: str
    kind: Kind
    remedy: str


_MERGE = "use MERGE on the key that makes a row the same row"


def is_scratch(table: str) -> bool:
    """Whether a table is a staging or dead-letter table by its name: what is in it is not final."""
    return _SCRATCH.search(table.split("{", 1)[0] or table) is not None or _SCRATCH.search(table) is not None


def appends(write: Write, bigquery: BigQuery) -> Append | None:
    """How ``write`` adds rows that a second run adds again; None if it does not."""
    if write.verb not in APPENDING or write.harmless or _named_job(write.operation, bigquery):
        return None
    if write.statement is not None:
        if not _CAREFUL.isdisjoint(write.statement.flags) or _reads_itself(write, bigquery) or _is_dry(write, bigquery):
            return None
        if write.verb == "load":
            return Append("LOAD DATA adds to", "on", "load with LOAD DATA OVERWRITE, or into a staging table and MERGE")
        return Append("INSERT adds rows to", "on", _MERGE)
    operation = write.operation
    if operation.action == "insert-rows":
        return _streamed(operation, bigquery)
    found = dispositions(operation, bigquery)
    words = f"{operation.method} appends to"
    remedy = "load into a staging table and MERGE from it, or replace the partition with WRITE_TRUNCATE"
    if found == {"WRITE_APPEND"}:
        return Append(words, "on", remedy)
    if "WRITE_APPEND" in found and UNKNOWN not in found:
        return Append(f"{operation.method} may append to", "advice", remedy)
    if found == {DEFAULT} and operation.action == "load" and operation.method != "to_gbq":
        return Append(f"{operation.method} appends by default to", "advice", remedy)
    return None


def appending_query(operation: Operation, bigquery: BigQuery) -> Append | None:
    """A SELECT whose job appends its result to a destination table."""
    found = dispositions(operation, bigquery) if operation.action == "query" else set()
    if "WRITE_APPEND" not in found or UNKNOWN in found or _named_job(operation, bigquery):
        return None
    remedy = f"{_MERGE}, or replace the partition with WRITE_TRUNCATE"
    if len(found) > 1:
        return Append("a query job that may run with WRITE_APPEND adds rows to", "advice", remedy)
    return Append("a query job with WRITE_APPEND adds rows to", "on", remedy)


def _reads_itself(write: Write, bigquery: BigQuery) -> bool:
    """``INSERT INTO t SELECT … WHERE day > (SELECT MAX(day) FROM t)``: it looks how far it got."""
    statement = write.statement
    if statement is None or write.sql is None or statement.target is None:
        return False
    end = statement.offset + statement.length
    return any(
        _one_table(ref, statement.target)
        for ref in bigquery.project.sql(write.sql.text).tables
        if statement.target.offset < ref.offset < end
    )


def _is_dry(write: Write, bigquery: BigQuery) -> bool:
    """A dry run writes nothing."""
    config = write.operation.argument(1, "job_config")
    values = bigquery.resolver.resolve(config, write.site.scope, write.site.call.at) if config is not None else ()
    return bool(values) and all(
        isinstance(value, Instance)
        and value.call is not None
        and any(name in ("dry_run", "dryRun") and literal_key(given) is True for name, given in value.call.keywords)
        for value in values
    )


# Streaming -------------------------------------------------------------------------------


def _streamed(operation: Operation, bigquery: BigQuery) -> Append | None:
    """``insert_rows_json`` and its like, without an id for each row."""
    if operation.client is not None and operation.client.name.startswith("@google-cloud/"):
        words = f"{operation.method}() streams rows into"
        remedy = "give each row an insertId made from its key (`{insertId, json}` with `raw: true`), or MERGE"
        return None if _typescript_ids(operation, bigquery) else Append(words, "on", remedy)
    given = (
        operation.argument(2, "row_ids")
        if operation.method == "insert_rows_json"
        else operation.argument(99, "row_ids")
    )
    if given is None and any(name is None for name, _ in operation.call.keywords):
        return None  # ``**options`` may hold them
    if given is not None and not _says_nothing(given, operation.site.scope, bigquery):
        return None
    how = (
        "without row_ids"
        if given is None
        else "with row_ids that are new each time"
        if _is_random(given)
        else "with row_ids of None"
    )
    remedy = (
        "pass row_ids made from the rows' keys against repeats of one call, "
        "and MERGE from a staging table against repeats of a run"
    )
    return Append(f"{operation.method} streams rows {how} into", "on", remedy)


def _says_nothing(given: m.Expr, scope: Scope, bigquery: BigQuery) -> bool:
    """``row_ids=None``, ``[None] * n``, ``AutoRowIDs.…``: nothing that names a row."""
    if isinstance(given, m.Bin) and given.op == "*":
        return any(_says_nothing(side, scope, bigquery) for side in (given.left, given.right))
    if isinstance(given, m.Seq):
        return bool(given.items) and all(_is_none(item) for item in given.items)
    if isinstance(given, m.Comp):
        return _is_none(given.element) or _is_random(given)
    values = bigquery.resolver.resolve(given, scope) if isinstance(given, (m.Name, m.Attr)) else ()
    if values:
        return all(
            (isinstance(value, External) and "AutoRowIDs" in value.name)
            or (isinstance(value, Literal) and not isinstance(value.expr, m.Text) and value.expr is not given
                and _says_nothing(value.expr, value.scope, bigquery))
            for value in values
        )  # fmt: skip
    return _is_none(given)


def _is_none(expr: m.Expr) -> bool:
    return isinstance(expr, m.Const) and expr.value is None


def _one_table(ref: TableRef, target: TableRef) -> bool:
    """Whether two names mean one table; with datasets that both are known and differ they do not."""
    if ref.parts[-1] != target.parts[-1] or "{}" in ref.parts[-1]:
        return False
    datasets = {other.parts[-2] for other in (ref, target) if len(other.parts) > 1}
    return len(datasets) < 2


def _is_random(expr: m.Expr) -> bool:
    return isinstance(expr, m.Comp) and any(
        isinstance(node, m.Call) and _RANDOM.match(last_name(node.func)) for node in walk(expr.element)
    )


def _typescript_ids(operation: Operation, bigquery: BigQuery) -> bool:
    """``insert(rows, {raw: true})`` whose rows have an insertId, as far as they can be seen."""
    options = operation.argument(1)
    if options is None:
        return False
    raw = False
    for value in bigquery.resolver.resolve(options, operation.site.scope, operation.call.at):
        if not isinstance(value, Literal) or not isinstance(value.expr, m.Dict):
            return True  # cannot be seen
        raw = raw or literal_key(dict_value(value.expr, "raw")) is True
    if not raw or not operation.call.args:
        return False
    seen = list(_dicts(operation.call.args[0], operation, bigquery))
    return not seen or any(dict_value(d, "insertId") is not None for d in seen)


def _dicts(rows: m.Expr, operation: Operation, bigquery: BigQuery) -> Iterator[m.Dict]:
    """The object literals among the rows."""
    values = bigquery.resolver.resolve(rows, operation.site.scope, operation.call.at)
    for expr in (rows, *(value.expr for value in values if isinstance(value, Literal))):
        for node in walk(expr):
            if isinstance(node, m.Dict):
                yield node
            elif isinstance(node, m.FuncExpr):
                for statement in statements(node.function.body):
                    if isinstance(statement, m.Return) and isinstance(statement.value, m.Dict):
                        yield statement.value


# Configurations --------------------------------------------------------------------------


def dispositions(operation: Operation, bigquery: BigQuery) -> set[str]:
    """What a job may do with rows that are there: WRITE_APPEND …, ``DEFAULT`` or ``UNKNOWN``."""
    scope, at = operation.site.scope, operation.call.at
    if operation.method == "to_gbq":
        words = {"append": "WRITE_APPEND", "replace": "WRITE_TRUNCATE"}
        return {words.get(str(literal_key(operation.argument(99, "if_exists"))), DEFAULT)}
    if operation.client is not None and operation.client.name.startswith("@google-cloud/"):
        return _typescript_dispositions(operation, bigquery)
    config = operation.argument(99, "job_config")
    if config is None:
        return {UNKNOWN if any(name is None for name, _ in operation.call.keywords) else DEFAULT}
    later = _assigned(config, scope)
    if later:
        return {word for value in later for word in _words(value, scope, bigquery)}
    found: set[str] = set()
    for value in bigquery.resolver.resolve(config, scope, at):
        if not isinstance(value, Instance) or value.call is None or value.scope is None:
            found.add(UNKNOWN)
            continue
        given = next((v for name, v in value.call.keywords if name == "write_disposition"), None)
        if given is None:
            spread = any(name is None for name, _ in value.call.keywords)
            found.add(UNKNOWN if spread or not value.name.endswith("JobConfig") else DEFAULT)
        else:
            found |= _words(given, value.scope, bigquery)
    return found


def destination_of(operation: Operation, bigquery: BigQuery) -> m.Expr | None:
    """The destination table in a query job's configuration."""
    scope = operation.site.scope
    config = operation.argument(99, "job_config")
    later = _assigned(config, scope, "destination") if config is not None else []
    if later:
        return later[0]
    for value in bigquery.resolver.resolve(config, scope, operation.call.at) if config is not None else ():
        if isinstance(value, Instance) and value.call is not None:
            return next((v for name, v in value.call.keywords if name == "destination"), None)
    return dict_value(operation.argument(0), "destination")


def _assigned(config: m.Expr, scope: Scope, name: str = "write_disposition") -> list[m.Expr]:
    """Values of ``config.write_disposition = …`` in a function."""
    if not isinstance(config, (m.Name, m.Attr)):
        return []
    return [
        s.value for s in statements(scope.body)
        if isinstance(s, m.Assign) and isinstance(s.target, m.Attr) and s.target.name == name
        and s.target.base == config and s.value is not None
    ]  # fmt: skip


def _words(expr: m.Expr, scope: Scope, bigquery: BigQuery) -> set[str]:
    found: set[str] = set()
    for value in bigquery.resolver.resolve(expr, scope):
        word = UNKNOWN
        if isinstance(value, External):
            word = value.name.rpartition(".")[2]
        elif isinstance(value, Literal):
            word = str(literal_key(value.expr))
        found.add(word if word.startswith("WRITE_") else UNKNOWN)
    return found or {UNKNOWN}


def _typescript_dispositions(operation: Operation, bigquery: BigQuery) -> set[str]:
    options = operation.call.args[-1] if operation.call.args else None
    found: set[str] = set()
    for value in (
        bigquery.resolver.resolve(options, operation.site.scope, operation.call.at) if options is not None else ()
    ):
        if not isinstance(value, Literal):
            return {UNKNOWN}
        given = dict_value(value.expr, "writeDisposition")
        found |= _words(given, value.scope, bigquery) if given is not None else {DEFAULT}
    return found or {DEFAULT}


def _named_job(operation: Operation, bigquery: BigQuery) -> bool:
    """A job id of one's own that is the same each time: BigQuery refuses to run it twice."""
    given = operation.argument(99, "job_id")
    if given is None:
        return False
    nodes = list(walk(given))
    for node in list(nodes):
        if isinstance(node, m.Name):
            for binding in operation.site.scope.bindings.get(node.id, ()):
                if binding.value is not None:
                    nodes.extend(walk(binding.value))
    if any(isinstance(node, m.Const) and node.value is None for node in nodes):
        return False
    return not any(isinstance(node, m.Call) and _RANDOM.match(last_name(node.func)) for node in nodes)
