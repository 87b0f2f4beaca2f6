"""What methods of jobs, rows and DataFrames give, and functions such as ``list`` and ``dict``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.rows.shapes import (
    UNSURE,
    Fixed,
    Frame,
    Items,
    Job,
    Later,
    Many,
    Map,
    Row,
    Shape,
    Shapes,
    as_dicts,
    framed,
    items_of,
    known,
    many,
    row_of,
    union,
)
from cloudact_lint.project.walking import last_name, walk

if TYPE_CHECKING:
    from cloudact_lint.project.rows.flow import Flow
    from cloudact_lint.project.rows.here import Here

PANDAS_SAME = {
    "head", "tail", "copy", "fillna", "dropna", "sort_values", "drop_duplicates", "sample", "query", "astype",
    "convert_dtypes", "replace", "round", "sort_index", "set_index", "ffill", "bfill", "drop", "nlargest", "nsmallest",
    "infer_objects", "where", "mask", "filter",
}  # fmt: skip
"""Methods after which a pandas frame has no column that it had not."""
POLARS_SAME = {
    "head", "tail", "clone", "fill_null", "fill_nan", "drop_nulls", "sort", "unique", "sample", "filter", "cast",
    "drop", "limit", "slice", "collect", "lazy", "rechunk", "with_row_count", "with_row_index", "top_k", "bottom_k",
    "reverse",
}  # fmt: skip
POLARS_MAKING = {"with_columns", "select", "with_column", "agg"}
"""Methods that make columns out of expressions."""
TAKING = {"group_by", "groupby", "sort_values", "sort", "select", "get_column", "set_index"}
"""Methods that take names of columns."""
_GROUPING = {"group_by", "groupby", "group_by_dynamic"}
_LISTS = {"list", "tuple", "set", "sorted", "reversed", "iter", "islice", "chain", "cycle", "tqdm", "deque"}
_FIRST = {"next", "first", "max", "min", "choice", "anext", "one", "nth"}
_SAME = {"copy", "deepcopy", "cast", "aiter"}
_NODE_SAME = {"filter", "slice", "sort", "reverse", "concat", "toSorted"}
_NODE_ONE = {"find", "findLast", "at", "shift", "pop"}


def method_result(flow: Flow, base: Shapes, call: m.Call, here: Here) -> Shapes:
    """What calling a method of a value gives."""
    assert isinstance(call.func, m.Attr)
    name = call.func.name
    found: list[Shape] = []
    for shape in base:
        ask = _METHODS.get(type(shape))
        found.extend(ask(flow, shape, name, call, here) if ask is not None else UNSURE)
    return tuple(dict.fromkeys(found))


def _of_job(flow: Flow, shape: Job, name: str, call: m.Call, here: Here) -> Shapes:
    if shape.node:
        return (Fixed(((0, (Many(row_of(shape.source, True)),)),)),) if name == "getQueryResults" else UNSURE
    if name == "result":
        return (Many(row_of(shape.source), shape.source),)
    return _of_result(flow, Many(row_of(shape.source), shape.source), name, call, here)


def _of_result(flow: Flow, shape: Many, name: str, call: m.Call, here: Here) -> Shapes:
    if shape.result is not None:
        if name == "to_dataframe":
            return (Frame(shape.result, "pandas"),)
        if name == "to_arrow":
            return (Frame(shape.result, "arrow"),)
        if name == "to_dataframe_iterable":
            return (Many((Frame(shape.result, "pandas"),)),)
        return shape.inner if name in ("__next__", "next") else UNSURE
    if name in ("pop", "popleft") or name in _NODE_ONE:
        return shape.inner
    if name == "copy" or name in _NODE_SAME:
        return (shape,)
    if name in ("map", "flatMap") and call.args and isinstance(call.args[0], m.Lambda):
        function = call.args[0]
        local = {param.name: shape.inner for param in function.params[:1]}
        return many(flow.shapes(function.body, here.inside(local)))
    return UNSURE


def _of_row(flow: Flow, shape: Row, name: str, call: m.Call, here: Here) -> Shapes:
    if name == "items":
        return (Items(shape),)
    return (shape,) if name == "copy" else UNSURE


def _of_map(flow: Flow, shape: Map, name: str, call: m.Call, here: Here) -> Shapes:
    if name in ("get", "pop", "setdefault"):
        return shape.inner
    if name == "values":
        return many(shape.inner)
    if name == "items":
        return (Many((Fixed(((1, shape.inner),)),)),)
    return (shape,) if name == "copy" else UNSURE


def _of_fixed(flow: Flow, shape: Fixed, name: str, call: m.Call, here: Here) -> Shapes:
    if name in ("get", "pop") and call.args:
        return shape.at(literal_key(call.args[0]))
    return (shape,) if name == "copy" else UNSURE


def _of_later(flow: Flow, shape: Later, name: str, call: m.Call, here: Here) -> Shapes:
    return shape.inner if name == "result" else UNSURE


def _of_frame(flow: Flow, shape: Frame, name: str, call: m.Call, here: Here) -> Shapes:
    if shape.form == "arrow":
        if name == "to_pylist":
            return (Many((Row(shape.source, "dict", shape.added),)),)
        return (Frame(shape.source, "pandas", shape.added),) if name == "to_pandas" else UNSURE
    if name == "to_pandas":
        return (Frame(shape.source, "pandas", shape.added),)
    return (_of_polars if shape.form in ("polars", "grouped") else _of_pandas)(shape, name, call)


def _of_polars(shape: Frame, name: str, call: m.Call) -> Shapes:
    row = Row(shape.source, "dict", shape.added)
    if name in ("to_dicts", "iter_rows", "rows", "row"):
        named = name == "to_dicts" or any(k == "named" and literal_key(v) is True for k, v in call.keywords)
        return UNSURE if not named else (row,) if name == "row" else (Many((row,)),)
    if name in POLARS_SAME:
        return (shape,)
    if name in _GROUPING:
        return (Frame(shape.source, "grouped", shape.added),)
    if name in POLARS_MAKING:
        made = made_columns(call)
        return UNSURE if made is None else (Frame(shape.source, "polars", shape.added | made),)
    if name == "rename" and call.args and isinstance(call.args[0], m.Dict):
        return _renamed(shape, call.args[0])
    return UNSURE


def _of_pandas(shape: Frame, name: str, call: m.Call) -> Shapes:
    if name in PANDAS_SAME:
        return (shape,)
    if name == "to_dict":
        orient = call.args[0] if call.args else next((v for k, v in call.keywords if k == "orient"), None)
        rows = (Many((Row(shape.source, "dict", shape.added),)),)
        return rows if literal_key(orient) in ("records", "record") else UNSURE
    if name == "iterrows":
        return (Many((Fixed(((1, (Row(shape.source, "dict", shape.added),)),)),)),)
    if name == "itertuples":
        return (Many((Row(shape.source, "tuple", shape.added | {"index"}),)),)
    if name == "assign":
        keys = [keyword for keyword, _ in call.keywords]
        added = shape.added | {str(key).lower() for key in keys}
        return UNSURE if None in keys else (Frame(shape.source, "pandas", added),)
    if name == "rename":
        mapping = next((v for k, v in call.keywords if k == "columns"), None)
        return _renamed(shape, mapping) if isinstance(mapping, m.Dict) else UNSURE
    if name == "reset_index":
        return (Frame(shape.source, "pandas", shape.added | {"index", "level_0"}),)
    return UNSURE


def _renamed(shape: Frame, mapping: m.Dict) -> Shapes:
    names = [literal_key(value) for _, value in mapping.items]
    if not all(isinstance(name, str) for name in names):
        return UNSURE
    return (Frame(shape.source, shape.form, shape.added | {str(name).lower() for name in names}),)


def made_columns(call: m.Call) -> frozenset[str] | None:
    """The new columns of ``with_columns`` and its like; None where they cannot be told."""
    made = {name.lower() for name, _ in call.keywords if name}
    if any(name is None for name, _ in call.keywords):
        return None
    for arg in _flat(call.args):
        if isinstance(arg, m.Text):
            continue
        if not isinstance(arg, m.Call):
            return None
        name = _made(arg)
        if name is None:
            return None
        made.add(name.lower())
    return frozenset(made)


def _made(expr: m.Expr) -> str | None:
    """The name of the column that a polars expression makes."""
    while True:
        if isinstance(expr, m.Call):
            name = last_name(expr.func)
            first = literal_key(expr.args[0]) if expr.args else None
            if name in ("alias", "col") or (name in ("sum", "mean", "min", "max", "count", "first", "lit") and first):
                return first if isinstance(first, str) else "literal" if name == "lit" else None
            if name in ("len", "count") and not expr.args and isinstance(getattr(expr.func, "base", None), m.Name):
                return name
            if name in ("suffix", "prefix", "map_alias", "keep_name", "all", "exclude", "struct", "format"):
                return None
            expr = expr.func.base if isinstance(expr.func, m.Attr) else m.Const(None)
        elif isinstance(expr, m.Attr):
            expr = expr.base
        elif isinstance(expr, m.Bin):
            expr = expr.left
        else:
            return None


def _flat(args: Iterable[m.Expr]) -> Iterator[m.Expr]:
    for arg in args:
        if isinstance(arg, m.Seq):
            yield from _flat(arg.items)
        else:
            yield arg


def columns_of(call: m.Call, polars: bool) -> Iterator[m.Text]:
    """Columns that a method of a DataFrame is given: ``sort_values(by="x")``, ``filter(pl.col("x") > 0)``."""
    name = last_name(call.func)
    if polars and (name in POLARS_MAKING or name in POLARS_SAME or name in TAKING):
        yield from _in_expressions(call)
    if name in TAKING:
        given = [*call.args, *(value for keyword, value in call.keywords if keyword in ("by", "keys"))]
        yield from (item for item in _flat(given) if isinstance(item, m.Text))


def _in_expressions(call: m.Call) -> Iterator[m.Text]:
    for arg in (*call.args, *(value for _, value in call.keywords)):
        for node in walk(arg):
            if isinstance(node, m.Call) and last_name(node.func) == "col":
                yield from (item for item in _flat(node.args) if isinstance(item, m.Text))


def outside_result(flow: Flow, call: m.Call, name: str, here: Here) -> Shapes | None:
    """What a function of Python, pandas or polars gives; None if it is none that is known here."""
    if not call.args:
        return as_dicts((), frozenset()) if name == "dict" and not call.keywords else None
    if isinstance(call.func, m.Name):
        found = _builtin(flow, call, name, here)
        if found is not None:
            return found
    if name in _SAME:
        return flow.shapes(call.args[0 if name != "cast" else -1], here)
    if name == "from_arrow":
        return framed(flow.shapes(call.args[0], here), "polars")
    if name in ("DataFrame", "from_dicts", "from_records", "from_pandas"):
        shapes = flow.shapes(call.args[0], here)
        if not known(shapes):
            return UNSURE
        form = "polars" if _is_polars(call) else "pandas"
        return framed(shapes, form)
    if name == "concat":
        return items_of(flow.shapes(call.args[0], here))
    if name == "from_iterable":
        return many(items_of(items_of(flow.shapes(call.args[0], here))))
    return None


def _is_polars(call: m.Call) -> bool:
    base = call.func.base if isinstance(call.func, m.Attr) else None
    return isinstance(base, m.Name) and base.id in ("pl", "polars")


def _builtin(flow: Flow, call: m.Call, name: str, here: Here) -> Shapes | None:
    first = call.args[0]
    if name in _LISTS:
        return many(items_of(flow.shapes(first, here)))
    if name in _FIRST:
        if name in ("max", "min") and len(call.args) > 1:
            return UNSURE
        rest = [flow.shapes(arg, here) for arg in call.args[1:]]
        inner = items_of(flow.shapes(first, here))
        return union(inner, *rest) if known(inner) else UNSURE
    if name == "dict":
        keys = [keyword for keyword, _ in call.keywords]
        return UNSURE if None in keys else as_dicts(flow.shapes(first, here), frozenset(map(str, keys)))
    if name == "enumerate":
        inner = items_of(flow.shapes(first, here))
        return (Many((Fixed(((1, inner),)),)),) if known(inner) else UNSURE
    if name == "zip":
        groups = [items_of(flow.shapes(arg, here)) for arg in call.args]
        return (Many((Fixed(tuple(enumerate(groups))),)),) if any(map(known, groups)) else UNSURE
    if name in ("filter", "map") and len(call.args) > 1:
        inner = items_of(flow.shapes(call.args[1], here))
        if name == "filter" or (isinstance(first, m.Name) and first.id == "dict"):
            return many(inner if name == "filter" else as_dicts(inner))
        if isinstance(first, m.Lambda) and first.params:
            return many(flow.shapes(first.body, here.inside({first.params[0].name: inner})))
        return UNSURE
    return None


_METHODS: dict[type, Callable[..., Shapes]] = {
    Job: _of_job, Many: _of_result, Row: _of_row, Map: _of_map, Fixed: _of_fixed, Later: _of_later, Frame: _of_frame,
}  # fmt: skip
