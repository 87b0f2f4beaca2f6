"""Which rules there are: the package's own, and those that teams install.

A rule module that cannot be imported is an error said aloud, never a rule silently missing.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from cloudact_lint.errors import UserError, nearest
from cloudact_lint.rule import Rule, RuleMeta

ENTRY_POINTS = "cloudact_lint.rules"
"""The group under which a distribution offers modules of rules, or single rule classes."""
_METADATA = (".dist-info", ".egg-info")


@cache
def all_rules() -> tuple[Rule, ...]:
    """One instance of every rule, sorted by code. Raises UserError."""
    found: dict[str, Rule] = {}
    for kind in (*_own(), *_installed()):
        code = kind.meta.code
        if code in found and type(found[code]) is not kind:
            raise UserError(f"two rules have the code {code}: {_origin(type(found[code]))} and {_origin(kind)}")
        found[code] = kind()
    return tuple(found[code] for code in sorted(found))


@cache
def metas() -> tuple[RuleMeta, ...]:
    """What is known of every rule, sorted by code."""
    return tuple(rule.meta for rule in all_rules())


def rule_by_name(name: str) -> Rule:
    """The rule of a code or a slug, whatever the case. Raises UserError with the nearest name."""
    wanted = name.strip().lower()
    for rule in all_rules():
        if wanted in (rule.meta.code.lower(), rule.meta.slug):
            return rule
    names = [word for meta in metas() for word in (meta.code, meta.slug)]
    raise UserError(f"there is no rule '{name}'", nearest(name, names) or "'cloudact-lint rules' lists them all")


def _own() -> Iterator[type[Rule]]:
    package = importlib.import_module("cloudact_lint.rules")
    for family in pkgutil.iter_modules(package.__path__, "cloudact_lint.rules."):
        if not family.ispkg:
            continue
        folder = [str(Path(path) / family.name.rpartition(".")[2]) for path in package.__path__]
        for module in pkgutil.iter_modules(folder, family.name + "."):
            # An underscore: shared by rules, and maybe dear to import.
            if not module.name.rpartition(".")[2].startswith("_"):
                yield from _rules_in(_import(module.name))


def _installed() -> Iterator[type[Rule]]:
    # importlib.metadata takes 20 ms to import and more to read; nearly nobody has such rules.
    if not any(map(offers_rules, metadata_folders())):
        return
    from importlib.metadata import entry_points

    for point in entry_points(group=ENTRY_POINTS):
        try:
            value = point.load()
        except Exception as error:
            raise _unimportable(f"{point.name} ({point.value})", error) from error
        if inspect.ismodule(value):
            yield from _rules_in(value)
        elif inspect.isclass(value) and issubclass(value, Rule):
            yield value
        else:
            raise UserError(f"the entry point {point.name} ({point.value}) is neither a module nor a rule")


@cache
def metadata_folders() -> tuple[Path, ...]:
    """The folders in which installed distributions describe themselves."""
    found = []
    for entry in dict.fromkeys(sys.path):
        try:
            with os.scandir(entry or ".") as items:
                found += [Path(item.path) for item in items if item.name.endswith(_METADATA)]
        except OSError:
            continue
    return tuple(found)


def offers_rules(folder: Path) -> bool:
    """Whether the distribution of a metadata folder names the entry-point group."""
    try:
        return ENTRY_POINTS.encode() in (folder / "entry_points.txt").read_bytes()
    except OSError:
        return False


def _rules_in(module: ModuleType) -> Iterable[type[Rule]]:
    for value in vars(module).values():
        if not inspect.isclass(value) or not issubclass(value, Rule) or value.__module__ != module.__name__:
            continue
        if isinstance(getattr(value, "meta", None), RuleMeta):
            yield value


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise _unimportable(name, error) from error


def _unimportable(name: str, error: Exception) -> UserError:
    return UserError(
        f"the rules in {name} cannot be loaded: {type(error).__name__}: {error}",
        "reinstall cloudact-lint, or the package that brings these rules",
    )


def _origin(kind: type[Rule]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
