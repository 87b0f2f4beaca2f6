"""Where a value of the configuration stands, and what is said of one that is wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from cloudact_lint.config.catalogue import Catalogue
from cloudact_lint.errors import ConfigError, nearest

_TYPES = {bool: "true or false", int: "a number", str: "a text", tuple: "a list of texts"}


class Place(NamedTuple):
    """Where a value stands: a file (or ``command line``), a key, and lines where known."""

    name: str
    lines: dict[tuple[str, ...], int]
    catalogue: Catalogue
    lenient: bool = False
    """Rules that do not exist are passed over: a preset may speak of rules to come."""
    folder: str = ""
    """Absolute folder that relative paths start from."""
    root: str = ""
    at: tuple[str, ...] = ()

    def below(self, key: Any) -> Place:
        """The place of an entry of this one."""
        return self._replace(at=(*self.at, str(key)))

    def fail(self, message: str, help: str = "") -> NoReturn:
        """Say what is wrong here."""
        known = (self.at[:size] for size in range(len(self.at), 0, -1) if self.at[:size] in self.lines)
        line = next((self.lines[at] for at in known), 0)
        name = f"{self.name}:{line}" if line else self.name
        raise ConfigError(": ".join(part for part in (name, ".".join(self.at), message) if part), help)

    def expect(self, value: Any, kind: type, words: str = "") -> None:
        """Fail unless ``value`` is a ``kind``; true is no number."""
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fail(f"must be {words or _TYPES[kind]}, not {describe(value)}")


def describe(value: Any) -> str:
    """What a wrong value is, in a word or as it was written."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= 40 else f"a {type(value).__name__}"


def texts(value: Any, place: Place) -> list[str]:
    """A list of texts, none of them empty."""
    if not isinstance(value, list):
        help = f'write ["{value}"]' if isinstance(value, str) else ""
        place.fail(f"must be a list of texts, not {describe(value)}", help)
    for item in value:
        if not isinstance(item, str) or not item.strip():
            place.fail(f"must be a list of texts; it holds {describe(item)}")
    return value


def table(value: Any, place: Place) -> dict[Any, Any]:
    """A table of keys and values."""
    if not isinstance(value, dict):
        place.fail(f"must be a table of keys and values, not {describe(value)}")
    return value


def one_of(value: Any, choices: tuple[str, ...], place: Place) -> str:
    """One of a few words."""
    if value not in choices or not isinstance(value, str):
        close = nearest(value, choices) if isinstance(value, str) else ""
        place.fail(f"must be one of {', '.join(choices)}, not {describe(value)}", close)
    return value


def from_root(item: str, place: Place) -> str:
    """A path that a file gives relative to itself, relative to the root; absolute on another drive."""
    full = os.path.normpath(Path(place.folder, item))
    try:
        return os.path.relpath(full, place.root or place.folder).replace(os.sep, "/")
    except ValueError:
        return full.replace(os.sep, "/")
