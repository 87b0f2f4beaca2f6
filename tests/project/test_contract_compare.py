import textwrap

import pytest
from support import project_from

from cloudact_lint.facts import model as m
from cloudact_lint.project.contracts.compare import Wire, differences
from cloudact_lint.project.contracts.python_types import PythonTypes
from cloudact_lint.project.contracts.shapes import words
from cloudact_lint.project.contracts.typescript_types import TypeScriptTypes

HEAD = """\
from __future__ import annotations
from datetime import datetime
from enum import Enum
from typing import Any, Literal, Optional, TypedDict, NotRequired
from pydantic import BaseModel, Field
class Color(str, Enum):
    RED = "red"
    BLUE = "blue"
class Line(BaseModel):
    sku: str
    pieces: int
"""


NAMED = ("renamed", "missing")


def differing(client, server, wire=None):
    """What differs between an interface with these members and a model with these fields."""
    files = {
        "app.ts": f"interface Line {{ sku: string; pieces: number }}\ninterface Order {{ {client} }}",
        "app.py": HEAD + "class Order(BaseModel):\n" + textwrap.indent("\n".join(server.split("; ")), "    "),
    }
    project = project_from(files)
    left = TypeScriptTypes.of_project(project).of(m.Name("Order"), project.module("app.ts"))
    right = PythonTypes.of_project(project).of(m.Name("Order"), project.module("app.py"))
    return [
        f"{item.path} {item.sort} {item.answer.name if item.sort in NAMED and item.answer else ''}".rstrip()
        for item in differences(left, right, wire or Wire())
    ]


SAME = {
    "the same": ("a: string; b: number | null", "a: str; b: float | None"),
    "fields that are not named": ("a: string", "a: str; b: int"),
    "optional fields that are always sent": ("a?: string", "a: str"),
    "optional fields that may be null": ("a?: string", "a: str | None = None"),
    "wider types": ("a: string | number; b: unknown; c: Record<string, unknown>", "a: str; b: int; c: Line"),
    "values that are not sent": ("a: 'x' | 'y' | 'z'", "a: Literal['x', 'y']"),
    "a set where any text is declared": ("a: 'x' | 'y'", "a: str"),
    "text where a set is sent": ("a: string", "a: Color"),
    "times as text": ("a: string", "a: datetime"),
    "anything": ("a: string; b: any", "a: Any; b: str"),
    "lists and objects": ("a: Line[]; b: Line; c: Record<string, Line>", "a: list[Line]; b: Line; c: dict[str, Line]"),
    "one of several objects": ("a: Line | { other: string }", "a: Line"),
    "integers": ("a: number", "a: int"),
    "maps for objects": ("a: { x: string }", "a: dict[str, str]"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_no_difference(name):
    assert differing(*SAME[name]) == []


DIFFERENT = {
    "never sent": ("a: string; b: number", "a: str", ["b missing"]),
    "near names": ("unit_price_usd: number", "unit_price: float", ["unit_price_usd missing unit_price"]),
    "another case": ("orgSlug: string", "org_slug: str", ["orgSlug renamed org_slug"]),
    "an optional field in another case": ("orgSlug?: string", "org_slug: str", ["orgSlug renamed org_slug"]),
    "an alias": ("org_slug: string", "org_slug: str = Field(alias='orgSlug')", ["org_slug renamed orgSlug"]),
    "optional and never sent": ("a?: string; b: any", "c: int", ["a unsent", "b unsent"]),
    "null": ("a: string; b: Line[]", "a: str | None; b: list[Line] | None = None", ["a null", "b null"]),
    "types": ("a: string; b: number; c: boolean; d: string[]; e: Line", "a: int; b: str; c: str; d: str; e: list[Line]",
              ["a type", "b type", "c type", "d type", "e type"]),
    "some of the types": ("a: string", "a: str | int", ["a sometimes"]),
    "dates": ("a: Date", "a: datetime", ["a type"]),
    "values": ("a: 'red' | 'green'; b: 'x'", "a: Color; b: Literal['x', 'y']", ["a values", "b values"]),
    "numbers for values": ("a: 'red'", "a: int", ["a type"]),
    "inside": ("a: { b: { c: string } }; d: { e: number }[]", "a: A; d: list[A]\nclass A(BaseModel):\n    b: dict",
               ["d[].e missing"]),
    "of items": ("a: (string | null)[]; b: Record<string, string>", "a: list[str | None]; b: dict[str, str | None]",
                 ["b[…] null"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENT)
def test_differences(name):
    client, server, expected = DIFFERENT[name]
    assert differing(client, server) == expected


def test_models_that_may_have_more_lack_nothing():
    assert differing("a: string; b: string", "a: str; model_config = {'extra': 'allow'}") == []


def test_what_a_route_leaves_out():
    client = "a: string; b: number; c: string | null; d?: number"
    server = "a: str; b: int = 1; c: str | None = None; d: int = 2"
    assert differing(client, server) == []
    assert differing(client, server, Wire(without_unset=True)) == ["b absent", "c absent"]
    assert differing(client, server, Wire(without_defaults=True)) == ["b absent", "c absent"]
    assert differing(client, server, Wire(without_none=True)) == ["c absent"]


def test_what_is_left_out_when_null_is_never_null():
    assert differing("a: string", "a: str | None", Wire(without_none=True)) == ["a absent"]


def test_names_in_the_code_where_aliases_are_not_written():
    client, server = "org_slug: string", "org_slug: str = Field(alias='orgSlug')"
    assert differing(client, server, Wire(by_alias=False)) == []


def test_types_that_hold_themselves_end():
    project = project_from({
        "app.ts": "interface Node { kids: Node[]; up: Node | null; n: string }",
        "app.py": HEAD + "class Node(BaseModel):\n    kids: list[Node]\n    up: Optional[Node]\n    n: int\n",
    })  # fmt: skip
    left = TypeScriptTypes.of_project(project).of(m.Name("Node"), project.module("app.ts"))
    right = PythonTypes.of_project(project).of(m.Name("Node"), project.module("app.py"))
    assert [(item.path, item.sort) for item in differences(left, right)] == [("n", "type")]


def test_one_of_several_models_has_what_any_has():
    server = "a: B | C\nclass B(BaseModel):\n    x: int\nclass C(BaseModel):\n    y: int"
    assert differing("a: { x: number; y: number; z: number }", server) == ["a.z missing"]


def test_the_response_as_a_whole():
    project = project_from({"app.ts": "interface A { a: string }", "app.py": HEAD})
    left = TypeScriptTypes.of_project(project).of(m.Sub(m.Name("Array"), m.Name("A")), project.module("app.ts"))
    right = PythonTypes.of_project(project).of(m.Name("Line"), project.module("app.py"))
    (item,) = differences(left, right)
    assert (item.sort, item.path, item.client) == ("type", "", None)
    assert (words(item.expected), words(item.sent)) == ("A[]", "Line")
