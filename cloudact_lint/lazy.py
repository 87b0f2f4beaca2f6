"""Import heavy libraries only when they are first used.

``--help``, ``rule`` and a run in which every answer is cached must never pay for libcst (0.2 s)
or for Semgrep (2 s).
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any


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
