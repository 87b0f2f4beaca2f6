"""What the tests of contracts share: types of texts, written out."""

from __future__ import annotations

import textwrap

from support import project_from

from cloudact_lint.facts import model as m
from cloudact_lint.project.contracts.python_types import PythonTypes
from cloudact_lint.project.contracts.shapes import Array, Choice, Map, Object, words
from cloudact_lint.project.contracts.typescript_types import TypeScriptTypes


def show(shape, depth=0):
    """A shape in one line; objects down to a depth of three."""
    if isinstance(shape, Object) and depth < 3:
        parts = [f"{f.name}{'?' * f.optional}{'=' * f.default}: {show(f.shape, depth + 1)}" for f in shape.fields]
        return f"{shape.name}{{{', '.join(parts + ['…'] * shape.open)}}}"
    if isinstance(shape, Array):
        return f"[{show(shape.item, depth)}]"
    if isinstance(shape, Map):
        return f"<{show(shape.value, depth)}>"
    if isinstance(shape, Choice):
        return " | ".join(show(option, depth) for option in shape.options)
    return words(shape)


def python(text, name, **more):
    """The shape of a class or alias of a Python text."""
    project = project_from({"app.py": textwrap.dedent(text), **{k: textwrap.dedent(v) for k, v in more.items()}})
    return PythonTypes.of_project(project).of(m.Name(name), project.module("app.py"))


def typescript(text, name, files=()):
    """The shape of a type of a TypeScript text."""
    project = project_from({"app.ts": textwrap.dedent(text), **dict(files)})
    return TypeScriptTypes.of_project(project).of(m.Name(name), project.module("app.ts"))
