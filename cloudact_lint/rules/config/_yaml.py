"""Project ids and fallbacks in YAML, from its facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.context import FileContext
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.config._crossing import Crossing, crossing
from cloudact_lint.rules.config._ids import EMBEDDED, embedded
from cloudact_lint.rules.config._names import GOOGLE, environment, is_known_project, is_project, names_project
from cloudact_lint.rules.config._sql import LOOKS_LIKE_SQL, Found

_COMPOSE = lazy_pattern(r"(?P<name>[A-Za-z_]\w*)=(?P<value>\S+)")
_QUIET_KEY = lazy_pattern(
    r"^(x-)?(examples?|description|title|summary|comment|help|docs?|substitutions|default)$", re.IGNORECASE
)
_DEPLOYMENT = lazy_pattern(
    r"(^|/)(inventory|group_vars|host_vars|environments?|envs?|overlays|tenants)/|(^|/)defaults?\.ya?ml$", re.IGNORECASE
)
"""Files that are there to say what one deployment is like, or what holds unless something else is said."""
_NAMING_KEY = lazy_pattern(r"_?(env|environment|stage|tier|name)", re.IGNORECASE)


class Scalar(NamedTuple):
    """A value of a YAML file with the keys above it, outermost first, and the values beside it."""

    keys: tuple[str, ...]
    node: YamlNode
    beside: str

    @property
    def key(self) -> str:
        """The nearest key."""
        return self.keys[-1] if self.keys else ""


def scalars(context: FileContext) -> Iterator[Scalar]:
    """All plain values of a file, in order."""
    todo: list[tuple[tuple[str, ...], YamlNode, str]] = [((), node, "") for node in reversed(context.facts.yaml)]
    while todo:
        keys, node, beside = todo.pop()
        if node.value is not None and not node.items:
            yield Scalar(keys, node, beside)
        named = " ".join(
            item.value
            for key, item in node.items
            if key is not None and item.value and _NAMING_KEY.fullmatch(key.value or "")
        )
        for key, item in reversed(node.items):
            todo.append(((*keys, key.value or "") if key is not None else keys, item, named or beside))


def surroundings(context: FileContext, scalar: Scalar) -> str:
    """The environment that the file, or the part of it that a value stands in, belongs to; empty for none."""
    settings = context.settings
    for key in reversed(scalar.keys[:-1]):
        if found := environment(key, settings):
            return found
    if found := environment(scalar.beside, settings):
        return found
    for part in reversed(context.path.split("/")):
        if found := environment(part.partition(".")[0] if "." not in part[1:-5] else part, settings):
            return found
    return ""


def projects_in_yaml(context: FileContext) -> Iterator[tuple[Found, Span]]:
    """Project ids in values, each with its place."""
    google = GOOGLE.search(context.source.text) is not None
    for scalar in scalars(context):
        value = scalar.node.value or ""
        whole = _whole(scalar, value, google, context)
        inside = embedded(value, context.settings, sql=_is_sql(value)) if EMBEDDED.search(value) else ()
        found = [whole] if whole is not None else list(inside)
        if found and not _is_quiet(scalar, value, context):
            yield from ((one, place(context, scalar.node, one)) for one in found)


def _is_quiet(scalar: Scalar, value: str, context: FileContext) -> bool:
    """Text, a default, or the part of a table of environments."""
    if any(_QUIET_KEY.match(key) for key in scalar.keys) or ("${" in value and ":-" in value):
        return True
    own = environment(scalar.key, context.settings)
    return bool(own or surroundings(context, scalar) or _DEPLOYMENT.search(context.path))


def _is_sql(value: str) -> bool:
    return LOOKS_LIKE_SQL.match(value.lstrip()) is not None


def _whole(scalar: Scalar, value: str, google: bool, context: FileContext) -> Found | None:
    key, start = scalar.key, 0
    match = _COMPOSE.fullmatch(value)
    if match is not None:
        key, start, value = match["name"], match.start("value"), match["value"]
    if not names_project(key) or not is_project(value, context.settings):
        return None
    if not (google or is_known_project(value, context.settings)) or (key.lower() == "project" and "-" not in value):
        return None
    return Found(value, start, start + len(value), what=key, variable=key)


def place(context: FileContext, node: YamlNode, found: Found) -> Span:
    """Where a part of a value stands in the file."""
    source = context.source
    start, end = source.offset(node.at.row, node.at.column), source.offset(node.at.end_row, node.at.end_column)
    word = found.id
    nth = (node.value or "").count(word, 0, found.start)
    at = source.text.find(word, start, end)
    while nth and at >= 0:
        at = source.text.find(word, at + 1, end)
        nth -= 1
    return source.span(at, at + len(word)) if at >= 0 else node.at


_DEFAULTS = (
    lazy_pattern(r"\$\{(?P<name>[A-Za-z_]\w*):?-(?P<value>[^}$\s]+)\}"),
    lazy_pattern(r"\b(?:vars|env|secrets|inputs)\.(?P<name>\w+)\s*\|\|\s*'(?P<value>[^'\s]+)'"),
    lazy_pattern(r"\benv_var\(\s*['\"](?P<name>\w+)['\"]\s*,\s*['\"](?P<value>[^'\"\s]+)['\"]\s*\)"),
)


def defaults_in_yaml(context: FileContext) -> Iterator[tuple[str, Crossing, Span]]:
    """Fallbacks that lead into another environment, with the variable and the place of each."""
    for scalar in scalars(context):
        value = scalar.node.value or ""
        for match in (match for pattern in _DEFAULTS for match in pattern.finditer(value)):
            around = environment(scalar.key, context.settings) or surroundings(context, scalar)
            found = crossing(match["name"], match["value"], around, context.settings)
            if found is not None:
                span = place(context, scalar.node, Found(match["value"], *match.span("value"), what=""))
                yield match["name"], found, span
