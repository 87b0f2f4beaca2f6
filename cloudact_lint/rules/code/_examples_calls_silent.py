"""Examples of CA508 that are not found, for its page and its tests."""

from __future__ import annotations

from cloudact_lint.rule import Example

VALID = (
    Example(
        "def query(sql, *params, timeout=10, **options):\n    return sql, params, timeout, options\n\n\n"
        "query('SELECT 1', 2, 3, labels={'team': 'a'})\n\n\n"
        "def load(table, limit):\n    return table, limit\n\n\n"
        "def run(given):\n    load(*given)\n    load('orders', **given)\n    load(**given)\n",
        title="what *args and **kwargs may hold is not known",
    ),
    Example(
        "class Step:\n    def run(self):\n        return self.work(1)\n\n"
        "    def work(self):\n        raise NotImplementedError\n\n\n"
        "class Load(Step):\n    def work(self, number):\n        return number\n",
        title="a subclass that accepts the call",
    ),
    Example(
        "def with_session(function):\n"
        "    def wrapper(*args, **kwargs):\n        return function(object(), *args, **kwargs)\n"
        "    return wrapper\n\n\n"
        "def configured(function):\n"
        "    def wrapper(*args, **kwargs):\n"
        "        kwargs.setdefault('limit', 10)\n        return function(*args, **kwargs)\n"
        "    return wrapper\n\n\n"
        "@with_session\ndef count(session, table):\n    return session, table\n\n\n"
        "@configured\ndef load(table, limit):\n    return table, limit\n\n\n"
        "count('orders')\nload('orders')\n",
        title="decorators that give arguments of their own",
    ),
    Example(
        "from celery import shared_task\n\n\n"
        "@shared_task(bind=True)\ndef send(self, to):\n    return to\n\n\n"
        "send('a')\n",
        title="a decorator of a library that is not known to keep signatures",
    ),
    Example(
        "from pydantic import BaseModel, Field, model_validator\n\n\n"
        "class Order(BaseModel):\n    order_id: str = Field(alias='orderId')\n\n\n"
        "class Price(BaseModel):\n    amount: float\n    currency: str\n\n"
        "    @model_validator(mode='before')\n    @classmethod\n    def fill(cls, data):\n"
        "        return {'currency': 'EUR', **data}\n\n\n"
        "Order(orderId='a')\nPrice(amount=1)\n",
        title="aliases and validators that run before",
    ),
    Example(
        "from pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    project: str\n    region: str\n\n\n"
        "settings = Settings()\n",
        title="settings come from the environment",
    ),
    Example(
        "def new(rows, batch=10):\n    return rows, batch\n\n\n"
        "try:\n    result = new([], size=5)\nexcept TypeError:\n    result = new([], batch=5)\n",
        title="a TypeError that the code waits for",
    ),
    Example(
        "try:\n    from fast import parse\nexcept ImportError:\n    def parse(text):\n        return text\n\n\n"
        "parse('a', strict=True)\n",
        title="a definition that is only a stand-in",
    ),
    Example(
        "import sys\n\nif sys.version_info >= (3, 11):\n    def stamp(at, zone):\n        return at, zone\nelse:\n"
        "    def stamp(at):\n        return at\n\n\nstamp(1)\nstamp(1, 2)\n",
        title="one of several definitions accepts the call",
    ),
    Example(
        title="the same name means something else in each place",
        files=(
            (
                "app/main.py",
                "import app.jobs as jobs\nfrom app.store import Store\n\n\n"
                "def check(rule):\n    return rule\n\n\n"
                "def main(checks, store):\n"
                "    a = [check(1, 2) for check in checks]\n"
                "    b = sorted(checks, key=lambda check: check(1, 2, 3))\n"
                "    store.run(1, 2, 3)\n    jobs.run(1, 2, 3)\n"
                "    return a, b, Store().run()\n",
            ),
            ("app/store.py", "class Store:\n    def run(self):\n        return 1\n"),
            ("app/jobs.py", "def run(a, b, c):\n    return a, b, c\n"),
        ),
        docs=False,
    ),
    Example(
        "from typing import Protocol\n\n\n"
        "class Sink(Protocol):\n    def write(self, row): ...\n\n\n"
        "def copy(sink: Sink):\n    sink.write(1, flush=True)\n",
        title="a protocol only says what others look like",
    ),
    Example(
        "class Once(type):\n    def __call__(cls, *args):\n        return super().__call__()\n\n\n"
        "class Client(metaclass=Once):\n    def __init__(self):\n        self.name = ''\n\n\n"
        "class Pool:\n    def __new__(cls, size):\n        return object.__new__(cls)\n\n\n"
        "Client('a')\nPool(3)\n",
        title="classes that are made in a way of their own",
    ),
    Example(
        "class Switch:\n    def __init__(self, handler):\n        self.handle = handler\n        self.on = None\n\n"
        "    def handle(self):\n        return None\n\n    def go(self):\n        return self.handle(1)\n\n\n"
        "class Late:\n    @property\n    def convert(self):\n        return str\n\n"
        "    @convert.setter\n    def convert(self, value):\n        self._convert = value\n\n"
        "    def go(self):\n        return self.convert(1)\n",
        title="attributes that hold functions",
        docs=False,
    ),
    Example(
        "class Mixin:\n    def setup(self, **options):\n        super().setup(**options)\n        super().close(1)\n\n"
        "    def describe(self):\n        return self.label('a', 'b')\n\n\n"
        "class Base:\n    def setup(self, name=None):\n        self.name = name\n\n"
        "    def label(self, a, b):\n        return a + b\n\n"
        "    def close(self, code):\n        return code\n\n\n"
        "class Widget(Mixin, Base):\n    pass\n\n\n"
        "class Other(Mixin):\n    def label(self, a, b):\n        return a\n",
        title="a mixin finds its methods in other classes",
        docs=False,
    ),
    Example(
        "from pydantic import BaseModel, validator\n\n\n"
        "class Order(BaseModel):\n    name: str\n\n"
        "    def _clean(text):\n        return text.strip()\n\n"
        "    @validator('name')\n    def check(cls, value):\n        return cls._clean(value)\n",
        title="cls of a validator is the class, decorated or not",
        docs=False,
    ),
    Example(
        "class Session:\n    def __enter__(self):\n        return open_connection()\n\n"
        "    def __exit__(self, *details):\n        return None\n\n"
        "    def execute(self):\n        return None\n\n\n"
        "with Session() as connection:\n    connection.execute('SELECT 1')\n",
        title="what a with statement gives is another object",
        docs=False,
    ),
    Example(
        title="a stub describes a library, and rarely all of it",
        files=(
            ("app.py", "from fastlib import op\n\nop.create('orders', info={})\n"),
            ("fastlib/__init__.pyi", ""),
            ("fastlib/op.pyi", "def create(name: str) -> None: ...\n"),
        ),
        docs=False,
    ),
    Example(
        "from dataclasses import dataclass, field, KW_ONLY, InitVar\nfrom typing import ClassVar\n\n\n"
        "def made(**options):\n    return field(init=False, **options)\n\n\n"
        "@dataclass\nclass Order:\n    LIMIT: ClassVar[int] = 3\n    name: str\n    seed: InitVar[int]\n"
        "    cache: dict = made(default=None)\n    _: KW_ONLY\n    tags: list = field(default_factory=list)\n\n\n"
        "Order('a', 1)\nOrder('a', seed=1, tags=[])\n\n\n"
        "@dataclass(init=False)\nclass Row:\n    name: str\n\n"
        "    def __init__(self, size):\n        self.name = 'x' * size\n\n\n"
        "Row(size=3)\n",
        title="what is no parameter of a dataclass, or only by name",
        docs=False,
    ),
    Example(
        "from dataclasses import dataclass, field\n\n\n"
        "@dataclass\nclass Table:\n    extra: dict = field(default_factory=dict)\n\n"
        "    def field(self, name):\n        return self.extra[name]\n",
        title="a method that the body of the class binds only later",
        docs=False,
    ),
    Example(
        "from typing import Union\n\n\n"
        "class Node:\n    def replace(self, other):\n        return other\n\n\n"
        "def escaped(node: Node | str | int):\n    if isinstance(node, Node):\n        return node\n"
        "    return node.replace('a', 'b')\n\n\n"
        "def found(key) -> Union[Node, str]:\n    return key.load()\n\n\n"
        "found(1).replace('a', 'b')\n",
        title="one of several types, of which some are Python's own",
        docs=False,
    ),
    Example(
        "class Meta(type):\n    def __call__(cls, value):\n        return cls.__new__(cls, value)\n\n"
        "    def __new__(meta, name, bases, body):\n        return type.__new__(meta, name, bases, body)\n",
        title="a metaclass: its objects are classes",
        docs=False,
    ),
    Example(
        "from dataclasses import dataclass\nfrom typing import overload\n\nfrom vendor import Record\n\n\n"
        "@dataclass\nclass Order(Record):\n    total: float\n\n"
        "    @overload\n    def get(self, key: str) -> str: ...\n\n"
        "    @overload\n    def get(self, key: int, other: int) -> int: ...\n\n\n"
        "Order('a', 1.0).get('b')\n",
        title="fields that a library brings, overloads without a body",
        docs=False,
    ),
    Example(
        "import inspect\n\n\ndef handle(event):\n    return event\n\n\n"
        "def call(event):\n    if 'context' in inspect.signature(handle).parameters:\n"
        "        return handle(event, context={})\n    return handle(event)\n",
        title="the signature is looked at first",
        docs=False,
    ),
    Example(
        "class Base:\n    def __init__(self):\n        self.client = Plain()\n\n"
        "    def go(self):\n        return self.client.send('a', 'b')\n\n\n"
        "class Plain:\n    def send(self, text):\n        return text\n\n\n"
        "class Fancy:\n    def send(self, text, tone):\n        return text, tone\n\n\n"
        "class Other(Base):\n    def __init__(self):\n        super().__init__()\n        self.client = Fancy()\n",
        title="a subclass that sets the attribute to something else",
        docs=False,
    ),
    Example(
        "def load(name):\n    return name\n\n\nload('a', 'b')\n", path="tests/test_load.py", title="tests", docs=False
    ),
)
