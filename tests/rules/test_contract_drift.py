"""CA506: how differences are put into words and together."""

from support import files_of, project_from

from cloudact_lint.project.focus import with_importers
from cloudact_lint.rules.code.contract_drift import ContractDrift

COMPOSE = """\
services:
  api:
    build: ./api
    ports: ["8000:8000"]
  web:
    build: ./web
    environment:
      API_URL: http://api:8000
"""
PACKAGE = '{"scripts": {"dev": "next dev"}, "dependencies": {"next": "^15.0.0"}}'
API = """\
from enum import Enum
from fastapi import FastAPI
from pydantic import BaseModel
app = FastAPI()
"""
LOAD = "export async function NAME(): Promise<TYPE> { return (await fetch(`${process.env.API_URL}/PATH`)).json() }\n"


def load(name, path, kind):
    """A function that reads the answer of a route as a type."""
    return LOAD.replace("NAME", name).replace("PATH", path).replace("TYPE", kind)


def project_of(tmp_path, web, api):
    """A web application and an API, each of one text that may have further files."""
    files = files_of(web, "web/lib/api.ts") | files_of(API + api, "api/main.py")
    files |= {"web/package.json": PACKAGE, "api/requirements.txt": "fastapi\n", "compose.yaml": COMPOSE}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    code = {path: text for path, text in files.items() if path.endswith((".py", ".ts", ".yaml"))}
    return project_from(code, root=str(tmp_path))


def found(project):
    return sorted(ContractDrift().check_project(project), key=lambda finding: finding.sort_key())


ORDERS = """\
class Order(BaseModel):
    id: str
    unit_price: float
@app.get("/orders")
def orders() -> list[Order]: ...
@app.get("/order")
def order() -> Order: ...
"""
ORDER = "interface Order {\n  id: string\n  unit_price_usd: number\n}\n"


def test_one_finding_for_a_type_and_a_model(tmp_path):
    web = ORDER + load("all", "orders", "Order[]") + load("one", "order", "Order")
    (finding,) = found(project_of(tmp_path, web, ORDERS))
    assert (finding.location.path, finding.location.span.row, finding.kind) == ("web/lib/api.ts", 3, "on")
    assert finding.message == (
        "`Order` differs from `Order`, which `GET /orders` and 1 more route send: `unit_price_usd` is never sent, so "
        "it is undefined (is `unit_price` meant?). Nothing checks JSON at run time: make the type say what is sent, or "
        "the model send what the type says"
    )
    assert [(item.location.path, item.message) for item in finding.related] == [
        ("api/main.py", "what the route sends"),
        ("api/main.py", "`unit_price` has the nearest name"),
        ("web/lib/api.ts", "the response is asked for here"),
        ("web/lib/api.ts", "the response is asked for here"),
    ]


def test_the_finding_stands_where_the_type_is(tmp_path):
    web = "import type { Order } from './types'\n" + load("one", "order", "Order")
    (finding,) = found(project_of(tmp_path, f"{web}# file: web/lib/types.ts\nexport {ORDER}", ORDERS))
    assert (finding.location.path, finding.location.span.row) == ("web/lib/types.ts", 3)


STATES = """\
class State(str, Enum):
    ON = "on"
    OFF = "off"
    LOST = "lost"
class A(BaseModel):
    state: State
class B(BaseModel):
    state: State
    n: int
@app.get("/a")
def a() -> A: ...
@app.get("/b")
def b() -> B: ...
"""


def test_a_value_that_a_union_lacks_is_said_once(tmp_path):
    web = (
        "type State = 'on' | 'off'\ninterface A { state: State }\ninterface B { state: State; n: string }\n"
        + load("a", "a", "A")
        + load("b", "b", "B")
    )
    first, second = found(project_of(tmp_path, web, STATES))
    assert '`state` may be "lost", which the type does not know' in first.message
    assert "lost" not in second.message
    assert "`n` is `number`, not `string`" in second.message


def test_what_is_only_likely_is_said_beside_what_is_sure(tmp_path):
    api = "class A(BaseModel):\n    a: str | None\n    b: int\n@app.get('/a')\ndef a() -> A: ...\n"
    web = "interface A { a: string; b: string; c?: number }\n" + load("a", "a", "A")
    (finding,) = found(project_of(tmp_path, web, api))
    assert finding.kind == "on"
    assert "`b` is `number`, not `string`; `a` may be null; `c` is optional and never sent." in finding.message


def test_none_counts_where_the_route_may_give_it(tmp_path):
    model = "class A(BaseModel):\n    a: str | None = None\n"
    web = "interface A { a: string }\n" + load("a", "a", "A")
    here = model + "@app.get('/a')\ndef a() -> A:\n    return A()\n"
    elsewhere = "from models import A\n@app.get('/a')\ndef a() -> A: ...\n"
    models = f"# file: api/models.py\nfrom pydantic import BaseModel\n{model}"
    job = "# file: api/job.py\nfrom models import A\nA(a=None)\n"
    assert [finding.kind for finding in found(project_of(tmp_path, web, here))] == ["on"]
    (finding,) = found(project_of(tmp_path, web, elsewhere + models + job))
    assert finding.kind == "advice"
    assert "`a` may be null. Nothing checks JSON" in finding.message


def test_a_response_that_may_be_null(tmp_path):
    api = "class A(BaseModel):\n    a: str\n@app.get('/a')\ndef a() -> A | None: ...\n"
    (finding,) = found(project_of(tmp_path, "interface A { a: string }\n" + load("a", "a", "A"), api))
    assert finding.message.startswith("what `GET /a` sends may be null, and is read as `A`.")


def test_names_that_something_on_the_way_writes_in_another_case(tmp_path):
    fields = "    id: str\n    unit_price: int\n    org_slug: str\n"
    api = f"class A(BaseModel):\n{fields}@app.get('/a')\ndef a() -> A: ...\n"
    web = "interface A { id: string; unitPrice: number; NAME: string }\n" + load("a", "a", "A")
    assert found(project_of(tmp_path, web.replace("NAME", "orgSlug"), api)) == []
    (finding,) = found(project_of(tmp_path, web.replace("NAME", "org_slug"), api))
    assert "`unitPrice` is sent as `unit_price`" in finding.message


def test_many_fields_are_counted(tmp_path):
    fields = "; ".join(f"name{index}: string" for index in "abcdefghij")
    api = "class A(BaseModel):\n    id: int\n@app.get('/a')\ndef a() -> A: ...\n"
    (finding,) = found(project_of(tmp_path, f"interface A {{ {fields} }}\n" + load("a", "a", "A"), api))
    assert "and 4 more are never sent, so they are undefined" in finding.message


def test_named_files(tmp_path):
    web = "import type { Order } from './types'\n" + load("one", "order", "Order")
    text = f"{web}# file: web/lib/types.ts\nexport {ORDER}# file: web/lib/other.ts\nexport const a = 1\n"
    for named, count in [
        ("web/lib/types.ts", 1), ("web/lib/api.ts", 1), ("api/main.py", 1), ("web/lib/other.ts", 0),
    ]:  # fmt: skip
        project = project_of(tmp_path, text, ORDERS)
        project.focus, project.named = with_importers(project, [named]), frozenset([named])
        assert len(found(project)) == count, named


def test_tests_and_one_side_alone(tmp_path):
    web = f"export const a = 1\n# file: web/tests/api.test.ts\n{ORDER}" + load("one", "order", "Order")
    assert found(project_of(tmp_path, web, ORDERS)) == []
    assert found(project_from({"a.ts": "export const a = 1"})) == []
    assert found(project_from({"a.py": API + ORDERS})) == []


def test_circles_and_growing_types_end(tmp_path):
    api = (
        "from typing import Generic, TypeVar\nT = TypeVar('T')\n"
        "class A(B):\n    a: 'B'\nclass B(A, BaseModel):\n    b: 'A | B | list[A]'\n"
        "class G(BaseModel, Generic[T]):\n    more: 'G[list[T]]'\n    one: T\n"
        "X = list['X']\n"
        "@app.get('/a')\ndef a() -> A: ...\n@app.get('/g')\ndef g() -> G[int]: ...\n@app.get('/x')\ndef x() -> X: ...\n"
    )
    web = (
        "interface A extends B { a: B; z: string }\ninterface B extends A { b: A | B | A[] }\n"
        "interface G<T> { more: G<T[]>; one: T; z: string }\ntype X = X[] | { x: X }\n"
        + load("a", "a", "A") + load("g", "g", "G<number>") + load("x", "x", "X")
    )  # fmt: skip
    messages = [finding.message for finding in found(project_of(tmp_path, web, api))]
    assert any("`G` differs from `G`" in message and "`z` is never sent" in message for message in messages)
