"""What handlers without a model give back: dict displays, ``JSONResponse(content={…})``, ``jsonify(…)``, models.

Keys are known where every way out of the handler is a display that can be seen; a key that only some of them have
may be absent. Types of values are known only where the expression leaves no doubt.
"""

from __future__ import annotations

from dataclasses import replace

from cloudact_lint.facts import model as m
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.contracts.answers import RESPONSES, bodies
from cloudact_lint.project.contracts.python_types import PythonTypes
from cloudact_lint.project.contracts.shapes import (
    ANYTHING,
    BOOLEAN,
    INTEGER,
    NULL,
    NUMBER,
    STRING,
    Anything,
    Array,
    Field,
    Fields,
    Object,
    Place,
    Shape,
    either,
    options,
)
from cloudact_lint.project.project import Project
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import ClassValue, FunctionValue
from cloudact_lint.project.walking import last_name, statement_expressions, walk

_MAX_DEPTH = 4
"""Over how many functions an answer is followed."""
_OTHER_RESPONSES = frozenset({
    "Response", "StreamingResponse", "FileResponse", "RedirectResponse", "HTMLResponse", "PlainTextResponse",
    "EventSourceResponse", "send_file", "redirect", "render_template", "TemplateResponse",
})  # fmt: skip
_TEXTS = frozenset({"str", "isoformat", "strftime", "join", "lower", "upper", "hexdigest", "format", "repr"})
_COUNTS = frozenset({"len", "int"})
_COMPARED = frozenset({"==", "!=", "<", ">", "<=", ">=", "in", "not in", "is", "is not"})


class HandedBack:
    """Reads handlers of a project."""

    def __init__(self, project: Project, types: PythonTypes) -> None:
        self.project = project
        self.types = types
        self.resolver = BigQuery.of(project).resolver
        self._known: dict[int, Shape] = {}
        self._keep: list[m.Expr] = []
        self._depth = 0

    def answers_itself(self, handler: FunctionValue) -> bool:
        """Whether a handler gives back a response of its own on a way that is no error."""
        body = self.project.child(handler.function, handler.scope)
        responses = RESPONSES | _OTHER_RESPONSES
        return any(isinstance(value, m.Call) and last_name(value.func) in responses for value in bodies(body))

    def of(self, handler: FunctionValue) -> Shape:
        """What a handler gives back."""
        body = self.project.child(handler.function, handler.scope)
        if any(isinstance(s, m.Return) and s.is_yield for s in body.flat):
            return ANYTHING
        found = [ANYTHING if value is None else self._value(value, body) for value in bodies(body)]
        return self._together(found)

    def _together(self, found: list[Shape]) -> Shape:
        """One of several: of objects, one with the keys of all, where those that not all have may be absent."""
        kinds = [option for shape in found for option in options(shape)]
        objects = [option for option in kinds if isinstance(option, Object)]
        if not objects or len(objects) != len(kinds):
            return either(kinds) if kinds else ANYTHING
        if len(objects) == 1:
            return objects[0]
        first = objects[0]

        def load() -> Fields:
            named: dict[str, list[Field]] = {}
            for item in objects:
                for field in item.fields:
                    named.setdefault(field.name, []).append(field)
            fields = [
                replace(
                    same[0],
                    shape=either([field.shape for field in same]),
                    optional=len(same) < len(objects) or any(field.optional for field in same),
                )
                for same in named.values()
            ]
            return Fields(tuple(fields), any(item.open for item in objects))

        return Object(first.name, first.place, load)

    # Values ------------------------------------------------------------------------------

    def _value(self, expr: m.Expr, scope: Scope) -> Shape:
        if id(expr) in self._known:
            return self._known[id(expr)]
        if self._depth > _MAX_DEPTH * 3:
            return ANYTHING
        self._known[id(expr)] = ANYTHING
        self._keep.append(expr)
        self._depth += 1
        try:
            self._known[id(expr)] = made = self._made(expr, scope)
        finally:
            self._depth -= 1
        return made

    def _made(self, expr: m.Expr, scope: Scope) -> Shape:
        if isinstance(expr, m.Dict):
            return self._display(expr, scope)
        if isinstance(expr, m.Text):
            return STRING
        if isinstance(expr, m.Const):
            return _constant(expr)
        if isinstance(expr, m.Not) or (isinstance(expr, m.Bin) and expr.op in _COMPARED):
            return BOOLEAN
        if isinstance(expr, m.Seq):
            items = [self._value(item, scope) for item in expr.items if not isinstance(item, m.Star)]
            return Array(either(items) if items and len(items) == len(expr.items) else ANYTHING)
        if isinstance(expr, m.Comp):
            return self._comprehension(expr, scope)
        if isinstance(expr, m.Alt) and expr.op == "if":
            return either([self._value(option, scope) for option in expr.options])
        if isinstance(expr, m.Call):
            return self._called(expr, scope)
        if isinstance(expr, m.Name):
            return self._named(expr, scope)
        return ANYTHING

    def _display(self, display: m.Dict, scope: Scope) -> Shape:
        place = Place(scope.path, display.at)

        def load() -> Fields:
            found: dict[str, Field] = {}
            for key, value in display.items:
                name = literal_key(key) if key is not None else None
                if isinstance(name, str):
                    at = key.at if isinstance(key, m.Text) else display.at
                    found[name] = Field(name, _typed(self._value(value, scope)), Place(scope.path, at))
            is_open = any(key is None or not isinstance(literal_key(key), str) for key, _ in display.items)
            return Fields(tuple(found.values()), is_open)

        return Object("", place, load)

    def _comprehension(self, expr: m.Comp, scope: Scope) -> Shape:
        element = expr.element
        # ``{key: value for …}`` is a display of one item whose key is no constant.
        if isinstance(element, m.Dict) and not all(isinstance(key, m.Text) for key, _ in element.items):
            return ANYTHING
        return Array(self._value(element, scope) if isinstance(element, m.Dict) else ANYTHING)

    def _named(self, name: m.Name, scope: Scope) -> Shape:
        """A local name that is bound once and then not changed in a way that is not seen."""
        bound = scope.bindings.get(name.id, ())
        if scope.kind != "function" or len(bound) != 1 or bound[0].kind != "value" or bound[0].value is None:
            return ANYTHING
        shape = self._value(bound[0].value, scope)
        return self._changed(name.id, shape, scope) if isinstance(shape, Object) else _unchanged(shape)

    def _changed(self, name: str, shape: Object, scope: Scope) -> Shape:
        """``answer["total"] = n`` adds a key, on some path at least; what else is done with the name may add any."""
        added: list[Field] = []
        is_open = False
        for statement in scope.flat:
            target = statement.target if isinstance(statement, m.Assign) else None
            if isinstance(target, m.Sub) and isinstance(target.base, m.Name) and target.base.id == name:
                key = literal_key(target.index)
                if isinstance(key, str) and isinstance(statement, m.Assign):
                    added.append(Field(key, ANYTHING, Place(scope.path, statement.at)))
                else:
                    is_open = True
            elif _hands_on(statement, name):
                is_open = True
        if not added and not is_open:
            return shape
        fields = {field.name: field for field in added} | {field.name: field for field in shape.fields}
        # A key that is set again may have another type by then.
        again = {field.name for field in added}
        fixed = [replace(f, shape=ANYTHING) if f.name in again else f for f in fields.values()]
        return Object(shape.name, shape.place, lambda: Fields(tuple(fixed), shape.open or is_open))

    def _called(self, call: m.Call, scope: Scope) -> Shape:
        name = last_name(call.func)
        if name in RESPONSES:
            return self._response(call, scope)
        if name in _TEXTS:
            return STRING
        if name in _COUNTS:
            return INTEGER
        if name == "float":
            return NUMBER
        if name in ("bool", "isinstance", "any", "all"):
            return BOOLEAN
        if name in ("sorted", "list"):
            return Array(ANYTHING)
        if name == "dict" and not call.args:
            return ANYTHING
        if self._depth > _MAX_DEPTH:
            return ANYTHING
        values = self.resolver.resolve(call.func, scope, call.at)
        if len(values) != 1:
            return ANYTHING
        if isinstance(values[0], ClassValue):
            return self.types.models.of(values[0].cls, values[0].scope)
        if isinstance(values[0], FunctionValue):
            return self._function(values[0])
        return ANYTHING

    def _function(self, function: FunctionValue) -> Shape:
        returns = function.function.returns
        if returns is not None:
            shape = self.types.of(returns, function.scope)
            if all(is_told(option) for option in options(shape)):
                return shape
        return self.of(function)

    def _response(self, call: m.Call, scope: Scope) -> Shape:
        content = next((value for name, value in call.keywords if name == "content"), None)
        if content is None and call.args:
            content = call.args[0]
        if content is None and last_name(call.func) == "jsonify" and all(name for name, _ in call.keywords):
            fields = [
                Field(name, _typed(self._value(value, scope)), Place(scope.path, call.at))
                for name, value in call.keywords
                if name is not None
            ]
            return Object("", Place(scope.path, call.at), lambda: Fields(tuple(fields)))
        if isinstance(content, m.Call) and last_name(content.func) in ("jsonable_encoder", "model_dump", "dict"):
            return ANYTHING
        return self._value(content, scope) if content is not None else ANYTHING


def is_told(shape: Shape) -> bool:
    """Whether an annotation says what the objects are."""
    return isinstance(shape, Object) or (isinstance(shape, Array) and all(map(is_told, options(shape.item))))


def _constant(expr: m.Const) -> Shape:
    value = expr.value
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    return INTEGER if isinstance(value, int) else NUMBER if isinstance(value, float) else ANYTHING


def _typed(shape: Shape) -> Shape:
    """The type of a value as a field: None alone says nothing of what else it is at other times."""
    return ANYTHING if shape == NULL else shape


def _unchanged(shape: Shape) -> Shape:
    """A list may have been filled in the meantime."""
    return Array(ANYTHING) if isinstance(shape, Array) else shape if isinstance(shape, Anything) else ANYTHING


_READING = frozenset({"get", "keys", "items", "values"})


def _hands_on(statement: m.Stmt, name: str) -> bool:
    """Whether a statement gives a dict to something that may change it."""
    if isinstance(statement, m.Return):
        return False
    for node in (node for expr in statement_expressions(statement) for node in walk(expr)):
        if isinstance(node, m.Call):
            base = node.func.base if isinstance(node.func, m.Attr) else None
            given = [base] if last_name(node.func) not in _READING else []
            if any(isinstance(item, m.Name) and item.id == name for item in (*given, *node.args)):
                return True
    return False
