"""What an expression is, as far as rows of queries go: a job, its rows, one row, a DataFrame, a list of them."""

from __future__ import annotations

from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.sql.texts import SqlText


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One run of a query: the call that is given the text, and the texts it may be.

    ``texts`` is empty where the text is not known, e.g. in a helper that runs what it is given. ``start`` is
    the call that starts the job: another one than that of ``site`` in such a helper.
    """

    site: CallSite
    texts: tuple[SqlText, ...]
    start: m.Call


@dataclass(frozen=True, slots=True)
class Job:
    """A started query; iterating it gives rows. ``node`` is the one of Node.js."""

    source: Source
    node: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``form`` is ``row`` (BigQuery's own, read only), ``dict``, ``object`` (of JavaScript) or ``tuple``.

    ``added`` are keys that the code put in.
    """

    source: Source
    form: str = "row"
    added: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Frame:
    """A table in memory. ``form`` is ``pandas``, ``polars``, ``arrow`` or ``grouped`` (polars, before ``agg``)."""

    source: Source
    form: str
    added: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Items:
    """``row.items()``."""

    row: Row


@dataclass(frozen=True, slots=True)
class Many:
    """A list, iterator or set. ``result`` tells that it is what a job gives, with methods of its own."""

    inner: Shapes
    result: Source | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """A dict whose values are alike: ``{row["id"]: row for row in rows}``."""

    inner: Shapes


@dataclass(frozen=True, slots=True)
class Fixed:
    """A tuple, or a dict display, with something known at some of its places."""

    items: tuple[tuple[str | int, Shapes], ...]

    def at(self, key: object) -> Shapes:
        """What stands at a place."""
        return next((shapes for name, shapes in self.items if name == key), UNSURE)


@dataclass(frozen=True, slots=True)
class Later:
    """A future."""

    inner: Shapes


@dataclass(frozen=True, slots=True)
class Unsure:
    """Anything else."""


Shape = Job | Row | Frame | Items | Many | Map | Fixed | Later | Unsure
Shapes = tuple[Shape, ...]
"""All that a value may be; empty for None and for what holds nothing."""
UNSURE: Shapes = (Unsure(),)


def known(shapes: Shapes) -> bool:
    """Whether anything among ``shapes`` has to do with rows."""
    return any(not isinstance(shape, Unsure) for shape in shapes)


def union(*groups: Shapes) -> Shapes:
    """All of several."""
    return tuple(dict.fromkeys(shape for group in groups for shape in group))[:24]


def many(inner: Shapes) -> Shapes:
    """A list of such; not known if nothing of its items is."""
    return (Many(inner),) if known(inner) else () if not inner else UNSURE


def row_of(source: Source, node: bool = False) -> Shapes:
    """One row of a query; in Node.js rows are plain objects."""
    return (Row(source, "object" if node else "row"),)


def items_of(shapes: Shapes) -> Shapes:
    """What a loop over such a value gives."""
    found: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, Job):
            found.extend(row_of(shape.source, shape.node))
        elif isinstance(shape, Many):
            found.extend(shape.inner)
        elif isinstance(shape, Items):
            found.append(shape)
        elif isinstance(shape, Fixed) and all(isinstance(name, int) for name, _ in shape.items):
            found.extend(inner for _, group in shape.items for inner in group)
        else:
            found.extend(UNSURE)
    return tuple(dict.fromkeys(found))


def as_dicts(shapes: Shapes, added: frozenset[str] = frozenset()) -> Shapes:
    """``dict(row)``."""
    found: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, Row):
            found.append(Row(shape.source, "object" if shape.form == "object" else "dict", shape.added | added))
        elif isinstance(shape, Items):
            found.append(Row(shape.row.source, "dict", shape.row.added | added))
        elif isinstance(shape, (Map, Fixed)):
            found.append(shape)
        else:
            found.extend(UNSURE)
    return tuple(dict.fromkeys(found))


def framed(shapes: Shapes, form: str) -> Shapes:
    """A DataFrame made of what ``shapes`` are."""
    found: list[Shape] = []
    for shape in shapes:
        if isinstance(shape, Frame):
            found.append(Frame(shape.source, form, shape.added))
        elif isinstance(shape, Job) and not shape.node:
            found.append(Frame(shape.source, form))
        elif isinstance(shape, Many) and shape.result is not None:
            found.append(Frame(shape.result, form))
        elif isinstance(shape, Many):
            for inner in shape.inner:
                plain = isinstance(inner, Row) and inner.form == "dict"
                found.append(Frame(inner.source, form, inner.added) if plain else UNSURE[0])  # type: ignore[union-attr]
        else:
            found.extend(UNSURE)
    return tuple(dict.fromkeys(found))
