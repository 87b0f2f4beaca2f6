"""What names, attributes and calls stand for, through files."""

# ruff: noqa: E501
from __future__ import annotations

import pytest
from support import files_of, project_from

from cloudact_lint.project.resolver import Resolver, literal_key
from cloudact_lint.project.values import (
    ClassValue,
    External,
    FunctionValue,
    Instance,
    LambdaValue,
    Literal,
    Member,
    ModuleValue,
    Parameter,
    Partial,
)
from cloudact_lint.project.walking import last_name


def said(value):
    """A value in words."""
    kinds = {
        External: lambda: value.name,
        ModuleValue: lambda: f"module {value.path}",
        ClassValue: lambda: f"class {value.cls.qualname}",
        FunctionValue: lambda: f"def {value.function.qualname}",
        LambdaValue: lambda: "lambda",
        Instance: lambda: f"{value.name}()",
        Member: lambda: f"{value.full_name} of object",
        Partial: lambda: f"partial {said(value.target)}",
        Parameter: lambda: f"parameter {value.param.name}",
        Literal: lambda: repr(literal_key(value.expr)),
    }
    return kinds[type(value)]() if type(value) in kinds else "?"


def seen(text, default="app.py"):
    """What the argument of the only call of ``see`` stands for."""
    project = project_from(files_of(text, default))
    resolver = Resolver(project)
    (site,) = [s for path in project.records for s in project.calls_in(path) if last_name(s.call.func) == "see"]
    return sorted({said(value) for value in resolver.resolve(site.call.args[0], site.scope, site.call.at)})


CASES = {
    "outside name": ("from a.b import c as d\nsee(d.e)", ["a.b.c.e"]),
    "outside module": ("import a.b as x\nsee(x.c)", ["a.b.c"]),
    "dotted import": ("import a.b\nsee(a.b.c)", ["a.b.c"]),
    "object": ("from a import C\nx = C(1)\nsee(x)", ["a.C()"]),
    "method of an object": ("from a import C\nx = C()\nsee(x.run)", ["a.C.run of object"]),
    "last assignment holds": ("def f():\n    x = 1\n    x = 2\n    see(x)", ["2"]),
    "either branch": ("def f(a):\n    if a:\n        x = 1\n    else:\n        x = 2\n    see(x)", ["1", "2"]),
    "the branch that leaves does not count": (
        "def f(a):\n    x = 1\n    if a:\n        x = 2\n        return\n    see(x)",
        ["1"],
    ),
    "conditional expression": ("see(1 if a else 2)", ["1", "2"]),
    "or": ("def f(a=None):\n    see(a or 3)", ["3", "parameter a"]),
    "None as a start says nothing": ("x = None\nx = 4\ndef f():\n    see(x)", ["4"]),
    "global": ("x = None\ndef g():\n    global x\n    x = 5\ndef f():\n    see(x)", ["5"]),
    "builtin": ("see(len)", ["builtins.len"]),
    "a name that is nowhere": ("see(nowhere)", ["?"]),
    "part of a tuple": ("a, b = 1, 2\nsee(b)", ["2"]),
    "item of a loop": ("for x in (1, 2):\n    see(x)", ["1", "2"]),
    "item of a comprehension": ("[see(x) for x in (1, 2)]", ["1", "2"]),
    "key of a display": ("d = {'a': 1, 'b': 2}\nsee(d['b'])", ["2"]),
    "with": ("from a import C\nwith C() as x:\n    see(x)", ["a.C()"]),
    "function of another file": (
        "from lib import make\nsee(make())\n# file: lib.py\nfrom a import C\ndef make():\n    return C()\n",
        ["a.C()"],
    ),
    "re-export": (
        "from pack import make\nsee(make)\n# file: pack/__init__.py\nfrom .inner import make\n"
        "# file: pack/inner.py\ndef make(): pass\n",
        ["def make"],
    ),
    "star import": ("from lib import *\nsee(LIMIT)\n# file: lib.py\nLIMIT = 7\n", ["7"]),
    "relative import": (
        "# file: pack/a.py\nfrom .b import LIMIT\nsee(LIMIT)\n# file: pack/b.py\nLIMIT = 8\n# file: pack/__init__.py\n\n",
        ["8"],
    ),
    "parameter handed through": ("def same(x): return x\nsee(same(9))", ["9"]),
    "attribute set in __init__": (
        "from a import C\nclass S:\n    def __init__(self):\n        self.c = C()\n    def f(self):\n        see(self.c)",
        ["a.C()"],
    ),
    "attribute given to __init__": (
        "class S:\n    def __init__(self, c):\n        self.c = c\nsee(S(3).c)",
        ["3"],
    ),
    "property": ("class S:\n    @property\n    def c(self):\n        return 6\nsee(S().c)", ["6"]),
    "inherited": ("class A:\n    def run(self): pass\nclass B(A): pass\nsee(B().run)", ["def A.run"]),
    "super": (
        "class A:\n    def run(self): pass\nclass B(A):\n    def run(self):\n        see(super().run)",
        ["def A.run"],
    ),
    "base from outside": ("from a import C\nclass B(C): pass\nsee(B().query)", ["a.C.query of object"]),
    "self returned": ("class A:\n    def me(self):\n        return self\nsee(A().me())", ["A()"]),
    "class method": ("class A:\n    @classmethod\n    def make(cls):\n        return cls()\nsee(A.make())", ["A()"]),
    "annotation": ("from a import C\ndef f(x: C | None):\n    see(x)", ["a.C()", "parameter x"]),
    "annotation in quotes": ("from a import C\ndef f(x: 'C'):\n    see(x)", ["a.C()", "parameter x"]),
    "injected": (
        "from fastapi import Depends\nfrom a import C\ndef make():\n    return C()\ndef f(x=Depends(make)):\n    see(x)",
        ["a.C()", "parameter x"],
    ),
    "partial": ("from functools import partial\ndef f(): pass\nsee(partial(f, 1))", ["partial def f"]),
    "result of a partial": ("from functools import partial\ndef f(): return 1\nsee(partial(f)())", ["1"]),
    "lambda": ("make = lambda: 2\nsee(make())", ["2"]),
    "getattr": ("from a import C\nsee(getattr(C(), 'run'))", ["a.C.run of object"]),
    "copy": ("import copy\nsee(copy.deepcopy(1))", ["1"]),
    "dataclass field by its annotation": (
        "from dataclasses import dataclass, field\nfrom a import C\n@dataclass\nclass S:\n    c: C = field(default_factory=C)\n"
        "    def f(self):\n        see(self.c)",
        ["a.C()"],
    ),
    "a class that is its own base does not end it": ("class A(A): pass\nsee(A().x)", ["?"]),
    "a function that calls itself": ("def f(n):\n    return f(n - 1)\nsee(f(1))", ["?"]),
    "names that go round": ("def f():\n    a = b\n    b = a\n    see(a)", ["?"]),
}


@pytest.mark.parametrize("name", CASES)
def test_python(name):
    text, expected = CASES[name]
    assert seen(text) == expected


TYPESCRIPT = {
    "outside name": ("import { C } from 'lib'\nsee(new C())", ["lib.C()"]),
    "namespace": ("import * as x from 'lib'\nsee(x.c)", ["lib.c"]),
    "constant of another file": ("import { LIMIT } from './b'\nsee(LIMIT)\n// file: b.ts\nexport const LIMIT = 7\n", ["7"]),
    "arrow function": ("const make = () => 3\nsee(make())", ["3"]),
    "field of a class": (
        "import { C } from 'lib'\nclass S {\n  c = new C()\n  f() { see(this.c) }\n}",
        ["lib.C()"],
    ),
    "key of an object": ("const o = { a: 1 }\nsee(o.a)", ["1"]),
}


@pytest.mark.parametrize("name", TYPESCRIPT)
def test_typescript(name):
    text, expected = TYPESCRIPT[name]
    assert seen(text, "app.ts") == expected


def test_two_services_with_one_module_name():
    files = {
        f"{service}/src/{name}.py": text
        for service, value in (("one", 1), ("two", 2))
        for name, text in (("core", f"LIMIT = {value}\n"), ("main", "from src.core import LIMIT\nsee(LIMIT)\n"))
    }
    project = project_from(files)
    resolver = Resolver(project)
    for path, expected in (("one/src/main.py", "1"), ("two/src/main.py", "2")):
        (site,) = [site for site in project.calls_in(path) if last_name(site.call.func) == "see"]
        assert [said(v) for v in resolver.resolve(site.call.args[0], site.scope, site.call.at)] == [expected]


def test_a_module_of_the_standard_library_is_no_file_of_the_project():
    from cloudact_lint.project.python_imports import PythonImports

    imports = PythonImports(["tools/types.py", "tools/deep/ours.py", "app/main.py"])
    assert imports.resolve("app/main.py", "types") is None
    assert imports.resolve("app/main.py", "ours") == "tools/deep/ours.py"
    assert imports.resolve("tools/deep/ours.py", "types", 2) == "tools/types.py"


def test_modules_that_import_a_name_from_each_other():
    project = project_from({"a.py": "from b import x\n", "b.py": "from a import x\n", "c.py": "from a import x\nx()\n"})
    (site,) = project.calls_in("c.py")
    assert [type(value).__name__ for value in Resolver(project).resolve(site.call.func, site.scope)] == ["Unknown"]
