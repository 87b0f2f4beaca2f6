"""What an expression may stand for: the answers of the resolver.

Values compare by identity of the facts they come from, which live as long as the project.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from cloudact_lint.facts import model as m

if TYPE_CHECKING:
    from cloudact_lint.project.scopes import Scope


@dataclass(frozen=True, slots=True)
class External:
    """A name from outside the repository, in full: ``google.cloud.bigquery.Client``."""

    name: str


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module of the repository (a file, or a folder without ``__init__``)."""

    path: str


@dataclass(frozen=True, slots=True, eq=False)
class ClassValue:
    """A class of the repository; ``scope`` is where it is defined."""

    cls: m.Class
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class FunctionValue:
    """A function of the repository; ``owner`` is the class it is a method of, ``bound`` its object."""

    function: m.Function
    scope: Scope
    owner: ClassValue | None = None
    bound: Instance | ClassValue | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LambdaValue:
    """A lambda or arrow function with an expression as its body."""

    value: m.Lambda
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """What a call gives: an object of a class, or the result of an outside function.

    ``of`` is the class, or the outside name that was called (``google.cloud.bigquery.Client``
    and ``google.cloud.bigquery.Client.query`` alike). ``call`` and ``scope`` are absent when
    only an annotation tells the type. ``owner`` is the object whose method was called.
    """

    of: ClassValue | External
    call: m.Call | None = None
    scope: Scope | None = None
    owner: Instance | None = None

    @property
    def name(self) -> str:
        """The dotted outside name, or the class's own name."""
        return self.of.name if isinstance(self.of, External) else self.of.cls.qualname


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """An attribute of an outside object: ``client.query`` not yet called."""

    owner: Instance
    name: str

    @property
    def full_name(self) -> str:
        """``google.cloud.bigquery.Client.query``."""
        return f"{self.owner.name}.{self.name}"


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """``functools.partial(target, …)``."""

    target: Value
    call: m.Call
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A parameter whose argument is not known here."""

    param: m.Param
    function: FunctionValue


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A display or constant: Text, Const, Dict, Seq, Bin, Comp, with the scope it is read in."""

    expr: m.Expr
    scope: Scope


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing can be said."""

    why: str = field(default="", compare=False)


UNKNOWN = Unknown()

Value = Union[
    External,
    ModuleValue,
    ClassValue,
    FunctionValue,
    LambdaValue,
    Instance,
    Member,
    Partial,
    Parameter,
    Literal,
    Unknown,
]
