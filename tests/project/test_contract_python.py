import pytest
from contract_support import python, show

HEAD = """\
from __future__ import annotations
import datetime as dt
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum, auto
from typing import (Annotated, Any, ClassVar, Dict, Generic, List, Literal, NewType, NotRequired, Optional, Required,
    Tuple, TypedDict, TypeVar, Union)
from uuid import UUID
from pydantic import BaseModel, ConfigDict, EmailStr, Field, PrivateAttr, RootModel, computed_field, conint
from pydantic import field_serializer, model_serializer
from pydantic.alias_generators import to_camel
T = TypeVar("T")
"""

ANNOTATIONS = {
    "str": "string", "int": "number", "float": "number", "bool": "boolean", "bytes": "string", "None": "null",
    "Any": "unknown", "object": "unknown", "list": "[unknown]", "dict": "<unknown>", "list[str]": "[string]",
    "List[int]": "[number]", "Dict[str, bool]": "<boolean>", "Tuple[int, ...]": "[number]", "set[str]": "[string]",
    "Optional[str]": "string | null", "str | None": "string | null", "Union[int, str, None]": "number | string | null",
    'Literal["a", "b"]': '"a" | "b"', "Literal[1, None]": "1 | null", "datetime": "string (datetime)",
    "dt.date": "string (date)", "UUID": "string (UUID)", "EmailStr": "string", "conint(ge=1)": "number",
    "Annotated[str, Field(max_length=3)]": "string", 'list["Later"]': "[Later{a: number}]", "Decimal": "string"
                                           " (Decimal)",
    "OrgId": "string", "Alias": "<[number]>", "Unknown": "unknown", "type[int]": "unknown", "Literal[X]": "unknown",
    "dt.timedelta": "unknown", "Annotated[int, PlainSerializer(str)]": "unknown", "Callable[[int], str]": "unknown",
}  # fmt: skip


@pytest.mark.parametrize("kind", ANNOTATIONS)
def test_annotations(kind):
    text = f"{HEAD}OrgId = NewType('OrgId', str)\nAlias = dict[str, list[int]]\nclass M(BaseModel):\n    x: {kind}\n"
    found = python(text + "class Later(BaseModel):\n    a: int\n", "M")
    assert show(found.field("x").shape) == ANNOTATIONS[kind]


CLASSES = {
    "inheritance": (
        "class A(BaseModel):\n    a: int\n    b: str = ''\nclass M(A):\n    b: bool\n    c: Optional[int] = None\n",
        "M{a: number, b: boolean, c=: number | null}",
    ),
    "a default in a subclass": ("class A(BaseModel):\n    a: int\nclass M(A):\n    a = 3\n", "M{a=: number}"),
    "what is no field": (
        "class M(BaseModel):\n    a: int\n    b: ClassVar[int] = 1\n    _c: int = 2\n    d: int = PrivateAttr(1)\n"
        "    e: str = Field('', exclude=True)\n    def f(self) -> int: ...\n",
        "M{a: number}",
    ),
    "aliases": (
        "class M(BaseModel):\n    a: int = Field(..., alias='x')\n    b: int = Field(serialization_alias='y',"
        " alias='z')\n"
        "    c: int = Field(validation_alias='w')\n    d: Annotated[int, Field(alias='v')]\n",
        "M{x: number, y: number, c: number, v: number}",
    ),
    "camel case": (
        "class B(BaseModel):\n    model_config = ConfigDict(alias_generator=to_camel)\nclass M(B):\n    org_slug: str\n"
        "    level_1_id: int\n    own_name: int = Field(alias='own')\n",
        "M{orgSlug: string, level1Id: number, own: number}",
    ),
    "camel case of version 1": (
        "def camelize(s):\n    first, *rest = s.split('_')\n    return first + ''.join(map(str.title, rest))\n"
        "class M(BaseModel):\n    org_slug: str\n    class Config:\n        alias_generator = camelize\n",
        "M{orgSlug: string}",
    ),
    "a generator that cannot be read": (
        "class M(BaseModel):\n    a: str\n    model_config = {'alias_generator': lambda s: s + '_'}\n", "unknown",
    ),
    "configuration of a name": (
        "CONFIG = ConfigDict(extra='allow')\nclass M(BaseModel):\n    model_config = CONFIG\n    a: str\n",
        "M{a: string, …}",
    ),
    "configuration that cannot be read": ("class M(BaseModel):\n    model_config = make()\n    a: str\n", "unknown"),
    "keywords": ("class M(BaseModel, extra='allow'):\n    a: str\n", "M{a: string, …}"),
    "encoders": (
        "class M(BaseModel):\n    at: datetime\n    b: int\n    class Config:\n        json_encoders = {datetime: f}\n",
        "M{at: unknown, b: number}",
    ),
    "computed fields": (
        "class M(BaseModel):\n    a: int\n    @computed_field\n    @property\n    def total(self) -> float: ...\n"
        "    @computed_field(alias='n')\n    def name(self) -> str: ...\n",
        "M{a: number, total: number, n: string}",
    ),
    "serialised fields": (
        "class M(BaseModel):\n    at: datetime\n    b: datetime\n    @field_serializer('at')\n    def f(self, v)"
        " -> int: ...\n",
        "M{at: number, b: string (datetime)}",
    ),
    "a serialiser of its own": (
        "class M(BaseModel):\n    a: int\n    @model_serializer\n    def dump(self): ...\n", "unknown",
    ),
    "roots": ("class M(RootModel[list[int]]): ...\n", "[number]"),
    "roots of version 1": ("class M(BaseModel):\n    __root__: dict[str, int]\n", "<number>"),
    "generic": (
        "class Page(BaseModel, Generic[T]):\n    items: list[T]\n    next: T | None\nclass M(Page[int]):\n    n: int\n",
        "M{items: [number], next: number | null, n: number}",
    ),
    "recursive": (
        "class M(BaseModel):\n    name: str\n    children: list[M]\n",
        "M{name: string, children: [M{name: string, children: [M{name: string, children: [M]}]}]}",
    ),
    "its own root": ("class M(RootModel['M']): ...\n", "unknown"),
    "unknown bases": ("class M(Base, BaseModel):\n    a: int\n", "M{a: number, …}"),
    "no model at all": ("class M:\n    a: int\n", "unknown"),
    "a field named as its type": ("class M(BaseModel):\n    date: date | None = None\n", "M{date=: string (date) |"
                                  " null}"),
    "typed dicts": (
        "class A(TypedDict):\n    a: int\nclass M(A, total=False):\n    b: Required[int]\n    c: str\n",
        "M{a: number, b: number, c?: string}",
    ),
    "not required": ("class M(TypedDict):\n    a: NotRequired[int]\n", "M{a?: number}"),
    "dataclasses": (
        "@dataclass\nclass A:\n    a: int\n@dataclass(frozen=True)\nclass M(A):\n    b: list[str] ="
        " field(default_factory=list)\n"
        "    c: ClassVar[int] = 0\n",
        "M{a: number, b=: [string]}",
    ),
    "enums": ("class M(str, Enum):\n    ON = 'on'\n    OFF = 'off'\n    def f(self): ...\n", '"off" | "on"'),
    "enums of numbers": ("class M(IntEnum):\n    A = 1\n    B = 2\n", "1 | 2"),
    "enums of what is not seen": ("class M(StrEnum):\n    A = auto()\n", "string"),
}  # fmt: skip


@pytest.mark.parametrize("name", CLASSES)
def test_classes(name):
    text, expected = CLASSES[name]
    assert show(python(HEAD + text, "M")) == expected


def test_models_of_other_files():
    text = "from .models import Order as O\nfrom . import models\nclass M(O):\n    more: models.Line\n"
    models = (
        "from pydantic import BaseModel\nclass Line(BaseModel):\n    n: int\n"
        "class Order(BaseModel):\n    id: str\n"
    )
    assert show(python(text, "M", **{"models.py": models})) == "M{id: string, more: Line{n: number}}"


def test_decimals_are_unknown_where_the_version_of_pydantic_is():
    text = "from decimal import Decimal\nfrom pydantic import BaseModel\nclass M(BaseModel):\n    a: Decimal\n"
    assert show(python(text, "M")) == "M{a: unknown}"


def test_a_class_that_inherits_from_itself_ends():
    assert show(python("from pydantic import BaseModel\nclass M(M, BaseModel):\n    a: int\n", "M")) == "M{a: number}"
