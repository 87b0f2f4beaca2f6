"""Where in a Python file the strings stand that a rule asks for, from its facts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloudact_lint.facts.model import Alt, Assign, Attr, Bin, Call, Class, Dict, If, Name, Not, Param, Piece, Sub, Text
from cloudact_lint.facts.records import FileFacts
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.config._ids import EMBEDDED, TAKES_PROJECT
from cloudact_lint.rules.config._names import names_project
from cloudact_lint.rules.config._site import is_surely_test

_SPECIFIC = lazy_pattern(r"^[A-Za-z][\w.:/-]*[-_.:][\w.:/-]+$")
"""A name of several words or an address: nothing else belongs to one environment."""
_VARIABLE = lazy_pattern(r"[A-Z][A-Z0-9_]+")
_OWNED = lazy_pattern(r"project|dataset|table|host|url|uri|endpoint|domain", re.IGNORECASE)
_BLANK = lazy_pattern(r"\s")


def _python(facts: FileFacts) -> list[object]:
    index = facts.index
    wanted = index.language in ("python", "notebook") and not is_surely_test(index.path)
    return [facts.module.body] if facts.module is not None and wanted else []


def rows_of_strings(facts: FileFacts, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """First and last row of each string that begins with ``pattern`` and has no blank in it."""
    todo = _python(facts)
    while todo:
        item = todo.pop()
        if isinstance(item, Text) and item.parts and isinstance(item.parts[0], Piece):
            blank = any(isinstance(part, Piece) and _BLANK.search(part.text.strip()) for part in item.parts)
            if not blank and pattern.match(item.parts[0].text.lstrip()):
                yield item.at.row, item.at.end_row
        if isinstance(item, tuple):
            todo += [part for part in item if isinstance(part, tuple)]


def rows_of_projects(facts: FileFacts) -> Iterator[tuple[int, int]]:
    """First and last row of each string that something called a project is set to, or that names one inside."""
    todo = _python(facts)
    while todo:
        item = todo.pop()
        if isinstance(item, Text):
            if _matches(item, EMBEDDED):
                yield item.at.row, item.at.end_row
        elif isinstance(item, (Assign, Call, Dict, Param)):
            for value in _project_values(item):
                for text in _texts(value):
                    yield text.at.row, text.at.end_row
        if isinstance(item, tuple):
            todo += [part for part in item if isinstance(part, tuple)]


def _project_values(item: Assign | Call | Dict | Param) -> Iterator[object]:
    if isinstance(item, Assign):
        if names_project(_last_name(item.target)):
            yield item.value
    elif isinstance(item, Param):
        if names_project(item.name):
            yield item.default
    elif isinstance(item, Dict):
        yield from (value for key, value in item.items if key is not None and names_project(_last_name(key)))
    else:
        yield from (value for name, value in item.keywords if name and names_project(name))
        if item.args and TAKES_PROJECT.search(_last_name(item.func)):
            yield item.args[0]


def _texts(value: object) -> Iterator[Text]:
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, Text):
            yield item
        elif isinstance(item, tuple) and not isinstance(item, Call):
            todo += item


def _last_name(value: object) -> str:
    if isinstance(value, Name):
        return value.id
    if isinstance(value, Attr):
        return value.name
    if isinstance(value, Sub):
        return _last_name(value.index)
    if isinstance(value, Text) and len(value.parts) == 1 and isinstance(value.parts[0], Piece):
        return value.parts[0].text
    return ""


def rows_of_defaults(facts: FileFacts) -> Iterator[tuple[int, int]]:
    """First and last row of each string that is used where a lookup finds nothing."""
    todo = _python(facts)
    while todo:
        item = todo.pop()
        for text in _defaults(item):
            if _matches(text, _SPECIFIC):
                yield text.at.row, text.at.end_row
        if isinstance(item, tuple):
            todo += [part for part in item if isinstance(part, tuple)]


def _defaults(item: object) -> Iterator[Text]:
    if isinstance(item, Alt) and item.op in ("or", "if"):
        yield from (option for option in item.options if isinstance(option, Text))
    elif isinstance(item, Call):
        if item.args and _VARIABLE.fullmatch(_last_name(item.args[0])):
            yield from (arg for arg in item.args[1:] if isinstance(arg, Text))
            yield from (value for _, value in item.keywords if isinstance(value, Text))
    elif isinstance(item, If) and isinstance(item.test, (Not, Bin)):
        for statement in (*item.body, *item.orelse):
            if isinstance(statement, Assign) and isinstance(statement.value, Text):
                yield statement.value
    elif isinstance(item, Class) and any("Settings" in _last_name(base) for base in item.bases):
        for statement in item.body:
            if isinstance(statement, Assign) and _OWNED.search(_last_name(statement.target)):
                yield from _deep_texts(statement.value)


def _deep_texts(value: object) -> Iterator[Text]:
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, Text):
            yield item
        elif isinstance(item, tuple):
            todo += item


def _matches(text: Text, pattern: re.Pattern[str]) -> bool:
    return any(isinstance(part, Piece) and pattern.search(part.text) for part in text.parts)
