"""From what a user wrote under a key to the value that Settings hold, or a sentence why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cloudact_lint.config.catalogue import covers
from cloudact_lint.config.columns import deprecated_columns, families
from cloudact_lint.config.keys import SEVERITIES, Key
from cloudact_lint.config.pipelines import pipelines
from cloudact_lint.config.place import Place, describe, from_root, one_of, table, texts
from cloudact_lint.config.services import services
from cloudact_lint.config.settings import ReportRow
from cloudact_lint.errors import nearest

LIST_THEM = "'cloudact-lint rules' lists them all"


def validate(key: Key, value: Any, place: Place) -> Any:
    """The value of ``key`` as Settings hold it. Raises ConfigError."""
    return _CONVERT[key.shape](key, value, place)


def _strings(key: Key, value: Any, place: Place) -> tuple[str, ...]:
    items = texts(value, place)
    return tuple(dict.fromkeys(items)) if key.ordered else tuple(sorted(set(items)))


def _paths(key: Key, value: Any, place: Place) -> tuple[str, ...]:
    return tuple(from_root(item, place) for item in _strings(key, value, place))


def _codes(key: Key, value: Any, place: Place) -> tuple[str, ...]:
    found = {_selector(item, place) for item in texts(value, place)}
    return tuple(sorted(code for code in found if code))


def _selector(word: str, place: Place) -> str:
    selector = place.catalogue.selector(word)
    if selector is None:
        if place.lenient:
            return ""
        place.fail(f"there is no rule '{word}'", place.catalogue.nearest(word) or LIST_THEM)
    return selector


def _lists_by_name(key: Key, value: Any, place: Place) -> tuple[tuple[str, tuple[str, ...]], ...]:
    convert = _codes if key.shape == "codes-by-glob" else _strings
    given = table(value, place)
    return tuple(sorted((str(name), convert(key, items, place.below(name))) for name, items in given.items()))


def _flag(key: Key, value: Any, place: Place) -> bool:
    place.expect(value, bool)
    return bool(value)


def _size(key: Key, value: Any, place: Place) -> int:
    place.expect(value, int, "a number of bytes")
    if value <= 0:
        place.fail(f"must be above 0, not {value}")
    return int(value)


def _text(key: Key, value: Any, place: Place) -> str:
    place.expect(value, str)
    return str(value).strip()


def _path(key: Key, value: Any, place: Place) -> str:
    place.expect(value, str, "a path")
    return from_root(str(value), place) if str(value).strip() else ""


def _choice(key: Key, value: Any, place: Place) -> str:
    return one_of(value, key.choices, place)


def _severities(key: Key, value: Any, place: Place) -> tuple[tuple[str, str], ...]:
    chosen: dict[str, str] = {}
    named = []
    for word, severity in table(value, place).items():
        here = place.below(word)
        selector = _selector(str(word), here)
        named.append((selector, one_of(severity, SEVERITIES, here)))
    for selector, severity in sorted(named, key=lambda pair: len(pair[0]) if pair[0] != "ALL" else 0):
        if selector:
            chosen.update({meta.code: severity for meta in place.catalogue.metas if covers(selector, meta.code)})
    return tuple(sorted(chosen.items()))


def _rules(key: Key, value: Any, place: Place) -> tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]:
    found: dict[str, dict[str, Any]] = {}
    for word, options in table(value, place).items():
        here = place.below(word)
        meta = place.catalogue.meta(str(word))
        if meta is None:
            if place.lenient:
                continue
            here.fail(f"there is no rule '{word}'", place.catalogue.nearest(str(word)))
        known = {option.name: option.default for option in meta.options}
        for name, given in table(options, here).items():
            if name not in known:
                help = nearest(str(name), known) or f"its options: {', '.join(known) or 'none'}"
                here.below(name).fail(f"{meta.code} has no such option", help)
            found.setdefault(meta.code, {})[name] = _option(known[name], given, here.below(name))
    return tuple(sorted((code, tuple(sorted(options.items()))) for code, options in found.items()))


def _option(default: Any, value: Any, place: Place) -> Any:
    if isinstance(default, tuple):
        return tuple(texts(value, place))
    place.expect(value, type(default))
    return value


def _extends(key: Key, value: Any, place: Place) -> tuple[str, ...]:
    return tuple(texts([value] if isinstance(value, str) else value, place))


_ROW_KEYS = ("title", "severity", "rules")


def _report(key: Key, value: Any, place: Place) -> tuple[ReportRow, ...]:
    """Rows in the order given first, then the worst first. Rules of rows may be yet to come."""
    given = table(value, place)
    for name in given:
        if name not in ("order", "rows"):
            place.below(name).fail("unknown key", nearest(str(name), ("order", "rows")))
    rows = {}
    for number, row in table(given.get("rows", {}), place.below("rows")).items():
        here = place.below("rows").below(number)
        if not str(number).isdigit():
            here.fail("must be the number of a row")
        rows[int(number)] = _report_row(int(number), table(row, here), here)
    order = given.get("order", [])
    here = place.below("order")
    here.expect(order, list, "a list of numbers of rows")
    for number in order:
        if not isinstance(number, int) or number not in rows:
            here.fail(f"there is no row {describe(number)}")
    rest = sorted(set(rows) - set(order), key=lambda number: (-_rank(rows[number].severity), number))
    return tuple(rows[number] for number in (*dict.fromkeys(order), *rest))


def _report_row(number: int, row: dict[Any, Any], place: Place) -> ReportRow:
    for name in row:
        if name not in _ROW_KEYS:
            place.below(name).fail("unknown key", nearest(str(name), _ROW_KEYS))
    severity = one_of(row["severity"], SEVERITIES, place.below("severity")) if "severity" in row else ""
    title = row.get("title", "")
    place.below("title").expect(title, str)
    rules = texts(row.get("rules", []), place.below("rules"))
    return ReportRow(number, title, severity, tuple(rules))


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity else -1


_CONVERT: dict[str, Callable[[Key, Any, Place], Any]] = {
    "codes": _codes, "strings": _strings, "paths": _paths, "flag": _flag, "size": _size, "choice": _choice,
    "codes-by-glob": _lists_by_name, "strings-by-name": _lists_by_name, "severities": _severities,
    "rules": _rules, "report": _report, "extends": _extends, "text": _text, "path": _path,
    "families": lambda key, value, place: families(value, place),
    "deprecated": lambda key, value, place: deprecated_columns(value, place),
    "services": lambda key, value, place: services(value, place),
    "pipelines": lambda key, value, place: pipelines(value, place),
}
