"""Strings put together from pieces: what text they make, and where each character stands.

Understood are literals, f-strings and templates, ``+``, ``+=``, ``%``, ``.format``, ``join`` over a
display, implicit concatenation, and names (also of other modules) that stand for any of these.
What is not known becomes a hole, written ``__h0__``, ``__h1__`` … so that SQL stays SQL.
"""

from __future__ import annotations

import re

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.arguments import argument_for
from cloudact_lint.project.rendered import HoleMark, Mark, Rendered
from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.scopes import Binding, Scope
from cloudact_lint.project.values import FunctionValue, Literal, Member, Value
from cloudact_lint.project.walking import scope_calls

__all__ = ["HoleMark", "Mark", "Rendered", "Renderer"]

MAX_STEPS = 2_000
"""How many expressions one text may be looked for in."""
_FORMAT_FIELD = lazy_pattern(r"\{\{|\}\}|\{([^{}]*)\}")
_PERCENT = lazy_pattern(r"%%|%\((\w+)\)[#0\- +]*[\d.*]*[a-zA-Z]|%[#0\- +]*[\d.*]*[a-zA-Z]")
_WRAPPERS = {
    "dedent",
    "text",
    "strip",
    "lstrip",
    "rstrip",
    "cleandoc",
    "upper",
    "lower",
    "encode",
    "safe_substitute",
    "substitute",
}


class Renderer:
    """Renders strings of a project."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._open: set[int] = set()
        self._left = 0

    def render(self, expr: m.Expr | None, scope: Scope, at: Span | None = None) -> Rendered | None:
        """The text that ``expr`` makes, or None if it is no string that can be seen.

        Where it may be several texts, the first is taken and ``complete`` is false; see
        :meth:`alternatives`.
        """
        found = self.alternatives(expr, scope, at)
        if not found:
            return None
        if len(found) > 1:
            found[0].complete = False
        return found[0]

    def alternatives(self, expr: m.Expr | None, scope: Scope, at: Span | None = None) -> list[Rendered]:
        """Every text that ``expr`` may make, as far as seen; at most eight."""
        if expr is None or id(expr) in self._open:
            return []
        if not self._open:
            self._left = MAX_STEPS
        self._left -= 1
        if self._left < 0:
            return []  # constants made of constants made of constants: too many ways
        self._open.add(id(expr))
        try:
            return self._alternatives(expr, scope, at)[:8]
        finally:
            self._open.discard(id(expr))

    def _alternatives(self, expr: m.Expr, scope: Scope, at: Span | None) -> list[Rendered]:
        if isinstance(expr, (m.Text, m.Bin)):
            made = self._make(expr, scope, at)
            return [made] if made is not None else []
        if isinstance(expr, m.Alt):
            return [text for option in expr.options for text in self.alternatives(option, scope, at)]
        if isinstance(expr, m.Name):
            return self._named(expr, scope, at)
        if isinstance(expr, m.Call):
            return self._called(expr, scope, at)
        found: list[Rendered] = []
        if isinstance(expr, (m.Attr, m.Sub)):
            for value in self.resolver.resolve(expr, scope, at):
                found.extend(self._of_value(value))
        return found

    def _of_value(self, value: Value) -> list[Rendered]:
        if isinstance(value, Literal) and isinstance(value.expr, (m.Text, m.Bin)):
            return self.alternatives(value.expr, value.scope)
        return []

    def _named(self, name: m.Name, scope: Scope, at: Span | None) -> list[Rendered]:
        if scope.kind == "function" and at is not None and name.id in scope.bindings:
            bindings, _ = scope.reaching(name.id, at)
            return self._from_bindings(bindings, scope)
        found: list[Rendered] = []
        for value in self.resolver.resolve(name, scope, at):
            found.extend(self._of_value(value))
        return found

    def _from_bindings(self, bindings: list[Binding], scope: Scope) -> list[Rendered]:
        """Plain assignments are alternatives; ``+=`` goes on with what came before."""
        plain = [b for b in bindings if b.kind != "augment"]
        added = sorted((b for b in bindings if b.kind == "augment"), key=lambda b: b.at)
        found: list[Rendered] = []
        for binding in plain:
            if binding.kind in ("value", "import"):
                if binding.kind == "value":
                    found.extend(self.alternatives(binding.value, scope, binding.at))
                else:
                    for value in self.resolver.binding(binding, scope):
                        found.extend(self._of_value(value))
        for text in found:
            for binding in added:
                self._append(text, binding.value, scope, binding.at)
        return found

    # Parts -------------------------------------------------------------------------------

    def _make(self, expr: m.Expr, scope: Scope, at: Span | None) -> Rendered | None:
        if isinstance(expr, m.Text):
            result = Rendered()
            for part in expr.parts:
                if isinstance(part, m.Piece):
                    result.add_piece(part, scope.path)
                else:
                    self._hole(result, part.value, scope, part.at, at)
            if not expr.parts:
                result.marks.append(Mark(0, scope.path, expr.at.row, expr.at.column))
            return result
        if isinstance(expr, m.Bin) and expr.op == "+":
            left = self.render(expr.left, scope, at)
            right = self.render(expr.right, scope, at)
            if left is None and right is None:
                return None
            result = Rendered()
            self._append(result, expr.left, scope, at, left)
            self._append(result, expr.right, scope, at, right)
            return result
        if isinstance(expr, m.Bin) and expr.op == "%":
            template = self.render(expr.left, scope, at)
            return self._percent(template, expr.right, scope) if template is not None else None
        return None

    def _append(
        self, result: Rendered, expr: m.Expr | None, scope: Scope, at: Span | None, made: Rendered | None = None
    ) -> None:
        other = made if made is not None else self.render(expr, scope, at)
        if other is None:
            if expr is not None:
                self._hole(result, expr, scope, None, at)
            return
        result.add(other)

    def _hole(self, result: Rendered, expr: m.Expr, scope: Scope, where: Span | None, at: Span | None) -> None:
        """A value inside a text: its own text where that is a plain constant, else a hole."""
        if isinstance(expr, (m.Name, m.Attr, m.Text, m.Call)):
            inner = self.alternatives(expr, scope, at)
            if len(inner) == 1 and inner[0].text and len(inner[0].text) < 20_000:
                result.add(inner[0])
                return
        name = f"__h{len(result.holes)}__"
        offset = len(result.text)
        result.holes.append(HoleMark(name, offset, expr, scope))
        if where is not None:
            result.marks.append(Mark(offset, scope.path, where.row, where.column))
        result.text += name

    # Calls -------------------------------------------------------------------------------

    def _called(self, call: m.Call, scope: Scope, at: Span | None) -> list[Rendered]:
        func = call.func
        name = func.name if isinstance(func, m.Attr) else getattr(func, "id", "")
        if isinstance(func, m.Attr) and name == "format":
            return [self._format(text, call, scope) for text in self.alternatives(func.base, scope, at)]
        if isinstance(func, m.Attr) and name == "join" and len(call.args) == 1:
            return self._joined(func.base, call.args[0], scope, at)
        if isinstance(func, m.Attr) and name == "replace":
            return self.alternatives(func.base, scope, at)
        if name in _WRAPPERS:
            inner = call.args[0] if call.args else (func.base if isinstance(func, m.Attr) else None)
            found = self.alternatives(inner, scope, at)
            if found or not isinstance(func, m.Attr):
                return found
            return self.alternatives(func.base, scope, at)
        found = []
        for value in self.resolver.resolve(func, scope, at):
            if isinstance(value, FunctionValue):
                found.extend(self._with_arguments(text, value, call, scope, at) for text in self._returned(value))
            elif isinstance(value, Member):
                return []
        return found

    def _returned(self, function: FunctionValue) -> list[Rendered]:
        body = self.resolver.project.child(function.function, function.scope)
        found: list[Rendered] = []
        for statement in body.flat:
            if isinstance(statement, m.Return) and statement.value is not None and not statement.is_yield:
                found.extend(self.alternatives(statement.value, body, statement.at))
        return found

    def _with_arguments(
        self, text: Rendered, function: FunctionValue, call: m.Call, scope: Scope, at: Span | None
    ) -> Rendered:
        """What a function returns, with the caller's arguments in the place of its parameters."""
        params = {param.name: param for param in function.function.params}
        holes = {hole.name: hole for hole in text.holes if isinstance(hole.value, m.Name) and hole.value.id in params}
        given = {
            n: argument_for(call, function, params[h.value.id]) for n, h in holes.items() if isinstance(h.value, m.Name)
        }
        if not any(given.values()):
            return text
        result, start = Rendered(complete=text.complete), 0
        for hole in sorted(holes.values(), key=lambda hole: hole.offset):
            value = given[hole.name]
            if value is not None:
                result.add_part_of(text, start, hole.offset)
                self._hole(result, value, scope, None, at)
                start = hole.offset + len(hole.name)
        result.add_part_of(text, start, len(text.text))
        return result

    def _joined(self, separator: m.Expr, items: m.Expr, scope: Scope, at: Span | None) -> list[Rendered]:
        between = literal_key(separator)
        if not isinstance(between, str):
            return []
        for value in self.resolver.resolve(items, scope, at):
            if isinstance(value, Literal) and isinstance(value.expr, m.Seq):
                result = Rendered()
                for index, item in enumerate(value.expr.items):
                    if index:
                        result.text += between
                    self._append(result, item, value.scope, at)
                self._appended(result, items, between, scope, at)
                return [result]
        return []

    def _appended(self, result: Rendered, items: m.Expr, between: str, scope: Scope, at: Span | None) -> None:
        """``parts.append("…")`` and ``parts.extend(…)`` between the making of the list and its use."""
        if not isinstance(items, m.Name):
            return
        for call in scope_calls(scope):
            func = call.func
            if not isinstance(func, m.Attr) or func.base != items or len(call.args) != 1:
                continue
            if func.name not in ("append", "extend"):
                continue
            if at is not None and (call.at.row, call.at.column) > (at.row, at.column):
                break
            if result.text:
                result.text += between
            if func.name == "append":
                self._append(result, call.args[0], scope, call.at)
            else:
                self._several(result, call.args[0], between, scope, call.at)

    def _several(self, result: Rendered, items: m.Expr, between: str, scope: Scope, at: Span) -> None:
        """Each of a list's items, or a hole for all of them."""
        if not isinstance(items, m.Seq):
            self._hole(result, m.Star(items), scope, None, at)
            return
        for index, item in enumerate(items.items):
            if index:
                result.text += between
            self._append(result, item, scope, at)

    def _format(self, template: Rendered, call: m.Call, scope: Scope) -> Rendered:
        named = {name: value for name, value in call.keywords if name}
        automatic = iter(range(len(call.args)))

        def value_of(word: str) -> m.Expr:
            key = re.split(r"[.\[!:]", word, maxsplit=1)[0]
            if key in named:
                return named[key]
            index = int(key) if key.isdigit() else next(automatic, -1) if not key else -1
            return call.args[index] if 0 <= index < len(call.args) else m.Name(key or "?")

        return self._fill(
            template, _FORMAT_FIELD, lambda match: None if match.group(1) is None else value_of(match.group(1)), scope
        )

    def _percent(self, template: Rendered, values: m.Expr, scope: Scope) -> Rendered:
        items = iter(values.items if isinstance(values, m.Seq) else (values,))
        named = {literal_key(k): v for k, v in values.items if k is not None} if isinstance(values, m.Dict) else {}

        def value_of(match: re.Match[str]) -> m.Expr | None:
            if match.group() == "%%":
                return None
            return named.get(match.group(1), m.Name("?")) if match.group(1) else next(items, m.Name("?"))

        return self._fill(template, _PERCENT, value_of, scope)

    def _fill(self, template: Rendered, pattern: re.Pattern[str], value_of: object, scope: Scope) -> Rendered:
        result, at = Rendered(complete=template.complete), 0
        for match in pattern.finditer(template.text):
            result.add_part_of(template, at, match.start())
            value = value_of(match)  # type: ignore[operator]
            if value is None:
                result.add_part_of(template, match.start(), match.start() + 1)
            else:
                path, row, column = template.place(match.start())
                del path
                self._hole(result, value, scope, Span(row, column, row, column + len(match.group())), None)
            at = match.end()
        result.add_part_of(template, at, len(template.text))
        return result
