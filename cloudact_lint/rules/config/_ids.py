"""Project ids inside longer strings: service accounts, resource names, SQL."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.config.settings import Settings
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.config._names import is_known_project, is_project, names_project
from cloudact_lint.rules.config._sql import LOOKS_LIKE_SQL, Found, projects_in_sql

_ACCOUNT = lazy_pattern(
    r"(?P<user>[\w.{}-]+)@(?P<id>[a-z][a-z0-9-]{4,28}[a-z0-9])\.iam\.gserviceaccount\.com"
    r"|(?<![\w@.-])(?P<app>[a-z][a-z0-9-]{4,28}[a-z0-9])@appspot\.gserviceaccount\.com"
)
_RESOURCE = lazy_pattern(
    r"(?:(?<![\w./-])|(?<=\.googleapis\.com/)|(?<=googleapis\.com/v1/)|(?<=googleapis\.com/v2/))projects/"
    r"(?P<id>[a-z][a-z0-9-]{4,28}[a-z0-9])/"
    r"(?=(?:locations|secrets|datasets|topics|subscriptions|instances|global|zones|regions|serviceAccounts|databases|"
    r"queries|jobs|buckets|keyRings|logs|repositories|services|roles|reservations|notificationChannels)\b)"
)
_GOOGLE_RUN = lazy_pattern(r".*(-system|robot.*|-accounts?|-cloud)$|gcp-sa-.*|cloud-(?!.*-\d).*|bigquery-.*")

EMBEDDED = lazy_pattern(
    r"gserviceaccount\.com|(?<![\w.])projects/[a-z]|[a-z0-9]-[a-z0-9-]*[a-z0-9]`?\.`?[\w{]"
    r"|`[a-z][a-z0-9-]+`?\.|\bDECLARE\b"
)
"""Worth a closer look by :func:`embedded`."""

TAKES_PROJECT = lazy_pattern(
    r"^((BigQuery|Storage|Firestore|Datastore|Bigtable|Spanner)?Client|\w+_path|DatasetReference|set_project)$"
)
"""Calls whose first argument, given as a string, is a project id."""


def _is_sure(found: Found) -> bool:
    return bool(found.variable) or any(char.isdigit() for char in found.id)


def embedded(text: str, settings: Settings, *, sql: bool = False) -> Iterator[Found]:
    """The project ids that a longer text names; ``sql`` says that all of it is SQL."""
    if sql or LOOKS_LIKE_SQL.search(text):
        seen: set[int] = set()
        for found in projects_in_sql(text):
            if found.variable and not (names_project(found.variable) or is_known_project(found.id, settings)):
                continue
            if found.start not in seen and is_project(found.id, settings, sure=_is_sure(found)):
                seen.add(found.start)
                yield found
    for match in _ACCOUNT.finditer(text):
        group = "id" if match["id"] else "app"
        agent = (match["user"] or "").startswith("service-") or _GOOGLE_RUN.fullmatch(match[group])
        if not agent and is_project(match[group], settings):
            yield Found(match[group], *match.span(group), what="a service-account address")
    for match in _RESOURCE.finditer(text):
        if is_project(match["id"], settings):
            yield Found(match["id"], *match.span("id"), what="a resource name")
