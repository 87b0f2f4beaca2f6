"""Every place that reads a column of a query's rows by name."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bindings import place
from cloudact_lint.project.project import Project
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.rows.calls import POLARS_MAKING, POLARS_SAME, TAKING, columns_of
from cloudact_lint.project.rows.flow import EXECUTORS, Flow
from cloudact_lint.project.rows.guards import guards, root
from cloudact_lint.project.rows.here import Here
from cloudact_lint.project.rows.models import required_fields
from cloudact_lint.project.rows.read import Read
from cloudact_lint.project.rows.shapes import UNSURE, Frame, Many, Row, Shapes, Source, items_of, known
from cloudact_lint.project.rows.visits import find
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import FunctionValue, Unknown
from cloudact_lint.project.walking import children, last_name

ROW_MEMBERS = {"values", "keys", "items", "get", "copy"}
"""What a row has besides its columns
(https://cloud.google.com/python/docs/reference/bigquery/latest/google.cloud.bigquery.table.Row)."""
_KEYED = {"sorted", "max", "min", "filter", "map", "groupby", "nlargest", "nsmallest", "sort"}
_NODE_EACH = {
    "map", "filter", "forEach", "find", "some", "every", "flatMap", "findIndex", "findLast", "sort", "toSorted",
}  # fmt: skip
_HARMLESS = {
    "set", "put", "put_nowait", "setex", "append", "appendleft", "extend", "add", "insert", "info", "debug", "warning",
    "error", "exception", "print", "dumps", "dump", "send", "publish", "write", "writerow", "writerows", "str", "len",
    "isinstance", "submit", "format", "push", "log", "json", "send_json", "assertEqual", "index",
}  # fmt: skip
"""Functions that put no keys into what they are given, whoever has them."""
_MAX_ROUNDS = 4
_MAX_DEPTH = 60
"""So deep are expressions looked into."""


class Reads:
    """Finds them. One for a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.flow = Flow(project)
        self.added: dict[int, set[str]] = {}
        """Keys that code puts into rows, by the identity of their source or of the call that starts it."""
        self.open: set[int] = set()
        """Sources whose rows may get keys that are not known."""
        self._found: list[Read] = []
        self._waiting: list[Scope] = []
        self._depth = 0
        self._seen: set[int] = set()

    @classmethod
    def of(cls, project: Project) -> tuple[Read, ...]:
        """All reads of a project that are worth a look: none in ``except KeyError``, all of rows that are known."""
        known_reads = project.shared.get("reads")
        if not isinstance(known_reads, tuple):
            known_reads = project.shared["reads"] = tuple(cls(project).all())
        return known_reads

    def all(self) -> Iterator[Read]:
        """The reads, those of keys that the code itself adds left out."""
        scopes = [scope for scope in find(self.flow) if self.project.asked(scope.path)]
        for _ in range(_MAX_ROUNDS):
            for scope in scopes:
                self._visit(scope)
            scopes, self._waiting = self._waiting, []
            if not scopes:
                break
            self.flow.forget()
        once = {(read.scope.path, read.at, read.key): read for read in self._found}
        for read in once.values():
            if not any(self._adds(shape, read.key.lower()) for shape in read.shapes):
                yield read

    def _adds(self, shape: Row | Frame, key: str) -> bool:
        keys = (id(shape.source), id(shape.source.start))
        mine = any(key in self.added.get(name, ()) for name in keys)
        return mine or (not self.open.isdisjoint(keys) and not (isinstance(shape, Row) and shape.form == "row"))

    # Statements --------------------------------------------------------------------------

    def _visit(self, scope: Scope) -> None:
        if id(scope) in self._seen:
            return
        self._seen.add(id(scope))
        self._block(scope.body, Here(scope, None), guarded=False)
        for statement in scope.flat:
            if isinstance(statement, m.Function) and scope.kind == "function":
                self._visit(self.project.child(statement, scope))

    def _block(self, block: m.Block, here: Here, guarded: bool) -> None:
        """The statements of a block; ``guarded``: any key may be missing."""
        from cloudact_lint.project.flow import branches
        from cloudact_lint.project.walking import statement_expressions

        for statement in block:
            where = place(statement)
            at = where or here.at or Span(1, 1, 1, 1)
            now = Here(here.scope, at, here.env, here.local)
            if isinstance(statement, m.Assign):
                self._assign(statement, now, guarded)
            elif not isinstance(statement, (m.Function, m.Class)):
                for expr in statement_expressions(statement):
                    self._expr(expr, now, at, guarded)
            for frame, body in branches(statement):
                inner = frame.kind == "try" and isinstance(statement, m.Try) and guards(statement)
                self._block(body, here, guarded or inner)

    def _assign(self, statement: m.Assign, here: Here, guarded: bool) -> None:
        target = statement.target
        if statement.value is not None:
            self._expr(statement.value, here, statement.at, guarded)
        if isinstance(target, m.Sub):
            key = literal_key(target.index)
            if isinstance(key, str) and statement.op == "=":
                self._put(target.base, {key}, here)
            elif statement.op == "=" and known(shapes := self.flow.shapes(target.base, here)):
                self._opened(shapes)
            self._expr(target if statement.op != "=" else target.base, here, statement.at, guarded)
        elif isinstance(target, m.Attr):
            self._expr(target.base, here, statement.at, guarded)
            if isinstance(target.base, m.Name):
                self._put(target.base, {target.name}, here)

    def _put(self, base: m.Expr, keys: set[str], here: Here) -> None:
        """Keys that are put into a row or a DataFrame."""
        for shape in self.flow.shapes(base, here):
            if isinstance(shape, (Row, Frame)):
                self.added.setdefault(_owner(shape.source), set()).update(key.lower() for key in keys)

    def _opened(self, shapes: Shapes) -> None:
        for shape in shapes:
            if isinstance(shape, (Row, Frame)) and shape.form in ("dict", "object", "pandas"):
                self.open.add(_owner(shape.source))

    # Expressions -------------------------------------------------------------------------

    def _expr(self, expr: m.Expr, here: Here, at: Span, guarded: bool) -> None:
        while isinstance(expr, m.Bin):  # long texts are put together with many a ``+``
            self._expr(expr.right, here, at, guarded)
            expr = expr.left
        if isinstance(expr, (m.Name, m.Const)) or self._depth > _MAX_DEPTH:
            return
        self._depth += 1
        try:
            self._inside(expr, here, at, guarded)
        finally:
            self._depth -= 1

    def _inside(self, expr: m.Expr, here: Here, at: Span, guarded: bool) -> None:
        if isinstance(expr, m.Call):
            self._call(expr, here, guarded)
        elif isinstance(expr, m.Sub):
            self._item(expr, here, at, guarded)
        elif isinstance(expr, m.Attr):
            self._read(expr.base, expr.name, "attribute", at, here, guarded)
            self._expr(expr.base, here, at, guarded)
        elif isinstance(expr, m.Comp):
            self._comprehension(expr, here, at, guarded)
        elif isinstance(expr, m.Dict):
            for key, value in expr.items:
                self._expr(value, here, key.at if isinstance(key, m.Text) else expr.at, guarded)
        elif not isinstance(expr, (m.Lambda, m.FuncExpr)):
            for child in children(expr):
                self._expr(child, here, at, guarded)

    def _comprehension(self, expr: m.Comp, here: Here, at: Span, guarded: bool) -> None:
        inner = self.flow.bind(expr, here) if any(map(_may_be_rows, expr.sources)) else here
        self._expr(expr.element, inner, at, guarded)
        for source in expr.sources:
            self._expr(source, inner, at, guarded)

    def _item(self, expr: m.Sub, here: Here, at: Span, guarded: bool) -> None:
        index = expr.index
        key = literal_key(index)
        if isinstance(key, str) and isinstance(index, m.Text):
            self._read(expr.base, key, "item", index.at, here, guarded)
        elif isinstance(index, m.Seq) and index.items:
            last = index.items[-1]
            columns = last.items if isinstance(last, m.Seq) else (last,)
            if not isinstance(expr.base, m.Attr) or expr.base.name not in ("loc", "at", "iloc"):
                columns = index.items
            for item in columns:
                if isinstance(item, m.Text) and isinstance(key := literal_key(item), str):
                    self._read(expr.base, key, "column", item.at, here, guarded)
        elif not isinstance(index, m.Const):
            self._expr(index, here, at, guarded)
        self._expr(expr.base, here, at, guarded)

    def _call(self, call: m.Call, here: Here, guarded: bool) -> None:
        func = call.func
        name = last_name(func)
        first = call.args[0] if call.args else None
        if isinstance(func, m.Attr):
            if name in ("get", "pop") and isinstance(first, m.Text) and isinstance(key := literal_key(first), str):
                self._read(func.base, key, "default" if name == "get" or len(call.args) > 1 else "item",
                           first.at, here, guarded)  # fmt: skip
            self._frame_call(call, func, here, guarded)
            if name in ("update", "setdefault"):
                self._updated(call, func, here)
            self._expr(func.base, here, call.at, guarded)
        elif name == "getattr" and len(call.args) > 1 and isinstance(key := literal_key(call.args[1]), str):
            how = "default" if len(call.args) > 2 else "attribute"
            self._read(call.args[0], key, how, call.at, here, guarded)
        elif not isinstance(func, m.Name):
            self._expr(func, here, call.at, guarded)
        for arg in (*call.args, *(value for _, value in call.keywords)):
            if isinstance(arg, (m.Lambda, m.FuncExpr)):
                self._function(arg, call, here, guarded)
            else:
                self._expr(arg, here, call.at, guarded)
        if any(keyword is None for keyword, _ in call.keywords):
            self._model(call, here, guarded)
        self._hand_over(call, name, here)

    def _model(self, call: m.Call, here: Here, guarded: bool) -> None:
        """``Order(**dict(row))``."""
        spread = [value for keyword, value in call.keywords if keyword is None]
        if guarded or len(spread) != 1 or not _may_be_rows(spread[0]):
            return
        shapes = self.flow.shapes(spread[0], here)
        rows = tuple(shape for shape in shapes if isinstance(shape, Row))
        if rows and len(rows) == len(shapes):
            for name in required_fields(call, here.scope, self.flow.resolver):
                self._found.append(Read(here.scope, call.at, name, "model", rows, last_name(call.func)))

    def _function(self, function: m.Lambda | m.FuncExpr, call: m.Call, here: Here, guarded: bool) -> None:
        """A lambda: its first parameters are items where it is called for each."""
        shapes: Shapes = ()
        name = last_name(call.func)
        if name in _KEYED or name in _NODE_EACH:
            if isinstance(call.func, m.Attr) and name in _NODE_EACH:
                shapes = items_of(self.flow.shapes(call.func.base, here))
            if not known(shapes):
                for arg in call.args:
                    if not isinstance(arg, (m.Lambda, m.FuncExpr)) and not known(shapes):
                        shapes = items_of(self.flow.shapes(arg, here))
        params = function.params if isinstance(function, m.Lambda) else function.function.params
        items = 2 if name in ("sort", "toSorted") else 1
        local = {p.name: shapes if i < items and known(shapes) else UNSURE for i, p in enumerate(params)}
        if isinstance(function, m.Lambda):
            self._expr(function.body, here.inside(local), function.at, guarded)
        elif known(shapes):
            self.flow.seeds[id(function.function)] = {**here.local, **local}
            self._visit(self.project.child(function.function, here.scope))

    # Rows and frames ---------------------------------------------------------------------

    def _read(self, base: m.Expr, key: str, how: str, at: Span, here: Here, guarded: bool) -> None:
        if guarded or not _may_be_rows(base):
            return
        shapes = self.flow.shapes(base, here)
        if not known(shapes):
            return
        wanted: list[Row | Frame] = []
        for shape in shapes:
            if isinstance(shape, Row):
                if how in ("attribute", "default") and _is_member(shape, key, how):
                    return
                wanted.append(shape)
            elif isinstance(shape, Frame) and how in ("item", "column") and shape.form != "grouped":
                wanted.append(shape)
            else:
                return
        how = "column" if all(isinstance(shape, Frame) for shape in wanted) else how
        self._found.append(Read(here.scope, at, key, how, tuple(wanted), last_name(base), root(base)))

    def _frame_call(self, call: m.Call, func: m.Attr, here: Here, guarded: bool) -> None:
        """``df.filter(pl.col("x") > 0)``, ``df.group_by("x")``, ``df.sort_values(by="x")``."""
        if guarded or not (func.name in TAKING or func.name in POLARS_MAKING or func.name in POLARS_SAME):
            return
        shapes = self.flow.shapes(func.base, here) if _may_be_rows(func.base) else ()
        wanted = tuple(shape for shape in shapes if isinstance(shape, Frame))
        if not shapes or len(wanted) < len(shapes):
            return
        for item in columns_of(call, all(shape.form in ("polars", "grouped") for shape in wanted)):
            key = literal_key(item)
            if isinstance(key, str) and key != "*" and not key.startswith("^"):
                self._found.append(Read(here.scope, item.at, key, "column", wanted, "", root(func.base)))

    def _updated(self, call: m.Call, func: m.Attr, here: Here) -> None:
        """``row.update({"x": 1})``."""
        keys = {name for name, _ in call.keywords if name is not None}
        plain = len(keys) == len(call.keywords)
        for arg in call.args[:1]:
            if isinstance(arg, m.Dict):
                literal = [literal_key(key) if key is not None else None for key, _ in arg.items]
                keys |= {name for name in literal if isinstance(name, str)}
                plain = plain and all(isinstance(name, str) for name in literal)
            elif func.name == "setdefault" and isinstance(literal_key(arg), str):
                keys.add(str(literal_key(arg)))
            else:
                plain = False
        shapes = self.flow.shapes(func.base, here) if _may_be_rows(func.base) else ()
        if known(shapes):
            self._put(func.base, keys, here)
            if not plain:
                self._opened(shapes)

    def _hand_over(self, call: m.Call, name: str, here: Here) -> None:
        """A function that is given rows: what it reads of its parameters counts, and what it adds."""
        given = [arg for arg in (*call.args, *(value for _, value in call.keywords)) if _may_be_rows(arg)]
        rows = [shapes for arg in given if known(shapes := self.flow.shapes(arg, here))]
        if not rows:
            return
        amounts = self.flow.amounts(call) if name in EXECUTORS else [call]
        for amount in amounts:
            if isinstance(amount.func, m.Lambda):
                continue
            for value in self.flow.resolver.resolve(amount.func, here.scope, call.at):
                if isinstance(value, FunctionValue):
                    if id(value.function) not in self.flow.receiving:
                        self.flow.receiving.add(id(value.function))
                        self._waiting.append(self.project.child(value.function, value.scope))
                        self._seen.discard(id(self._waiting[-1]))
                elif isinstance(value, Unknown) and name not in _HARMLESS:
                    for shapes in rows:
                        self._opened(tuple(s for s in (*shapes, *items_of(shapes)) if not isinstance(s, Many)))


def _owner(source: Source) -> int:
    """What additions are noted under: in a helper that runs any text, they hold for all its callers."""
    return id(source) if source.texts else id(source.start)


def _is_member(row: Row, key: str, how: str) -> bool:
    if how == "default" or row.form == "object":
        return how == "default" and row.form == "object"
    if key.startswith("_"):
        return True
    return key in ROW_MEMBERS or row.form == "dict" or (row.form == "tuple" and key in ("count", "index"))


def _may_be_rows(expr: m.Expr) -> bool:
    return isinstance(expr, (m.Name, m.Sub, m.Call, m.Attr, m.Alt, m.Comp, m.Star))
