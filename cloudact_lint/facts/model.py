"""Facts: what one file says, reduced to frozen records that the project can reason over.

Code (Python and TypeScript alike) becomes a small tree of expressions and statements: the
calls, assignments, branches and handlers of the file, without what no rule asks for. The
records are named tuples: quick to build, to pickle and to load, so that a run over cached
facts parses nothing.

Positions (``at``) are :class:`~cloudact_lint.findings.Span`: 1-based rows and code-point
columns. Docstrings and comments are not part of the facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Union

from cloudact_lint.findings import Span

if TYPE_CHECKING:
    from typing_extensions import Self, dataclass_transform


    # To a type checker the records are nominal: mypy unfolds recursive tuple types without end.
    @dataclass_transform(frozen_default=True)
    class _RecordType(type):
        pass

    class Record(metaclass=_RecordType):
        """A frozen record; at run time a named tuple."""

        def _replace(self, **values: Any) -> Self: ...
        @property
        def _fields(self) -> tuple[str, ...]: ...

else:
    Record = NamedTuple

NOWHERE = Span(0, 0, 0, 0)


# Expressions -----------------------------------------------------------------------------


class Name(Record):
    """A variable: ``client``. ``this`` of TypeScript is the name ``self``."""

    id: str


class Attr(Record):
    """``base.name``, also ``base?.name``."""

    base: Expr
    name: str


class Call(Record):
    """``func(*args, **keywords)``; ``new X(…)`` is a call of ``X``.

    A keyword of None is ``**value`` (TypeScript has none: options are a :class:`Dict`
    argument). ``at`` spans the whole call. ``types`` are what TypeScript says that the call
    gives: its type arguments (``get<Org>(url)``), or the type it is cast to (``… as Org``).
    """

    func: Expr
    args: tuple[Expr, ...]
    keywords: tuple[tuple[str | None, Expr], ...]
    at: Span
    types: tuple[Expr, ...] = ()


class Piece(Record):
    """Literal characters of a string.

    ``places`` are (offset in ``text``, row, column) triples, by offset: from each, columns
    run on with the characters; a newline in ``text`` starts the next row at column 1
    unless a triple says otherwise.
    """

    text: str
    places: tuple[tuple[int, int, int], ...]


class Hole(Record):
    """An expression inside an f-string or a template literal."""

    value: Expr
    at: Span


class Text(Record):
    """A string literal, f-string or template literal: pieces and holes in order."""

    parts: tuple[Piece | Hole, ...]
    at: Span


class Const(Record):
    """A number, True, False, None (also ``null``, ``undefined``) or bytes; ``...`` is the name ``Ellipsis``."""

    value: int | float | bool | bytes | None


class Dict(Record):
    """A dict display or an object literal; a key of None spreads its value."""

    items: tuple[tuple[Expr | None, Expr], ...]
    at: Span


class Seq(Record):
    """A list, tuple or set display."""

    items: tuple[Expr, ...]
    at: Span


class Star(Record):
    """``*value`` or ``...value`` in a call or a display."""

    value: Expr


class Alt(Record):
    """One of several: ``a if test else b`` (op ``if``), ``a or b``, ``a and b``, ``a ?? b``."""

    op: Literal["if", "or", "and", "??"]
    test: Expr | None
    options: tuple[Expr, ...]


class Bin(Record):
    """A binary operation or a comparison: ``+``, ``%``, ``==``, ``not in`` …"""

    op: str
    left: Expr
    right: Expr


class Not(Record):
    """``not value``, ``!value``."""

    value: Expr


class Sub(Record):
    """``base[index]``."""

    base: Expr
    index: Expr


class Lambda(Record):
    """A lambda or an arrow function whose body is an expression."""

    params: tuple[Param, ...]
    body: Expr
    at: Span


class FuncExpr(Record):
    """A function used as a value: an arrow function with a block, ``function () {…}``."""

    function: Function


class Comp(Record):
    """A comprehension: ``element`` for ``targets`` in ``sources``."""

    element: Expr
    targets: tuple[Expr, ...]
    sources: tuple[Expr, ...]


class Other(Record):
    """Anything else; ``children`` keep the expressions inside it in sight."""

    children: tuple[Expr, ...]


Expr = Union[
    Name, Attr, Call, Text, Const, Dict, Seq, Star, Alt, Bin, Not, Sub, Lambda, FuncExpr, Comp, Other
]


# Statements ------------------------------------------------------------------------------


class Param(Record):
    """A parameter; ``kind`` is ``pos``, ``any``, ``kw``, ``*`` or ``**``."""

    name: str
    annotation: Expr | None
    default: Expr | None
    kind: Literal["pos", "any", "kw", "*", "**"]


class Assign(Record):
    """``target = value``; ``op`` is ``=`` or the operator of an augmented one (``+=``).

    ``value`` is None for a bare annotation. Chained targets become one Assign each.
    """

    target: Expr
    value: Expr | None
    annotation: Expr | None
    op: str
    at: Span


class Do(Record):
    """An expression evaluated for what it does."""

    value: Expr


class Return(Record):
    """``return value``; also a ``yield`` (``is_yield``)."""

    value: Expr | None
    is_yield: bool
    at: Span


class Raise(Record):
    """``raise value``, ``throw value``; None re-raises."""

    value: Expr | None
    at: Span


class If(Record):
    """``if test: body else: orelse``; ``elif`` nests, ``switch`` and ``match`` become a chain."""

    test: Expr
    body: Block
    orelse: Block
    at: Span


class Handler(Record):
    """``except types as name: body``; empty ``types`` catch everything."""

    types: tuple[Expr, ...]
    name: str
    body: Block
    at: Span


class Try(Record):
    """``try`` with its handlers, ``else`` and ``finally``; ``awaits`` tells that its body waits for something."""

    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block
    at: Span
    awaits: bool = False


class With(Record):
    """``with value as target: body``."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: Block
    at: Span


class Loop(Record):
    """``for target in source`` or, with no target, ``while source``."""

    target: Expr | None
    source: Expr
    body: Block
    orelse: Block
    at: Span


class Jump(Record):
    """``break``, ``continue`` or ``pass``."""

    word: str


class Global(Record):
    """``global a, b`` or ``nonlocal a, b``."""

    names: tuple[str, ...]


class Import(Record):
    """One imported name.

    ``import a.b as c`` is (local ``c``, module ``a.b``, name None); ``from .m import n as l``
    is (local ``l``, module ``m``, name ``n``, level 1). TypeScript: ``module`` is the
    specifier as written, ``name`` the exported name, ``*`` for a namespace, ``default``.
    A Python star import has local ``*`` and name ``*``. TypeScript's ``export {a as b} from``
    is an Import of local ``b`` with ``reexport`` true.
    """

    local: str
    module: str
    name: str | None
    level: int
    reexport: bool
    at: Span


class Function(Record):
    """A function or method; ``qualname`` is dotted from the module (``Store.execute``).

    ``types`` are the names of TypeScript's type parameters, in order.
    """

    name: str
    qualname: str
    params: tuple[Param, ...]
    decorators: tuple[Expr, ...]
    returns: Expr | None
    body: Block
    is_async: bool
    at: Span
    types: tuple[str, ...] = ()


class Class(Record):
    """A class with its statements (methods are :class:`Function`) in ``body``.

    ``keywords`` are what Python's head gives by name: ``metaclass=ABCMeta``, ``extra="forbid"``.
    Type parameters of TypeScript are a base, as in Python: ``Generic[T]``.
    """

    name: str
    qualname: str
    bases: tuple[Expr, ...]
    decorators: tuple[Expr, ...]
    body: Block
    at: Span
    keywords: tuple[tuple[str | None, Expr], ...] = ()


Stmt = Union[Assign, Do, Return, Raise, If, Try, With, Loop, Jump, Global, Import, Function, Class]
Block = tuple[Stmt, ...]


class Module(Record):
    """The code of one file. Notebooks are one module over all their code cells."""

    path: str
    language: str
    body: Block
