"""Rows that code builds: the keys of dicts on their way into a table, with their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from cloudact_lint.facts import model as m
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.rows.changes import Changes, ListChanges, changes_of, list_changes
from cloudact_lint.project.rows.models import dumped_fields
from cloudact_lint.project.rows.values import Key, Place, Reading, Record
from cloudact_lint.project.values import ClassValue, Instance
from cloudact_lint.project.walking import last_name

MAX_DEPTH = 16
MAX_RECORDS = 60
_LISTS = {"list", "tuple", "sorted", "reversed", "chain", "islice", "from_iterable", "tqdm"}
_DUMPS = {"asdict", "model_dump", "dict", "to_dict", "as_dict", "_asdict"}


class Records(Reading):
    """Answers which rows an expression holds, as far as they are seen."""

    def __init__(self, bigquery: BigQuery) -> None:
        super().__init__(bigquery)
        self._depth = 0
        self._open: set[tuple[int, int]] = set()

    # Lists -------------------------------------------------------------------------------

    def rows(self, expr: m.Expr | None, here: Place) -> list[Record]:
        """The rows of a list; those that are not seen are left out."""
        key = (id(expr), id(here.env))
        if expr is None or self._depth > MAX_DEPTH or key in self._open:
            return []
        self._depth += 1
        self._open.add(key)
        try:
            return list(self._rows(expr, here))[:MAX_RECORDS]
        finally:
            self._depth -= 1
            self._open.discard(key)

    def _rows(self, expr: m.Expr, here: Place) -> Iterator[Record]:
        if isinstance(expr, m.Seq):
            for item in expr.items:
                yield from self.rows(item.value, here) if isinstance(item, m.Star) else self.record(item, here)
        elif isinstance(expr, m.Name):
            yield from self._named_rows(expr, here)
        elif isinstance(expr, m.Comp):
            local = {t.id: (s, here) for t, s in zip(expr.targets, expr.sources) if isinstance(t, m.Name)}
            if not (isinstance(expr.element, m.Dict) and self._is_mapping(expr.element)):
                yield from self.record(expr.element, replace(here, local={**here.local, **local}))
        elif isinstance(expr, m.Alt):
            for option in expr.options:
                yield from self.rows(option, here)
        elif isinstance(expr, m.Sub) and isinstance(expr.index, m.Other):
            yield from self.rows(expr.base, here)
        elif isinstance(expr, m.Bin) and expr.op in ("+", "*"):
            yield from self.rows(expr.left, here)
            if expr.op == "+":
                yield from self.rows(expr.right, here)
        elif isinstance(expr, m.Call):
            yield from self._called_rows(expr, here)
        elif isinstance(expr, m.Attr):
            for value, scope in self.literals(expr, here):
                yield from self.rows(value, Place(scope, None))

    @staticmethod
    def _is_mapping(element: m.Dict) -> bool:
        """``{key(x): … for x in …}`` is a dict, and no list of dicts."""
        return len(element.items) == 1 and element.items[0][0] is not None and literal_key(element.items[0][0]) is None

    def _called_rows(self, call: m.Call, here: Place) -> Iterator[Record]:
        name = last_name(call.func)
        if name in _LISTS and call.args:
            yield from self.rows(call.args[0], here)
        elif name == "map" and len(call.args) > 1 and isinstance(call.args[0], m.Lambda) and call.args[0].params:
            function = call.args[0]
            yield from self.record(
                function.body, replace(here, local={**here.local, function.params[0].name: (call.args[1], here)})
            )
        elif name == "map" and isinstance(call.func, m.Attr) and call.args and isinstance(call.args[0], m.Lambda):
            function = call.args[0]
            names = {p.name: (call.func.base, here) for p in function.params[:1]}
            yield from self.record(function.body, replace(here, local={**here.local, **names}))
        elif name == "copy" and isinstance(call.func, m.Attr) and not call.args:
            yield from self.rows(call.func.base, here)
        else:
            for value, place in self.returned(call, here):
                yield from self.rows(value, place)

    def _named_rows(self, name: m.Name, here: Place) -> Iterator[Record]:
        for binding, scope, place in self.bindings(name, here):
            own = Place(scope, binding.at, place.env)
            changes = list_changes(scope, name.id, binding.at, here.at if scope is here.scope else None)
            found: list[Record] = []
            if binding.kind in ("value", "augment"):
                found = self.rows(binding.value, own)
            elif binding.kind == "item" and isinstance(binding.value, m.Call):
                found = self._chunks(binding.value, own)
            elif binding.kind == "param" and binding.param is not None:
                given = self.argument(binding.param, scope, place.env)
                found = self.rows(given[0], given[1]) if given is not None else []
            yield from (self._item_changed(record, changes, own) for record in found)
            for item, at, spread in changes.added:
                then = Place(scope, at, place.env)
                for record in self.rows(item, then) if spread else self.record(item, then):
                    yield self._item_changed(record, changes, then)

    def _item_changed(self, record: Record, changes: ListChanges, here: Place) -> Record:
        """An item of a list, with what is done to each of them, here and in functions that are given the list."""
        record = self._changed(record, changes.items, here)
        for call, argument in changes.handed:
            functions = self.bigquery.functions_called(call, here.scope)
            if not functions:
                return replace(record, open=True)
            function = functions[0]
            param = next((p for p in function.function.params if argument_for(call, function, p) is argument), None)
            if param is not None:
                body = self.project.child(function.function, function.scope)
                record = self._changed(record, list_changes(body, param.name).items, Place(body, None))
        return record

    def _chunks(self, call: m.Call, here: Place) -> list[Record]:
        """``for batch in chunked(rows, 500)``: what a helper yields, or what it is given."""
        found = [record for value, place in self.returned(call, here) for record in self.rows(value, place)]
        if not found and last_name(call.func) in ("batched", "chunked", "grouper") and call.args:
            return self.rows(call.args[0], here)
        return found

    # One row -----------------------------------------------------------------------------

    def record(self, expr: m.Expr | None, here: Place) -> list[Record]:
        """What one row may be."""
        key = (id(expr), -id(here.env))
        if expr is None or self._depth > MAX_DEPTH or key in self._open:
            return []
        self._depth += 1
        self._open.add(key)
        try:
            return self._record(expr, here)[:MAX_RECORDS]
        finally:
            self._depth -= 1
            self._open.discard(key)

    def _record(self, expr: m.Expr, here: Place) -> list[Record]:
        if isinstance(expr, m.Dict):
            return self._display(expr, here)
        if isinstance(expr, m.Name):
            return self._named(expr, here)
        if isinstance(expr, m.Alt):
            return [record for option in expr.options for record in self.record(option, here)]
        if isinstance(expr, m.Bin) and expr.op == "|":
            return self._merged(self.record(expr.left, here), self.record(expr.right, here))
        if isinstance(expr, m.Call):
            return self._called(expr, here)
        if isinstance(expr, m.Sub):
            key = literal_key(expr.index)
            if isinstance(key, str):
                return self.inside(self.record(expr.base, here), key)
            return self.rows(expr.base, here)
        if isinstance(expr, m.Attr):
            return [r for value, scope in self.literals(expr, here) for r in self.record(value, Place(scope, None))]
        return []

    def inside(self, records: list[Record], name: str) -> list[Record]:
        """``entry["json"]``: the row inside another."""
        return [
            inner
            for record in records
            for key in record.keys
            if key.name == name and key.value is not None
            for inner in self.record(key.value, key.place)
        ]

    def _display(self, expr: m.Dict, here: Place) -> list[Record]:
        found = [Record(here.scope.path, expr.at, ())]
        for key, value in expr.items:
            if key is None:
                spread = self.record(value, here)
                found = self._merged(found, spread) if spread else [replace(r, open=True) for r in found]
                continue
            name = literal_key(key)
            if not isinstance(name, str) or not isinstance(key, m.Text):
                found = [replace(record, open=True) for record in found]
                continue
            item = Key(name, here.scope.path, key.at, value, here)
            found = [replace(record, keys=(*_without(record.keys, name), item)) for record in found]
        return found

    @staticmethod
    def _merged(left: list[Record], right: list[Record]) -> list[Record]:
        """Each of ``left`` with each of ``right`` over it; not known where one of them is not."""
        if not left or not right:
            return [replace(record, open=True) for record in (left or right)]
        return [_over(a, b) for a in left[:6] for b in right[:6]]

    def _called(self, call: m.Call, here: Place) -> list[Record]:
        name = last_name(call.func)
        if name == "dict" and isinstance(call.func, m.Name):
            return self._dict_call(call, here)
        if name in ("copy", "deepcopy"):
            base = call.func.base if isinstance(call.func, m.Attr) and not call.args else next(iter(call.args), None)
            return self.record(base, here)
        if name in _DUMPS:
            dumped = self._dumped(call, here)
            if dumped:
                return dumped
        return [record for value, place in self.returned(call, here) for record in self.record(value, place)]

    def _dict_call(self, call: m.Call, here: Place) -> list[Record]:
        keys = tuple([Key(n, here.scope.path, call.at, v, here) for n, v in call.keywords if n is not None])
        own = [Record(here.scope.path, call.at, keys, any(n is None for n, _ in call.keywords))]
        if not call.args:
            return own
        return self._merged(self.record(call.args[0], here), own)

    def _dumped(self, call: m.Call, here: Place) -> list[Record]:
        """``asdict(thing)``, ``thing.model_dump()``: the fields of its class."""
        thing = call.args[0] if call.args and last_name(call.func) == "asdict" else getattr(call.func, "base", None)
        if thing is None or (thing is getattr(call.func, "base", None) and (call.args or call.keywords)):
            return []  # ``exclude=…`` and the like
        found: list[Record] = []
        for value in self.resolver.resolve(thing, here.scope, here.at):
            if isinstance(value, Instance) and isinstance(value.of, ClassValue):
                if self.resolver.members.method(value.of, last_name(call.func)) is not None:
                    return []  # one of its own
                names, is_open = dumped_fields(value.of, self.resolver)
                keys = tuple([Key(name, here.scope.path, call.at, None, here) for name in names])
                found.append(Record(here.scope.path, call.at, keys, is_open))
        return found

    def _named(self, name: m.Name, here: Place) -> list[Record]:
        if name.id in here.local:
            source, place = here.local[name.id]
            return self.rows(source, place)
        found: list[Record] = []
        for binding, scope, place in self.bindings(name, here):
            own = Place(scope, binding.at, place.env)
            records: list[Record] = []
            if binding.kind == "value":
                records = self.record(binding.value, own)
            elif binding.kind == "item":
                records = self.rows(binding.value, own)
            elif binding.kind == "param" and binding.param is not None:
                given = self.argument(binding.param, scope, place.env)
                records = self.record(given[0], given[1]) if given is not None else []
            changes = changes_of(scope, name.id, binding.at, here.at if scope is here.scope else None)
            found.extend(self._changed(record, changes, own) for record in records)
        return found

    def _changed(self, record: Record, changes: Changes, here: Place) -> Record:
        """A row with what is done to it later."""
        keys = record.keys
        for name, value, at in changes.keys:
            if not any(key.name == name for key in keys):
                keys = (*keys, Key(name, here.scope.path, at, value, here.where(at), sure=False))
        is_open = record.open or changes.open
        for expr, at in changes.merged:
            others = self.record(expr, here.where(at))
            is_open = is_open or not others
            for other in others[:1]:
                keys = (*keys, *(k for k in other.keys if not any(key.name == k.name for key in keys)))
                is_open = is_open or other.open
        for name in changes.removed:
            keys = _without(keys, name)
        for call in changes.handed:
            keys, is_open = self._handed(call, record, keys, is_open, here)
        return replace(record, keys=keys, open=is_open)

    def _handed(
        self, handed: tuple[m.Call, m.Expr], record: Record, keys: tuple[Key, ...], is_open: bool, here: Place
    ) -> tuple[tuple[Key, ...], bool]:
        """A function that is given the row: what it puts in."""
        call, argument = handed
        functions = self.bigquery.functions_called(call, here.scope)
        if not functions:
            return keys, True
        for function in functions[:1]:
            param = next((p for p in function.function.params if argument_for(call, function, p) is argument), None)
            body = self.project.child(function.function, function.scope)
            changes = changes_of(body, param.name) if param is not None else Changes(open=True)
            is_open = is_open or changes.open or bool(changes.merged) or bool(changes.handed)
            for name, value, at in changes.keys:
                if not any(key.name == name for key in keys):
                    keys = (*keys, Key(name, body.path, at, value, Place(body, at), sure=False))
        return keys, is_open

    def frame(
        self, name: m.Name, here: Place, made: Callable[[m.Expr, Place], list[Record]]
    ) -> list[Record]:
        """A DataFrame under a name: what makes it, and the columns set on it."""
        found: list[Record] = []
        for binding, scope, place in self.bindings(name, here):
            own = Place(scope, binding.at, place.env)
            if binding.kind == "value" and binding.value is not None:
                changes = changes_of(scope, name.id, binding.at, here.at if scope is here.scope else None)
                found.extend(self._changed(record, changes, own) for record in made(binding.value, own))
            elif binding.kind == "param" and binding.param is not None:
                given = self.argument(binding.param, scope, place.env)
                found.extend(made(given[0], given[1]) if given is not None else ())
        return found


def _over(a: Record, b: Record) -> Record:
    """One dict with another merged into it."""
    later = {key.name for key in b.keys}
    return replace(a, keys=(*(key for key in a.keys if key.name not in later), *b.keys), open=a.open or b.open)


def _without(keys: tuple[Key, ...], name: str) -> tuple[Key, ...]:
    return tuple([key for key in keys if key.name != name])
