"""What the constructor of a pydantic model takes, from its fields and its configuration.

What is a field, and what becomes of further keywords: https://docs.pydantic.dev/latest/concepts/models/,
https://docs.pydantic.dev/latest/api/config/#pydantic.config.ConfigDict.extra.
"""

from __future__ import annotations

from collections.abc import Sequence

from cloudact_lint.facts import model as m
from cloudact_lint.project.resolver import literal_key
from cloudact_lint.project.signatures.generated import head, plain_body
from cloudact_lint.project.signatures.shape import Slot
from cloudact_lint.project.values import ClassValue
from cloudact_lint.project.walking import last_name, walk

PYDANTIC = frozenset(("pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic.v1.BaseModel"))
_MAY_BE_LEFT = frozenset(("Optional", "Any"))


def fields_of(classes: Sequence[ClassValue]) -> tuple[tuple[Slot, ...], str] | None:
    """The parameters of a model whose order holds these classes, the farthest base first.

    Also what becomes of further keywords: ``forbid``, ``ignore`` or ``allow``. None where a validator that runs
    before, or an alias, may change names.
    """
    fields: dict[str, Slot] = {}
    extra = "ignore"
    for cls in classes:
        if any(_runs_before(statement) for statement in cls.cls.body):
            return None
        configured = _configured(cls.cls)
        if configured is None:
            return None
        extra = configured or extra
        for statement in cls.cls.body:
            if isinstance(statement, m.Assign) and isinstance(statement.target, m.Name):
                slot = _pydantic_slot(statement, statement.target.id in fields)
                if slot is None:
                    return None
                if slot.name:
                    fields[slot.name] = slot
        if not plain_body(cls.cls):
            return None
    return tuple(fields.values()), extra


def _configured(cls: m.Class) -> str | None:
    """What a model says of further keywords; empty if nothing, None where names may be changed."""
    found: list[tuple[str | None, m.Expr | None]] = list(cls.keywords)
    for statement in cls.body:
        if isinstance(statement, m.Class) and statement.name == "Config":
            if statement.bases:
                return None
            items = [s for s in statement.body if isinstance(s, m.Assign)]
            found += [(last_name(item.target), item.value) for item in items]
        elif isinstance(statement, m.Assign) and last_name(statement.target) == "model_config":
            value = statement.value
            if isinstance(value, m.Call):
                found += [*value.keywords, *((None, arg) for arg in value.args)]
            elif isinstance(value, m.Dict):
                found += [(str(literal_key(key)) if key is not None else None, item) for key, item in value.items]
            else:
                return None
    extra = ""
    for name, value in found:
        if name is None or "alias" in name or name in ("populate_by_name", "fields", "metaclass"):
            return None
        if name == "extra":
            word = literal_key(value) if value is not None else None
            extra = word if isinstance(word, str) else last_name(value) if value is not None else ""
            if extra not in ("forbid", "ignore", "allow"):
                return None
    return extra


def _pydantic_slot(statement: m.Assign, known: bool) -> Slot | None:
    """The parameter of a field; one without a name is none; None where its name at the call is not certain."""
    name = statement.target.id if isinstance(statement.target, m.Name) else ""
    annotation, value = statement.annotation, statement.value
    if name.startswith("_") or name == "model_config" or (annotation is None and not known):
        return Slot("", "kw", False)
    if annotation is not None and last_name(head(annotation)) == "ClassVar":
        return Slot("", "kw", False)
    required = value is None
    made = [value] if isinstance(value, m.Call) else []
    inside = _annotated_parts(annotation)
    made += [part for part in inside if isinstance(part, m.Call)]
    for call in made:
        if any(word is None or "alias" in word for word, _ in call.keywords):
            return None
        words = {word for word, _ in call.keywords}
        first = call.args[0] if call.args else None
        if last_name(call.func) != "Field":
            required = required and call is not value
        elif first is not None or words & {"default", "default_factory"}:
            default = first if first is not None else dict(call.keywords).get("default")
            required = default == m.Name("Ellipsis")
        elif call is value:
            required = True
    if value == m.Name("Ellipsis"):
        required = True
    if annotation is not None and _may_be_left(annotation):
        required = False  # an older pydantic takes None for it
    if any(not isinstance(part, (m.Call, m.Text, m.Const)) for part in inside):
        required = False  # a constant that may hold a Field
    return Slot(name, "kw", required)


def _annotated_parts(annotation: m.Expr | None) -> tuple[m.Expr, ...]:
    """What stands behind the type in ``Annotated[type, …]``."""
    if isinstance(annotation, m.Sub) and last_name(annotation.base) == "Annotated":
        index = annotation.index
        return index.items[1:] if isinstance(index, m.Seq) else ()
    return ()


def _may_be_left(annotation: m.Expr) -> bool:
    return any(
        (isinstance(node, (m.Name, m.Attr)) and last_name(node) in _MAY_BE_LEFT) or node == m.Const(None)
        for node in walk(annotation)
    )


def _runs_before(statement: m.Stmt) -> bool:
    """A validator that sees, and may change, what the call gives; also one whose mode cannot be seen."""
    if not isinstance(statement, m.Function):
        return False
    for decorator in statement.decorators:
        name = last_name(decorator.func if isinstance(decorator, m.Call) else decorator)
        if name == "model_validator":
            given = dict(decorator.keywords) if isinstance(decorator, m.Call) else {}
            return literal_key(given.get("mode")) != "after"
        if name == "root_validator":
            given = dict(decorator.keywords) if isinstance(decorator, m.Call) else {}
            return literal_key(given.get("pre")) is True
    return False
