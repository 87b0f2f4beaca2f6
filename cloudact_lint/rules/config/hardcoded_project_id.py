"""CA102: the id of one GCP project written into code, SQL or configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.config.settings import Settings
from cloudact_lint.context import FileContext, LibcstContext
from cloudact_lint.facts.records import FileFacts
from cloudact_lint.findings import Finding, Severity, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.config import _examples_project
from cloudact_lint.rules.config._facts import rows_of_projects
from cloudact_lint.rules.config._ids import EMBEDDED, TAKES_PROJECT, embedded
from cloudact_lint.rules.config._names import (
    GOOGLE,
    environment,
    is_known_project,
    is_project,
    is_vendor,
    names_project,
)
from cloudact_lint.rules.config._silence import for_people, is_checked, is_chosen_by_environment, is_default
from cloudact_lint.rules.config._site import Site, is_environment_file, is_test
from cloudact_lint.rules.config._sql import Found

if TYPE_CHECKING:
    import libcst

    from cloudact_lint.source.text import SourceFile

_ID = r"[a-z][a-z0-9-]{4,28}[a-z0-9]"
_GATE = (
    rf"[pP](?:roject|ROJECT)(?:[^\n]{{0,80}}?[\"'`]{_ID}\\?[\"'`]|(?:_?(?i:id))?[\"']?\s*[:=]\s*[\"']?[a-z]|s/[a-z])"
    r"|gserviceaccount\.com|`[a-z][a-z0-9-]+`?\.|-[a-z0-9]+\.[\w{}$]+\.[\w{]|(?:Client|_path|Reference)\(\s*\\?[\"']"
)
_WHOLE = lazy_pattern(rf"\s*(?P<id>{_ID})\s*")
_TABLE = lazy_pattern(rf"\s*(?P<id>{_ID})[.:]\w[\w$]*(?:\.[\w$*-]+)?\s*")
_TS_VALUE = lazy_pattern(
    rf"(?i:project(?:_?id)?)[\"'`\]]*\s*\??\s*(?::\s*string\s*)?[:=]\s*(?=(?P<q>[\"'`]){_ID}(?P=q))"
    rf"|(?:Client|_path|Path|Reference|BigQuery)\(\s*(?=[\"'`]{_ID})"
)
_GOOGLE_CALL = lazy_pattern(
    r"Client$|BigQuery|Storage$|PubSub|Firestore|Spanner|Bigtable|Datastore|VertexAI|Logging$|SecretManager|gbq|aiplatform"
    r"|vertexai|bigquery|google|gcp|Credentials|Reference$|Dataset$|Table$|Operator$|Hook$|Sensor$",
    re.IGNORECASE,
)
_TABLE_CALL = lazy_pattern(
    r"(^|\.)(get_table|create_table|delete_table|update_table|list_rows|list_tables|list_partitions|load_table_from_\w+|"
    r"insert_rows\w*|copy_table|extract_table|undelete_table|get_dataset|create_dataset|delete_dataset|from_string|Table|"
    r"Dataset|TableReference|read_gbq\w*|to_gbq|ReadFromBigQuery|WriteToBigQuery)$"
)
_TABLE_NAME = lazy_pattern(
    r"(^|_|\.)(table|dataset|tbl|destination)(_?(id|ref|name|path|fqn|full_name))?s?$|(table|dataset)(Id|Ref|Name)$",
    re.IGNORECASE,
)
_CONFIGURATION = lazy_pattern(
    r"conf|setting|option|param|client|gcp|bigquery|bq|google|credential|connection|env", re.IGNORECASE
)
_LOOKALIKE = lazy_pattern(
    r"bucket|label|tag|keyring|key_ring|repo|package|image|class|network|cluster|queue|topic|prefix|slug|domain|display"
    r"|metric|namespace|service_name|app_name|user_agent|project_name|public",
    re.IGNORECASE,
)


class HardcodedProjectId(Rule):
    """Reports project ids where they decide which project is read, written or billed."""

    meta = RuleMeta(
        code="CA102",
        slug="hardcoded-project-id",
        summary="the id of one GCP project written into code, SQL or configuration",
        severity=Severity.MEDIUM,
        default="on",
        languages=("python", "typescript", "sql", "yaml", "notebook"),
        why=(
            "A project id is the name of an environment: `acme-testing-1` is where test data lives. Written into a "
            "table reference, a client constructor or a stored procedure, it ties the code to that environment. "
            "Deployed elsewhere, the code fails for want of permission, or, where permission is there, reads and "
            "writes the data of the wrong environment without an error."
        ),
        instead=(
            "Take the project from the environment, from settings, or from the client, which knows its own:\n\n"
            "```python\nclient = bigquery.Client(project=settings.gcp_project_id)\n"
            "sql = f\"SELECT id FROM `{client.project}.sales.orders`\"\n```\n\n"
            "In SQL leave the project out of table names (the job's own project is meant), or pass it as a "
            "parameter of the procedure and use `@@project_id`."
        ),
        silent=(
            "Placeholders (`your-project`, `my-project`, `test-project-123`, `project-id`), public projects "
            "(`bigquery-public-data`), Google's own service agents. Docstrings, comments, error, help and log "
            "text, examples of models and schemas. Lookalikes: buckets, CSS classes, package names, key rings, "
            "repositories, labels; `project_id` of a plain record; the projects of other vendors. Comparisons. "
            "Fallbacks of environment lookups and defaults of settings classes and command-line options (see "
            "CA107). Tables of environments: ids under a key, on a branch or in a file that names an environment. "
            "A Firebase web configuration. Folders named after the project they are deployed to. Tests."
        ),
        references=(
            "https://cloud.google.com/resource-manager/docs/creating-managing-projects",
            "https://cloud.google.com/bigquery/docs/reference/system-variables",
        ),
        bug_hunt=(19,),
    )
    valid = _examples_project.VALID
    invalid = _examples_project.INVALID
    gate = _GATE.encode()

    def definitions(self, facts: FileFacts) -> Iterable[tuple[int, int]]:
        """Values of things called project, and strings that hold a project id."""
        return rows_of_projects(facts)

    def visitor(self, context: LibcstContext) -> libcst.CSTVisitor | None:
        """Looks at each string of a definition."""
        if is_test(context.path, context.settings):
            return None
        from cloudact_lint.rules.config._python import StringVisitor

        def check(site: Site) -> None:
            for found in _judge(site, context.settings):
                if _is_folder(context.path, (found.id,)):
                    continue
                span = site.span(found.start, found.end)
                context.report(span, _message(found), anchor=f"{found.what}:{found.id}")

        return StringVisitor(context, re.compile(_ID).search, check)

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        """TypeScript, SQL and YAML."""
        language = context.source.language
        if language in ("python", "notebook") or is_test(context.path, context.settings):
            return
        places: Iterable[tuple[Found, Span]] = ()
        if language == "typescript":
            places = _in_typescript(context)
        elif language == "sql":
            places = _in_sql(context)
        elif language == "yaml":
            from cloudact_lint.rules.config._yaml import projects_in_yaml

            places = projects_in_yaml(context)
        places = list(places)
        if _is_folder(context.path, {found.id for found, _ in places}):
            return
        for found, span in places:
            yield self.finding(context.path, span, _message(found), anchor=f"{found.what}:{found.id}")


def _is_folder(path: str, ids: Iterable[str]) -> bool:
    """Whether the tree is laid out by project: ``sql/PROJECT/DATASET/TABLE/query.sql`` is meant for that one."""
    return not set(path.split("/")[:-1]).isdisjoint(ids)


def _message(found: Found) -> str:
    what = f"{found.variable}" if found.variable else found.what
    cure = (
        "leave the project out of the name, or pass it in"
        if found.what in ("a table reference", "a dataset name")
        else "make it a parameter, or use @@project_id"
        if found.what.startswith("the value of a SQL")
        else "take it from the environment or the settings"
    )
    return (
        f"project id '{found.id}' is written into {what}: everywhere but in that project this reads, writes or bills "
        f"the wrong environment, or fails; {cure} instead"
    )


def _in_sql(context: FileContext) -> Iterator[tuple[Found, Span]]:
    for found in embedded(context.source.text, context.settings, sql=True):
        yield found, context.source.span(found.start, found.end)


def _in_typescript(context: FileContext) -> Iterator[tuple[Found, Span]]:
    from cloudact_lint.rules.config._typescript import sites

    text = context.source.text
    starts = [match.end() + 1 for match in _TS_VALUE.finditer(text)]
    starts += [match.start() for match in EMBEDDED.finditer(text)]
    for site in sites(context.source, starts):
        for found in _judge(site, context.settings):
            yield found, site.span(found.start, found.end)


def _judge(site: Site, settings: Settings) -> Iterator[Found]:
    found = list(_whole(site, settings) or _table_id(site, settings) or embedded(site.text, settings))
    if not found or for_people(site) or is_default(site, parameters=False) or is_checked(site):
        return
    if is_chosen_by_environment(site) or _in_table_of_environments(site, settings):
        return
    yield from found


def _whole(site: Site, settings: Settings) -> list[Found]:
    match = _WHOLE.fullmatch(site.text)
    call = site.first("arg")
    if match is None or (call is not None and is_vendor(call.name)):
        return []
    bound, callee = site.bound, call.name if call is not None else ""
    known = is_known_project(match["id"], settings)
    position = call is not None and call.detail == "0" and not bound
    if position and TAKES_PROJECT.search(callee.rpartition(".")[2]):
        bound = f"the first argument of {callee}"
    elif not names_project(bound) or _is_lookalike(site) or (not known and _is_data(site, bound, callee)):
        return []
    if not (known or _speaks_of_google(site.source)):
        return []
    constant = site.near[0].kind == "assign" and bound.upper().endswith("PROJECT_ID")
    if not is_project(match["id"], settings, sure=constant or bool(callee and _GOOGLE_CALL.search(callee))):
        return []
    return [Found(match["id"], *match.span("id"), what="code", variable=bound)]


def _speaks_of_google(source: SourceFile) -> bool:
    """Whether a file names Google Cloud anywhere; worked out once, however many strings ask."""
    known: bool | None = source.__dict__.get("_speaks_of_google")
    if known is None:
        known = source.__dict__["_speaks_of_google"] = GOOGLE.search(source.text) is not None
    return known


def _is_data(site: Site, bound: str, callee: str) -> bool:
    """A ``project_id`` of some record, not of a client: a key of a display that nothing here says is configuration."""
    if site.near[0].kind != "key" or _GOOGLE_CALL.search(callee) or GOOGLE.search(f" {bound} "):
        return False
    names = [frame.name for frame in site.all("assign", "key")][1:]
    return bound == "project" or not any(_CONFIGURATION.search(name) for name in names)


def _table_id(site: Site, settings: Settings) -> list[Found]:
    match = _TABLE.fullmatch(site.text)
    if match is None or not is_project(match["id"], settings):
        return []
    call = site.first("arg")
    by_call = call is not None and call.detail.isdigit() and _TABLE_CALL.search(call.name) is not None
    if (by_call or _TABLE_NAME.search(site.bound)) and _speaks_of_google(site.source):
        return [Found(match["id"], *match.span("id"), what="a table reference")]
    return []


def _is_lookalike(site: Site) -> bool:
    if any({"apiKey", "authDomain"} <= set(frame.detail.split(",")) for frame in site.all("key")):
        return True
    return any(_LOOKALIKE.search(name) for name in site.names)


def _in_table_of_environments(site: Site, settings: Settings) -> bool:
    path = site.source.path
    if is_environment_file(path) or environment(path.rpartition("/")[2].partition(".")[0], settings):
        return True
    if any(environment(frame.name, settings) for frame in site.all("key")):
        return True
    named = next((frame.name for frame in site.all("assign") if environment(frame.name, settings)), "")
    if not named:
        return False
    others = re.findall(r"\b(\w*project\w*)\b['\"\]]*\s*(?::\s*\w+\s*)?[:=](?!=)", site.source.text, re.IGNORECASE)
    return len({environment(name, settings) for name in others} - {""}) > 1
