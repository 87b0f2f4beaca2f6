"""The JSON Schema of a configuration, made from the table of keys and the rules' options."""

from __future__ import annotations

from typing import Any

from cloudact_lint.config.catalogue import ALL, SEMGREP, Catalogue
from cloudact_lint.config.keys import KEYS, SEVERITIES, Key
from cloudact_lint.config.loader import preset_names
from cloudact_lint.config.merge import field_of
from cloudact_lint.config.pipelines import WORDS
from cloudact_lint.config.settings import Settings

_TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string", "minLength": 1}}
_TYPE_NAMES = {bool: "boolean", int: "integer", str: "string"}


def json_schema(catalogue: Catalogue) -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) for ``.cloudact-lint.yaml`` and ``[tool.cloudact-lint]``."""
    properties: dict[str, Any] = {}
    for key in KEYS:
        body = {"description": key.help, **_body(key, catalogue), **_default(key)}
        properties[key.name] = body
        if key.extendable:
            twin = {name: value for name, value in body.items() if name != "default"}
            properties[f"extend-{key.name}"] = {**twin, "description": f"Adds to {key.name}: {key.help}"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of cloudact-lint",
        "type": "object",
        "additionalProperties": False,
        "properties": dict(sorted(properties.items())),
        "$defs": {"selector": _selector(catalogue), "severity": {"enum": list(SEVERITIES)}},
    }


def _body(key: Key, catalogue: Catalogue) -> dict[str, Any]:
    codes = {"type": "array", "items": {"$ref": "#/$defs/selector"}}
    shapes: dict[str, dict[str, Any]] = {
        "codes": codes,
        "strings": _TEXTS,
        "paths": _TEXTS,
        "flag": {"type": "boolean"},
        "size": {"type": "integer", "minimum": 1},
        "choice": {"enum": list(key.choices)},
        "codes-by-glob": {"type": "object", "additionalProperties": codes},
        "strings-by-name": {"type": "object", "additionalProperties": _TEXTS},
        "severities": _keyed({"$ref": "#/$defs/severity"}),
        "extends": {"anyOf": [_parent(), {"type": "array", "items": _parent()}]},
        "report": _report(),
        "text": {"type": "string"},
        "path": {"type": "string"},
        "families": {"type": "object", "additionalProperties": _family()},
        "deprecated": {"type": "object", "additionalProperties": _deprecated()},
        "services": {"type": "object", "additionalProperties": _service()},
        "pipelines": _pipelines(),
    }
    return _rules(catalogue) if key.shape == "rules" else shapes[key.shape]


def _default(key: Key) -> dict[str, Any]:
    if key.shape not in ("codes", "strings", "flag", "size", "choice", "text", "path"):
        return {}
    value = getattr(Settings(), field_of(key.name))
    return {"default": list(value) if isinstance(value, tuple) else value}


def _keyed(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "propertyNames": {"$ref": "#/$defs/selector"}, "additionalProperties": value}


def _parent() -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "examples": list(preset_names())}


def _selector(catalogue: Catalogue) -> dict[str, Any]:
    words = {ALL}
    for meta in catalogue.metas:
        words |= {meta.slug, *(meta.code[:size] for size in range(2, len(meta.code) + 1))}
    return {"anyOf": [{"enum": sorted(words)}, {"type": "string", "pattern": f"^{SEMGREP}.+"}]}


def _rules(catalogue: Catalogue) -> dict[str, Any]:
    rules = {}
    for meta in catalogue.metas:
        options = {option.name: {"description": option.help, **_option(option.default)} for option in meta.options}
        body = {"description": meta.summary, "type": "object", "additionalProperties": False, "properties": options}
        rules[meta.code] = rules[meta.slug] = body
    return {"type": "object", "additionalProperties": False, "properties": rules}


def _option(default: Any) -> dict[str, Any]:
    if isinstance(default, tuple):
        return {**_TEXTS, "default": list(default)}
    return {"type": _TYPE_NAMES[type(default)], "default": default}


def _family() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["columns"],
        "properties": {
            "tables": {"description": "Globs of the tables that have the columns.", **_TEXTS},
            "except": {"description": "Globs of tables among them that need not.", **_TEXTS},
            "columns": {
                "description": "NAME [TYPE [MODE]], with braces as in a shell: level_{1..3}_{id,name} STRING.",
                **_TEXTS,
            },
            "required": {
                "description": "false: the columns belong together, and may be missing.",
                "type": "boolean",
                "default": True,
            },
        },
    }


def _deprecated() -> dict[str, Any]:
    text = {"type": "string", "minLength": 1}
    table = {
        "type": "object",
        "additionalProperties": False,
        "required": ["use"],
        "properties": {
            "use": {"description": "What to use instead.", **text},
            "tables": {"description": "Globs of the tables it is deprecated in; all when empty.", **_TEXTS},
            "except": {"description": "Globs of tables among them where it is not.", **_TEXTS},
        },
    }
    return {"anyOf": [text, table]}


def _service() -> dict[str, Any]:
    port = {"type": "integer", "minimum": 1, "maximum": 65535}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "folder": {"description": "Where its code is, relative to this file.", "type": "string", "minLength": 1},
            "ports": {"description": "On which it listens.", "type": "array", "items": port},
            "hosts": {"description": "Globs of hosts, with or without a port, at which it answers.", **_TEXTS},
            "variables": {"description": "Environment variables that hold its address.", **_TEXTS},
        },
    }


def _pipelines() -> dict[str, Any]:
    properties = {name: {"description": help, **_TEXTS} for name, help in WORDS.items()}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _report() -> dict[str, Any]:
    row = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"title": {"type": "string"}, "severity": {"$ref": "#/$defs/severity"}, "rules": _TEXTS},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "order": {"type": "array", "items": {"type": "integer"}},
            "rows": {"type": "object", "propertyNames": {"pattern": "^[0-9]+$"}, "additionalProperties": row},
        },
    }
