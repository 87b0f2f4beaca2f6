"""Records as bytes and back. What is read may build our own records and nothing else.

A cache lies in a folder that others may be able to write; a pickle could name any function
to be called, so only the classes of our data modules are allowed.
"""

from __future__ import annotations

import io
import pickle
from importlib import import_module
from typing import Any

_DATA_MODULES = frozenset(
    {
        "cloudact_lint.facts.model",
        "cloudact_lint.facts.records",
        "cloudact_lint.facts.schema_model",
        "cloudact_lint.facts.sql_model",
        "cloudact_lint.findings",
        "cloudact_lint.suppress",
        "cloudact_lint.engine.record",
        "cloudact_lint.engine.cache",
    }
)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name == "frozenset":
            return frozenset
        if module in _DATA_MODULES and "." not in name:
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed")


def dumps(value: object) -> bytes:
    """A record as bytes. Raises RecursionError for one that is nested too deeply."""
    return pickle.dumps(value, 5)


def loads(data: bytes) -> Any:
    """A record from bytes. Raises some Exception for bytes that hold none."""
    return _Unpickler(io.BytesIO(data)).load()
