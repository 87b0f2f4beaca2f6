"""Command line options as configuration values, and the settings they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cloudact_lint.config.catalogue import Catalogue
from cloudact_lint.config.loader import load
from cloudact_lint.config.settings import Settings
from cloudact_lint.errors import UserError


def catalogue() -> Catalogue:
    """All rules by name."""
    from cloudact_lint.registry import metas

    return Catalogue(metas())


def settings_for(
    paths: list[str], rules: Catalogue, config: str, isolated: bool, options: Mapping[str, Any]
) -> Settings:
    """The settings for ``paths``; options that were not given are left out."""
    if config and isolated:
        raise UserError("--config and --isolated exclude each other", "leave one of them out")
    return load(paths, rules, config=config, isolated=isolated, options=given(options))


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Configuration keys for the options that were given, as a file would have them."""
    found: dict[str, Any] = {}
    for name in ("select", "extend-select", "ignore"):
        if words := split(options.get(name.replace("-", "_"), ())):
            found[name] = words
    if pairs := split(options.get("per_file_ignores", ())):
        found["per-file-ignores"] = _pairs(pairs)
    for name in ("severity", "fail-on", "engine", "advice", "force-exclude"):
        if value := options.get(name.replace("-", "_")):
            found[name] = value
    return found


def split(values: tuple[str, ...] | list[str]) -> list[str]:
    """The words of options that may be repeated or hold several words with commas."""
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def _pairs(pairs: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    glob = ""
    for pair in pairs:
        head, colon, code = pair.rpartition(":")
        if not colon and not glob:
            raise UserError(f"--per-file-ignores: '{pair}' names no file", "write GLOB:CODE, e.g. 'scripts/*.py:CA201'")
        glob = head if colon else glob
        if not glob or not code:
            raise UserError(f"--per-file-ignores: '{pair}' is no pair", "write GLOB:CODE, e.g. 'scripts/*.py:CA201'")
        found.setdefault(glob, []).append(code)
    return found
