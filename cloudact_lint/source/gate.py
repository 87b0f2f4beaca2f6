"""What the bytes of a file say before anything is parsed.

A tag costs a few passes of ``memchr`` and decides which extractors run; rules ask for it
through ``FileIndex.tags``. A tag may be set without cause, but never be missing.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class _Tag(NamedTuple):
    name: str
    needles: tuple[bytes, ...]
    """Lower case; without one of them the tag is not set."""
    pattern: re.Pattern[bytes] | None = None
    """Over the lower-case bytes; decides where the needles alone are too common."""


def _re(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


_HEAD = rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|//[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/)*"
"""What may stand before the first statement: a mark of the encoding, white space, comments."""

TAGS: tuple[_Tag, ...] = (
    # Any sign of BigQuery: client libraries, the command line tool, Airflow operators, notebook magic.
    _Tag("bigquery", (b"bigquery", b"read_gbq", b"pandas_gbq", b"bq "), _re(rb"bigquery|gbq|\bbq\s")),
    # Something that may start a query job, under whatever client.
    _Tag("query-call", (b"query", b"read_gbq"), _re(rb"query\w*\s*[(\[]|query_and_wait|read_gbq|queryjob")),
    # The words that SQL statements begin with; plain English has some of them too.
    _Tag("sql", (b"select", b"insert", b"update", b"delete", b"merge", b"create", b"drop", b"truncate", b"call"),
         _re(rb"\b(?:select\b|insert\s+(?:into\b|`|\w+[.`(])|update\s+\S+\s+(?:\w+\s+)?set\b|delete\s+from\b|merge\s+"
             rb"|create\s+(?:or\s+replace\s+)?(?:temp|table|view|materialized|procedure|function|external|schema)"
             rb"|drop\s+\w+|truncate\s+table\b|call\s+)")),
    # A statement that makes or changes a table or a routine.
    _Tag("ddl", (b"create", b"alter"),
         _re(rb"\bcreate\s+(?:or\s+replace\s+)?(?:table|view|materialized|external|procedure|function|aggregate|snapshot)|\balter\s+table")),
    # A statement that adds rows.
    _Tag("insert", (b"insert",), _re(rb"\binsert\s+|insert_?rows|\.insert\s*\(|insertall|insertid")),
    # A load job that adds rows.
    _Tag("append", (b"write_append", b"writedisposition", b"write_disposition", b"write_mode")),
    # A statement that changes rows.
    _Tag("dml", (b"insert", b"update", b"delete", b"merge"), _re(rb"\b(?:insert|update|delete|merge)\b\s+\S")),
    # A URL with an authority; those in whole-line comments do not count.
    _Tag("url", (b"://",), _re(rb"(?m)^(?!\s*(?:#|//|\*|/\*|--)).*\b(?:https?|wss?)://")),
    # A function that may report failure in what it returns.
    _Tag("failure-result", (b"status", b"success", b"ok", b"error", b"false"),
         _re(rb"""["'](?:status|state|outcome)["']\s*(?:\]\s*=|:)[^\n]*["'](?:fail|error)"""
             rb"""|["'](?:success|succeeded|ok)["']\s*(?:\]\s*=|:)[^\n]*false|\b(?:success|succeeded|ok)\s*=\s*false"""
             rb"""|\[["'](?:errors|failures|failed)["']\]\.(?:append|extend)|\bstatus\s*=\s*["'](?:fail|error)|return\s*\(?\s*false\s*,""")),
    # A look at the environment.
    _Tag("env", (b"env", b"${"), _re(rb"environ|getenv|process\.env|import\.meta\.env|\benv\b|env_|_env|\$\{")),
    # A GCP project named by its usual keys, or an id of the shape word-word-123.
    _Tag("project", (b"project", b"gserviceaccount")),
    # Lists of fields with a type of BigQuery, and how tables are laid out: JSON that may be a schema.
    _Tag("table-schema", (b'"type"', b"partition", b"cluster"),
         _re(rb'"type"\s*:\s*"(?:string|bytes|integer|int64|float|float64|numeric|bignumeric|bool|boolean|timestamp|date'
             rb'|time|datetime|geography|record|struct|json|interval|range)\s*["(]'
             rb'|"(?:time_?partitioning|partition(?:ing|_field|_by)?|cluster(?:ing|ing_?fields|_by|_fields))"\s*:')),
    # The same in YAML, columns of dbt's models, and where rows go by which schema.
    _Tag("table-layout", (b"partition", b"cluster", b"schema", b"fields", b"columns"),
         _re(rb"""(?:\w*partition\w*|cluster\w*|fields|columns|schema_\w+)["']?\s*:""")),
    # Code that describes tables: fields, partitions, clusters, and where their schemas are read from.
    _Tag("table-code", (b"schemafield", b"partition", b"cluster", b"schema_")),
    # The answer of an OAuth token endpoint.
    _Tag("token", (b"access_token",)),
    # The key file of a service account: JSON, and worth a look.
    _Tag("private-key", (b"private key-----",)),
    # Requests from other origins let in with credentials.
    _Tag("cors", (b"credentials",), _re(rb"""(?:allow|supports).credentials|credentials["']?\s*:""")),
    # An id that requests carry through services and logs.
    _Tag("request-id", (b"request", b"correlation", b"trace", b"reqid"),
         _re(rb"request[-_]?id|correlation|trace[-_]?(?:id|parent|context)|reqid")),
    # A key of YAML that may hold the steps of a pipeline.
    _Tag("pipeline",
         (b"steps", b"tasks", b"stages", b"nodes", b"blocks", b"phases", b"activities", b"operations", b"actions"),
         _re(rb"""(?m)(?:^[ \t-]*|[{,]\s*)["']?(?:\w+[_-])?(?:steps|tasks|stages|nodes|blocks"""
             rb"""|phases|activities|operations|actions)["']?[ \t]*:""")),
    # Code that looks at steps, or at what kind something is.
    _Tag("steps",
         (b"step", b"task", b"stage", b"node", b"block", b"job", b"operator", b"processor", b"uses", b"type", b"kind"),
         _re(rb"""["'](?:\w+_)?(?:steps?|tasks?|stages?|nodes?|blocks?|jobs?|operator|processor|uses)(?:_\w+)?["']"""
             rb"""|\.(?:steps|tasks|nodes)\b|(?:\[|get\()\s*["'](?:\w+_)?(?:type|kind)["']"""
             rb"""|[\[(]\s*\w+\.(?:\w+_)?(?:type|kind)\b""")),
    # Code that looks at who is told of a failure.
    _Tag("failure-key", (b"notif", b"alert", b"fail", b"on_error", b"onerror"),
         _re(rb"""["']\w*(?:notif|alert|on_?fail|on_?error)\w*["']|\.\w*(?:notif|alert|on_?fail|on_?error)""")),
    # Jobs described in YAML.
    _Tag("schedule", (b"cron", b"schedule")),
    # Containers and services described in YAML: compose files, Kubernetes, Cloud Run.
    _Tag("service", (b"services", b"containerport", b"targetport"),
         _re(rb"(?m)^services\s*:|containerport|targetport")),
    # A variable that is set to an address, in YAML.
    _Tag("address", (b"://",),
         _re(rb"""(?:\w(?:url|uri|host|endpoint|address|origin|api|service|base)["']?\s*[:=]|\bvalue["']?\s*:)\s*["']?"""
             rb"""(?:\$\{\w+:?-)?(?:https?|wss?)://""")),
    # A module whose functions browsers may call: the directive stands before everything but comments.
    _Tag("use-server", (b"use server",),
         _re(_HEAD + rb"""["']use server["']""")),
    # A module that Next.js sends to browsers.
    _Tag("use-client", (b"use client",),
         _re(_HEAD + rb"""["']use client["']""")),
)


_CODE = frozenset({"bigquery", "append", "failure-result", "sql", "ddl", "table-code", "cors", "token"})
ASKED: dict[str, frozenset[str]] = {
    "python": _CODE | {"steps", "failure-key", "schedule"}, "notebook": _CODE,
    "typescript": _CODE | {"use-server", "use-client", "request-id"}, "sql": frozenset(),
    "schema": frozenset({"table-schema", "private-key"}),
}
"""Languages whose files are read in any case: only the tags that rules ask for are worked out."""


def tags(data: bytes, language: str = "") -> frozenset[str]:
    """The tags of a file's bytes; of a file in ``language``, those that matter there."""
    asked = ASKED.get(language)
    if asked is not None and not asked:
        return asked
    lowered = data.lower()
    if b"\0" in data[:4096]:
        lowered = lowered.replace(b"\0", b"")  # UTF-16: letters of ASCII with zeros between
    return frozenset(tag.name for tag in TAGS if (asked is None or tag.name in asked) and _matches(tag, lowered))


def _matches(tag: _Tag, data: bytes) -> bool:
    if not any(needle in data for needle in tag.needles):
        return False
    return tag.pattern is None or tag.pattern.search(data) is not None


FACTS_NEED: dict[str, frozenset[str]] = {
    # A YAML file or a shell script matters only by what it starts, sets or names. Code always
    # matters: any module may hold the helper that a query job in another goes through.
    "yaml": frozenset({"bigquery", "query-call", "sql", "append", "url", "env", "project", "schedule", "table-layout",
                       "service", "pipeline"}),
    "shell": frozenset({"bigquery", "sql", "project"}),
    "schema": frozenset({"table-schema", "private-key"}),
}


def wanted(language: str, seen: frozenset[str]) -> bool:
    """Whether facts of a file are worth extracting."""
    needed = FACTS_NEED.get(language)
    return needed is None or not needed.isdisjoint(seen)
