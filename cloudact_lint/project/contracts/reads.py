"""Types that code puts on the JSON of a response, and where."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.contracts.shapes import Shape
from cloudact_lint.project.contracts.typescript_types import NO_ENV, Env
from cloudact_lint.project.scopes import Scope

Path = tuple[str, ...]
"""A way into JSON: ``("data", "orders")``; ``[]`` is any item of a list."""


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A type that is put on the JSON of a response."""

    shape: Shape
    path: Path
    """The part of the JSON that it is put on."""
    file: str
    at: Span
    """Where it is done."""
    parses: bool = False
    """A schema checks it at run time."""


@dataclass(slots=True)
class Found:
    """What is known of one response."""

    reads: list[Read] = field(default_factory=list)
    filled: set[Path] = field(default_factory=set)
    """Fields that the code sets itself."""
    steps: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """How a function was come into: what it returns is the value of ``call``; without one, its value is not known."""

    call: m.Call | None
    here: Here
    function: m.Function


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """Where a value is: a scope, the type parameters known in it, and the call through which it is read."""

    scope: Scope
    env: Env = field(default_factory=lambda: NO_ENV)
    frame: Frame | None = None

    def functions(self) -> set[int]:
        """The functions on the way here, by identity."""
        found: set[int] = set()
        frame = self.frame
        while frame is not None:
            found.add(id(frame.function))
            frame = frame.here.frame
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """What an expression holds."""

    kind: Literal["response", "axios", "text", "json"]
    """A response, axios's own (whose ``data`` is the JSON), the text of one, its JSON or a part of that."""
    path: Path = ()
    claimed: bool = False
    """A type was put on it before."""

    def to(self, name: str) -> Flow:
        """A part of it."""
        return replace(self, path=(*self.path, name))

    def as_json(self) -> Flow:
        """Its JSON."""
        return replace(self, kind="json")
