"""Import heavy libraries only when they are first used.

``--help``, ``rule`` and a run in which every answer is cached must never pay for libcst (0.2 s)
or for Semgrep (2 s).
"""

from __future__ import annotations

import importlib
import re
from types import ModuleType
from typing import Any, AnyStr, cast


class _LazyModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        module = importlib.import_module(self.__name__)
        self.__dict__.update(module.__dict__)
        return getattr(module, name)


def lazy_module(name: str) -> Any:
    """The module ``name``, imported at the first look at one of its attributes."""
    return _LazyModule(name)


class _LazyPattern:
    """Compiles at the first use; from then on its methods are those of the pattern itself."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._made_of = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(re.compile(*self._made_of), name)
        self.__dict__[name] = value
        return value


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A regular expression, compiled when it is first used: rules have hundreds that most runs never need."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(pattern, flags))
