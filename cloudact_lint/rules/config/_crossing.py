"""Whether the fallback of a lookup belongs to another environment than the lookup."""

from __future__ import annotations

import re
from typing import NamedTuple

from cloudact_lint.config.settings import Settings
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.config._names import environment, is_project, is_vendor, names_project, same_side, segments
from cloudact_lint.rules.config._urls import URL, is_local, own_host

_DATASET = lazy_pattern(r"[A-Za-z]\w*")
_TABLE = lazy_pattern(r"(?P<id>[a-z][a-z0-9-]{4,28}[a-z0-9])[.:]\w+(?:\.\w+)?")
_HOST = lazy_pattern(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?", re.IGNORECASE)
_LONG = {"prod": "production", "stage": "staging", "test": "test", "dev": "development"}


class Crossing(NamedTuple):
    """A fallback that leads into another environment."""

    value: str
    what: str
    there: str
    here: str
    """The environment that the lookup or what surrounds it names; empty when it names none."""

    def message(self, variable: str) -> str:
        """The finding in words."""
        there = _LONG.get(self.there, self.there)
        begin = f"{variable} falls back to '{self.value}', a {self.what} of the {there} environment"
        if self.here:
            here = _LONG.get(self.here, self.here)
            return (
                f"{begin}, in {here} code: where the variable is missing, {here} silently works on {there} data; "
                f"let the lookup fail instead of falling back"
            )
        return (
            f"{begin}: where the variable is missing, every other environment silently works on {there} data; let the "
            f"lookup fail, or choose the default by environment"
        )


def crossing(variable: str, value: str, around: str, settings: Settings) -> Crossing | None:
    """What is wrong with ``value`` as the fallback of ``variable``; ``around`` is the environment of the place."""
    if is_vendor(variable):
        return None
    named = environment(variable, settings)
    what, owner, own = _kind(variable, value, settings)
    there = environment(owner, settings) if what else ""
    if not there or there == "local":
        return None
    here = named or around
    if here and same_side(here, there):
        return None
    # Whose host it is cannot be seen: a vendor's sandbox is a good default, unless the variable says otherwise.
    if not here and not own:
        return None
    return Crossing(value, what, there, here)


def _kind(variable: str, value: str, settings: Settings) -> tuple[str, str, bool]:
    """What ``value`` is, the part of it that says where it belongs, and whether it is surely one's own."""
    url = URL.fullmatch(value)
    if url is not None:
        host = url["host"]
        known = bool(own_host(value, settings))
        return ("", "", False) if is_local(host) else ("host", host, known)
    if names_project(variable):
        return ("project", value, True) if is_project(value, settings) else ("", "", False)
    words = segments(variable)
    table = _TABLE.fullmatch(value)
    if table is not None and {"table", "dataset"} & set(words) and is_project(table["id"], settings):
        return "project", table["id"], True
    if "dataset" in words and _DATASET.fullmatch(value):
        parts = [part for part in segments(value) if not part.isdigit()]
        return ("dataset", value, True) if len(parts) > 1 and not _is_generic(parts) else ("", "", False)
    if {"host", "hostname", "endpoint", "domain"} & set(words) and _HOST.fullmatch(value):
        return "host", value, False
    return "", "", False


def _is_generic(parts: list[str]) -> bool:
    generic = {"test", "testing", "dev", "my", "dataset", "data", "set", "local", "example", "sample"}
    return generic.issuperset(parts)
