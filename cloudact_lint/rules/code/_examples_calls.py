"""Examples of CA508 that are found, for its page and its tests."""

from __future__ import annotations

from cloudact_lint.rule import Example

_TOTALS = "def totals(rows, *, currency='EUR', group_by=None):\n    return rows\n"

INVALID = (
    Example(
        title="a keyword that the function of another file does not have",
        files=(
            ("shop/report.py", "from shop.sums import totals\n\nprint(totals([], group='day'))  # <- CA508\n"),
            ("shop/sums.py", _TOTALS),
        ),
    ),
    Example(
        "class Store:\n"
        "    def save(self, order, day):\n"
        "        self.log(order)\n\n"
        "    def log(self, order, level):\n"
        "        print(level, order)\n\n"
        "    def all(self, orders):\n"
        "        for order in orders:\n"
        "            self.save(order)  # <- CA508\n"
        "            self.log(order, 'info')\n",
        title="a parameter that is required",
        rows=(("example.py", 3),),
    ),
    Example(
        "from dataclasses import dataclass, field\n\n\n"
        "@dataclass\nclass Base:\n    name: str\n\n\n"
        "@dataclass\nclass Order(Base):\n    lines: list = field(default_factory=list)\n    total: int = field(default=0, init=False)\n\n\n"
        "a = Order('a', [])\n"
        "b = Order('b', lines=[], total=3)  # <- CA508\n"
        "c = Order(lines=[])  # <- CA508\n",
        title="fields of a dataclass",
    ),
    Example(
        "from pydantic import BaseModel, Field\n\n\n"
        "class Price(BaseModel):\n    amount: float\n    currency: str = Field(...)\n    note: str | None = None\n\n\n"
        "cheap = Price(amount=1)  # <- CA508\n"
        "dear = Price(amount=9, currency='EUR')\n",
        title="a required field of a pydantic model",
    ),
    Example(
        "from pydantic import BaseModel\n\n\n"
        "class Price(BaseModel):\n    amount: float\n    currency: str = 'EUR'\n\n\n"
        "cheap = Price(amount=1, currencey='USD')  # <- CA508\n",
        title="a field that pydantic drops is advice",
        kind="advice",
    ),
    Example(
        "from pydantic import BaseModel, ConfigDict\n\n\n"
        "class Price(BaseModel):\n    model_config = ConfigDict(extra='forbid')\n    amount: float\n\n\n"
        "cheap = Price(amount=1, currency='USD')  # <- CA508\n",
        title="a model that forbids further fields",
        kind="on",
    ),
    Example(
        "import asyncio\nfrom functools import partial\n\n\n"
        "def load(table, limit=10):\n    return table, limit\n\n\n"
        "async def main():\n"
        "    await asyncio.to_thread(load, 'orders', max_rows=5)  # <- CA508\n"
        "    later = partial(load, rows=5)  # <- CA508\n"
        "    await asyncio.to_thread(load, 'orders', 5)\n"
        "    return later\n",
        title="handed to something that makes the call",
    ),
    Example(
        "class Source:\n    def __init__(self, name):\n        self.name = name\n\n\n"
        "class Files(Source):\n    def __init__(self, name, folder):\n"
        "        super().__init__(name, folder)  # <- CA508\n\n\n"
        "class Tables(Source):\n    pass\n\n\n"
        "source = Tables()  # <- CA508\n",
        title="an inherited __init__",
    ),
    Example(
        "import functools\n\n\n"
        "def timed(function):\n"
        "    @functools.wraps(function)\n"
        "    def wrapper(*args, **kwargs):\n        return function(*args, **kwargs)\n"
        "    return wrapper\n\n\n"
        "def retried(times=3):\n"
        "    def decorate(function):\n"
        "        @functools.wraps(function)\n"
        "        async def wrapper(*args, **kwargs):\n"
        "            for _ in range(times):\n                return await function(*args, **kwargs)\n"
        "        return wrapper\n"
        "    return decorate\n\n\n"
        "@timed\ndef count(table):\n    return table\n\n\n"
        "@retried(times=2)\nasync def fetch(url):\n    return url\n\n\n"
        "async def main():\n"
        "    count('a', 'b')  # <- CA508\n"
        "    await fetch(uri='x')  # <- CA508\n",
        title="decorators that hand arguments on as they come",
    ),
    Example(
        "class Client:\n"
        "    @classmethod\n    def of(cls, name):\n        return cls(name)  # <- CA508\n\n"
        "    @staticmethod\n    def parse(text):\n        return text\n\n"
        "    def send(self, text, /, *, urgent):\n        return self.parse(text, urgent)  # <- CA508\n\n\n"
        "Client.of()  # <- CA508\n"
        "Client().send('x', urgent=True)\n"
        "Client().send(text='x', urgent=True)  # <- CA508\n"
        "Client.send('x', urgent=True)  # <- CA508\n",
        title="methods of objects and of classes",
    ),
    Example(
        "def move(row, to, copy=False):\n    return row, to, copy\n\n\n"
        "move(1, 2, to=3)  # <- CA508\n"
        "move(1, 2, True, 4)  # <- CA508\n"
        "move(*[1], 2, 3, 4, 5)  # <- CA508\n"
        "move(*[1], to=2)\n",
        title="given twice, and too many",
    ),
    Example(
        "class Missing(Exception):\n    pass\n\n\n"
        "class Pair:\n    pass\n\n\n"
        "def fail(name):\n    raise Missing(detail=name)  # <- CA508\n\n\n"
        "pair = Pair(1, 2)  # <- CA508\n",
        title="classes without an __init__",
    ),
    Example(
        "import attr\nfrom attrs import define, field\n\n\n"
        "@attr.s(auto_attribs=True)\nclass Row:\n    name: str\n    _size: int = attr.ib(default=0)\n\n\n"
        "@define\nclass Table:\n    name: str\n    rows: list = field(factory=list)\n    total: int = field()\n\n"
        "    @total.default\n    def _count(self):\n        return 0\n\n\n"
        "Row('a', size=2)\n"
        "Row('a', _size=2)  # <- CA508\n"
        "Table('a')\n"
        "Table()  # <- CA508\n",
        title="attrs",
        docs=False,
    ),
    Example(
        "from typing import NamedTuple\n\n\n"
        "class Span(NamedTuple):\n    row: int\n    column: int = 1\n\n\n"
        "Span(1)\n"
        "Span()  # <- CA508\n"
        "Span(1, 2, 3)  # <- CA508\n",
        title="a NamedTuple",
        docs=False,
    ),
    Example(
        title="an object whose class an annotation names, or that a factory makes",
        files=(
            (
                "app/main.py",
                "from app.store import Store, get_store as store_of\n\n\n"
                "def load(store: Store | None, day):\n    return store.rows(day, 10)  # <- CA508\n\n\n"
                "class Job:\n    def __init__(self):\n        self.store = store_of()\n\n"
                "    def run(self):\n        return self.store.rows()  # <- CA508\n",
            ),
            (
                "app/store.py",
                "class Store:\n    def rows(self, day):\n        return [day]\n\n\n_store = None\n\n\n"
                "def get_store():\n    global _store\n    if _store is None:\n        _store = Store()\n    return _store\n",
            ),
        ),
        docs=False,
    ),
    Example(
        "import threading\nfrom concurrent.futures import ThreadPoolExecutor\nfrom fastapi import BackgroundTasks\n\n\n"
        "def send(to, text):\n    return to, text\n\n\n"
        "def route(tasks: BackgroundTasks):\n    tasks.add_task(send, 'a', txt='b')  # <- CA508\n"
        "    threading.Thread(target=send, args=('a',)).start()  # <- CA508\n"
        "    threading.Thread(target=send, args=('a',), kwargs={'text': 'b'}).start()\n"
        "    with ThreadPoolExecutor() as pool:\n        pool.submit(send, 'a')  # <- CA508\n",
        title="threads, pools and background tasks",
        docs=False,
    ),
    Example(
        "from typing import overload\n\n\n"
        "@overload\ndef read(name: str) -> str: ...\n@overload\ndef read(name: bytes) -> bytes: ...\n"
        "def read(name):\n    return name\n\n\n"
        "read('a', 'b')  # <- CA508\n",
        title="overloads, none of which accepts",
        docs=False,
    ),
    Example(
        '{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null,\n'
        ' "source": ["def add(a, b):\\n", "    return a + b"]},\n'
        ' {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null,\n'
        ' "source": ["add(1)"]}],\n'
        ' "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n',
        path="sums.ipynb",
        rows=(("sums.ipynb", 1),),
        docs=False,
    ),
)
