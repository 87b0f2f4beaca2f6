import textwrap

import pytest
from contract_support import show
from support import project_from

from cloudact_lint.project.contracts.compare import Wire
from cloudact_lint.project.contracts.served import Servers
from cloudact_lint.project.services.applications import applications

HEAD = """\
from typing import Any
from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field
app = FastAPI()
class Order(BaseModel):
    id: str
    total: float | None = None
"""


def served(text, head=HEAD):
    """What the only route of a text answers."""
    project = project_from({"app.py": head + textwrap.dedent(text)})
    (route,) = [route for app in applications(project) for route in app.routes]
    return Servers(project).of(route)


ORDER = "Order{id: string, total=: number | null}"
MODELS = {
    "a model": "@app.get('/x', response_model=Order)\ndef f(): ...\n",
    "an annotation": "@app.get('/x')\nasync def f() -> Order: ...\n",
    "a model where any dict is annotated": "@app.get('/x', response_model=Order)\ndef f() -> dict: return {'a': 1}\n",
    "a model and a response of an error": "@app.get('/x', response_model=Order)\ndef f():\n    if a:\n"
                                          "        return JSONResponse(status_code=404, content={})\n    return"
                                          " load()\n",
    "an object that is returned": "@app.get('/x')\ndef f():\n    return Order(id='a')\n",
    "what a function says it returns": "def load() -> Order: ...\n@app.get('/x')\ndef f():\n    return load()\n",
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_models(name):
    assert show(served(MODELS[name]).shape) == ORDER


def test_lists_of_models():
    assert show(served("@app.get('/x', response_model=list[Order])\ndef f(): ...\n").shape) == f"[{ORDER}]"


WIRES = {
    "response_model_exclude_none=True": Wire(without_none=True),
    "response_model_exclude_unset=True": Wire(without_unset=True),
    "response_model_exclude_defaults=True": Wire(without_defaults=True),
    "response_model_by_alias=False": Wire(by_alias=False),
    "response_model_exclude_none=False": Wire(),
}


@pytest.mark.parametrize("option", WIRES)
def test_how_it_is_written(option):
    assert served(f"@app.get('/x', response_model=Order, {option})\ndef f(): ...\n").wire == WIRES[option]


UNKNOWN = {
    "nothing said": "def f(): return load()",
    "parts of a model": "def f(): ...",
    "a response of its own": "def f(): return JSONResponse({'a': 1})",
    "a stream": "def f(): return StreamingResponse(g())",
}
OPTIONS = {
    "parts of a model": ", response_model=Order, response_model_include={'id'}",
    "a response of its own": ", response_model=Order",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_cannot_be_told(name):
    text = f"@app.get('/x'{OPTIONS.get(name, '')})\n{UNKNOWN[name]}\n"
    assert show(served(text).shape) == "unknown"


DISPLAYS = {
    "return {'a': 1, 'b': 'x', 'c': True, 'd': None, 'e': g()}": "{a: number, b: string, c: boolean, d: unknown,"
                                                                 " e: unknown}",
    "return {'a': len(x), 'b': f'{x}', 'c': x > 1, 'd': not x, 'e': float(x), 'f': x.isoformat()}":
        "{a: number, b: string, c: boolean, d: boolean, e: number, f: string}",
    "return {'a': {'b': [1, 2]}, 'c': [{'d': r} for r in rows], 'e': {k: v for k, v in x}}":
        "{a: {b: [number]}, c: [{d: unknown}], e: unknown}",
    "return {'a': 1, **more}": "{a: number, …}",
    "return {key: 1}": "{…}",
    "return JSONResponse(content={'a': 1})": "{a: number}",
    "return JSONResponse({'a': 1})": "{a: number}",
    "if x:\n        return {'a': 1}\n    return {'a': 'x', 'b': 2}": "{a: number | string, b?: number}",
    "if x:\n        return JSONResponse(status_code=400, content={'e': 1})\n    return {'a': 1}": "{a: number}",
    "if x:\n        return JSONResponse(status_code=status.HTTP_404_NOT_FOUND)\n    return {'a': 1}": "{a: number}",
    "if x:\n        return {'a': 1}\n    return load()": "unknown",
    "answer = {'a': 1}\n    return answer": "{a: number}",
    "answer = {'a': 1}\n    answer['b'] = 2\n    return answer": "{b: unknown, a: number}",
    "answer = {'a': 1}\n    answer.update(more)\n    return answer": "{a: number, …}",
    "answer = {'a': 1}\n    fill(answer)\n    return answer": "{a: number, …}",
    "answer = {'a': 1}\n    answer['a'] = 'x'\n    return answer": "{a: unknown}",
    "lines = []\n    lines.append(1)\n    return lines": "[unknown]",
    "return build()": "{n: number}",
    "return loop()": "unknown",
    "return [1, 'x']": "[number | string]",
    "return {'a': 1}, 200": "{a: number}",
    "return {'a': 1}, HTTPStatus.CREATED": "{a: number}",
    "if x:\n        return {'e': 1}, HTTPStatus.NOT_FOUND\n    return {'a': 1}": "{a: number}",
    "if x:\n        return error_response('e'), code\n    return {'a': 1}": "unknown",
    "if x:\n        return error_response('e')\n    return {'a': 1}": "{a: number}",
    "return jsonify({'a': 1}), code": "unknown",
    "return jsonify(a=1, b='x')": "{a: number, b: string}",
    "yield {'a': 1}": "unknown",
}  # fmt: skip


@pytest.mark.parametrize("body", DISPLAYS)
def test_displays(body):
    helpers = "def build():\n    return {'n': 1}\ndef loop():\n    return loop()\n"
    assert show(served(f"{helpers}@app.get('/x')\ndef f(x, rows):\n    {body}\n").shape) == DISPLAYS[body]


FLASK = """\
from dataclasses import dataclass
from flask import Flask, jsonify
app = Flask(__name__)
@dataclass
class Order:
    id: str
"""
HANDLERS = {
    "def f() -> Order:\n    return load()": "Order{id: string}",
    "def f() -> tuple[Order, int]:\n    return load()": "unknown",
    "def f() -> list[str]:\n    return {'a': 1}": "{a: number}",
    "def f() -> tuple[dict, int]:\n    return {'a': 1}, 200": "{a: number}",
    "def f():\n    return jsonify(Order(id='x'))": "Order{id: string}",
}


@pytest.mark.parametrize("handler", HANDLERS)
def test_flask(handler):
    assert show(served(f"@app.route('/x')\n{handler}\n", FLASK).shape) == HANDLERS[handler]


def test_models_that_are_not_known():
    text = "from other import Page\n@app.get('/x', response_model=Page[Order])\ndef f():\n    return {'a': 1}\n"
    assert show(served(text).shape) == "unknown"


def test_a_dict_that_is_annotated_as_any_dict():
    text = "@app.get('/x')\ndef f() -> dict[str, Any]:\n    return {'a': 1}\n"
    found = served(text)
    assert show(found.shape) == "{a: number}"
    assert not found.by_model
