"""CA201 over small projects: what bounds a query start, wherever it is said.

A case is a text of one or more files (``# file: PATH`` begins another). A line with a finding
ends in ``<- CA201``; words after it: ``some`` (on some paths), ``advice``, ``medium``.
Python files may use ``bigquery``, ``SQL`` and ``CAP`` without saying where from.
"""

# ruff: noqa: E501
from __future__ import annotations

import time

import pytest
from support import files_of, marked, notebook, project_from

from cloudact_lint.rules.query.missing_maximum_bytes_billed import MissingMaximumBytesBilled

HEAD = 'from google.cloud import bigquery; CAP = 10**10; SQL = "SELECT name FROM shop.orders"\n'


def check(text, default="app.py"):
    files = {path: HEAD + body if path.endswith(".py") else body for path, body in files_of(text, default).items()}
    return found_in(files), marked(files, "CA201")


def found_in(files):
    project = project_from(files)
    return {
        (f.location.path, f.location.span.row): words(f) for f in MissingMaximumBytesBilled().check_project(project)
    }


def words(finding):
    said = ["some"] if "on some paths" in finding.message else []
    said += ["advice"] if finding.kind == "advice" else []
    said += ["medium"] if finding.confidence.value == "medium" else []
    return " ".join(said)


PYTHON = {
    # Plain starts ------------------------------------------------------------------------
    "nothing at all": """
        client = bigquery.Client()
        client.query(SQL)  # <- CA201
        client.query_and_wait(SQL)  # <- CA201
    """,
    "inline": """
        client = bigquery.Client()
        client.query(SQL, job_config=bigquery.QueryJobConfig(labels={}))  # <- CA201
        client.query(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        client.query(SQL, bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        client.query(SQL, bigquery.QueryJobConfig())  # <- CA201
    """,
    "the finding stands where the call begins": """
        def f(client: bigquery.Client):
            rows = client.query(  # <- CA201
                SQL,
                job_config=bigquery.QueryJobConfig(),
            ).result()
    """,
    "no cap is no cap": """
        client = bigquery.Client()
        client.query(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=None))  # <- CA201
        client.query(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=0))  # <- CA201
        client.query(SQL, job_config=None)  # <- CA201
    """,
    "a cap of None undoes the client's default": """
        client = bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        client.query(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=None))  # <- CA201
        client.query(SQL, job_config=bigquery.QueryJobConfig())
    """,
    "the cap by environment or settings": """
        import os
        from settings import settings
        client = bigquery.Client()
        client.query(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=int(os.environ["CAP"])))
        client.query(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=settings.max_bytes))
    """,
    "aliases of import": """
        from google.cloud import bigquery as bq
        from google.cloud.bigquery import Client as C, QueryJobConfig as Q
        import google.cloud.bigquery
        bq.Client().query(SQL)  # <- CA201
        C().query(SQL, job_config=Q(maximum_bytes_billed=CAP))
        C().query(SQL, job_config=Q())  # <- CA201
        google.cloud.bigquery.Client().query(SQL)  # <- CA201
        C.from_service_account_json("key.json").query(SQL)  # <- CA201
    """,
    "with and walrus": """
        with bigquery.Client() as client:
            client.query(SQL)  # <- CA201
        if (other := bigquery.Client()):
            other.query(SQL)  # <- CA201
    """,
    "comprehensions": """
        client = bigquery.Client()
        jobs = [client.query(sql) for sql in [SQL]]  # <- CA201
        jobs = [c.query(SQL) for c in [client]]  # <- CA201
    """,
    # Locals and attributes ---------------------------------------------------------------
    "config in a local": """
        def f(client: bigquery.Client):
            config = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
            client.query(SQL, job_config=config)
            config = bigquery.QueryJobConfig()
            client.query(SQL, job_config=config)  # <- CA201
    """,
    "attribute set later": """
        def f(client: bigquery.Client):
            config = bigquery.QueryJobConfig()
            client.query(SQL, job_config=config)  # <- CA201
            config.maximum_bytes_billed = CAP
            client.query(SQL, job_config=config)
    """,
    "attribute on some paths": """
        def f(client: bigquery.Client, careful: bool):
            config = bigquery.QueryJobConfig()
            if careful:
                config.maximum_bytes_billed = CAP
            client.query(SQL, job_config=config)  # <- CA201 some
    """,
    "attribute on both paths": """
        def f(client: bigquery.Client, careful: bool):
            config = bigquery.QueryJobConfig()
            if careful:
                config.maximum_bytes_billed = CAP
            else:
                config.maximum_bytes_billed = 10 * CAP
            client.query(SQL, job_config=config)
    """,
    "the path without the attribute leaves": """
        def f(client: bigquery.Client, cap):
            config = bigquery.QueryJobConfig()
            if not cap:
                raise ValueError("cap")
            else:
                config.maximum_bytes_billed = cap
            client.query(SQL, job_config=config)
    """,
    "attribute in try": """
        def f(client: bigquery.Client):
            config = bigquery.QueryJobConfig()
            try:
                config.maximum_bytes_billed = load()
            except ValueError:
                pass
            client.query(SQL, job_config=config)  # <- CA201 some
    """,
    "attribute set unless it is set": """
        def f(client: bigquery.Client, config: bigquery.QueryJobConfig):
            if config.maximum_bytes_billed is None:
                config.maximum_bytes_billed = CAP
            client.query(SQL, job_config=config)
        def g(client: bigquery.Client, config=None):
            config = config or bigquery.QueryJobConfig()
            if not config.maximum_bytes_billed:
                config.maximum_bytes_billed = CAP
            client.query(SQL, job_config=config)
    """,
    "setattr": """
        def f(client: bigquery.Client):
            config = bigquery.QueryJobConfig()
            setattr(config, "maximum_bytes_billed", CAP)
            client.query(SQL, job_config=config)
    """,
    "attribute set to None": """
        def f(client: bigquery.Client):
            config = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
            config.maximum_bytes_billed = None
            client.query(SQL, job_config=config)  # <- CA201
    """,
    "from a resource": """
        client = bigquery.Client()
        good = bigquery.QueryJobConfig.from_api_repr({"query": {"maximumBytesBilled": "1000"}})
        bad = bigquery.QueryJobConfig.from_api_repr({"query": {"useLegacySql": False}})
        client.query(SQL, job_config=good)
        client.query(SQL, job_config=bad)  # <- CA201
    """,
    "either of two": """
        def f(client: bigquery.Client, small: bool):
            config = bigquery.QueryJobConfig(maximum_bytes_billed=CAP) if small else bigquery.QueryJobConfig()
            client.query(SQL, job_config=config)  # <- CA201 some
            config = bigquery.QueryJobConfig(maximum_bytes_billed=CAP) if small else None
            client.query(SQL, job_config=config)  # <- CA201 some
    """,
    # Helpers -----------------------------------------------------------------------------
    "helper of the same file": """
        def capped(**more):
            return bigquery.QueryJobConfig(maximum_bytes_billed=CAP, **more)
        def bare():
            return bigquery.QueryJobConfig()
        client = bigquery.Client()
        client.query(SQL, job_config=capped())
        client.query(SQL, job_config=bare())  # <- CA201
    """,
    "helper of another file": """
        from configs import capped, later, bare
        client = bigquery.Client()
        client.query(SQL, job_config=capped())
        client.query(SQL, job_config=later())
        client.query(SQL, job_config=bare())  # <- CA201
        # file: configs.py
        def capped():
            return bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
        def later():
            config = bare()
            config.maximum_bytes_billed = CAP
            return config
        def bare():
            return bigquery.QueryJobConfig()
    """,
    "helper that is told the cap": """
        def config(cap=None):
            return bigquery.QueryJobConfig(maximum_bytes_billed=cap)
        client = bigquery.Client()
        client.query(SQL, job_config=config(CAP))
        client.query(SQL, job_config=config(cap=CAP))
        client.query(SQL, job_config=config())  # <- CA201
    """,
    "helper that caps what it is given": """
        def limit(config):
            config.maximum_bytes_billed = CAP
            return config
        def touch(config):
            config.maximum_bytes_billed = CAP
        def f(client: bigquery.Client):
            client.query(SQL, job_config=limit(bigquery.QueryJobConfig()))
            config = bigquery.QueryJobConfig()
            touch(config)
            client.query(SQL, job_config=config)
    """,
    "helper that caps sometimes": """
        def config(cap):
            made = bigquery.QueryJobConfig()
            if cap:
                made.maximum_bytes_billed = cap
            return made
        bigquery.Client().query(SQL, job_config=config(CAP))  # <- CA201 some
    """,
    "helper in a re-export": """
        from configs import capped as limited
        bigquery.Client().query(SQL, job_config=limited())
        # file: configs/__init__.py
        from .inner import capped
        # file: configs/inner.py
        def capped():
            return bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
    """,
    "module constant of another file": """
        import configs
        from configs import BARE
        client = bigquery.Client()
        client.query(SQL, job_config=configs.CAPPED)
        client.query(SQL, job_config=configs.LATER)
        client.query(SQL, job_config=BARE)  # <- CA201
        # file: configs.py
        CAPPED = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
        BARE = bigquery.QueryJobConfig()
        LATER = bigquery.QueryJobConfig()
        LATER.maximum_bytes_billed = CAP
    """,
    "copies": """
        import copy
        BASE = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
        BARE = bigquery.QueryJobConfig()
        client = bigquery.Client()
        client.query(SQL, job_config=copy.deepcopy(BASE))
        client.query(SQL, job_config=copy.copy(BARE))  # <- CA201
    """,
    "subclass of the config": """
        class Capped(bigquery.QueryJobConfig):
            def __init__(self, **options):
                super().__init__(maximum_bytes_billed=CAP, **options)
        class Later(bigquery.QueryJobConfig):
            def __init__(self):
                super().__init__()
                self.maximum_bytes_billed = CAP
        class Bare(bigquery.QueryJobConfig):
            pass
        client = bigquery.Client()
        client.query(SQL, job_config=Capped(labels={}))
        client.query(SQL, job_config=Later())
        client.query(SQL, job_config=Bare())  # <- CA201
    """,
    # Keyword dicts -----------------------------------------------------------------------
    "kwargs to the config": """
        OPTIONS = {"maximum_bytes_billed": CAP}
        client = bigquery.Client()
        client.query(SQL, job_config=bigquery.QueryJobConfig(**OPTIONS))
        client.query(SQL, job_config=bigquery.QueryJobConfig(**{"labels": {}}))  # <- CA201
        client.query(SQL, job_config=bigquery.QueryJobConfig(**dict(OPTIONS, labels={})))
    """,
    "kwargs to the query": """
        def f(client: bigquery.Client):
            options = {"job_config": bigquery.QueryJobConfig(maximum_bytes_billed=CAP)}
            client.query(SQL, **options)
            options = {"location": "EU"}
            client.query(SQL, **options)  # <- CA201
            options["job_config"] = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
            client.query(SQL, **options)
    """,
    "kwargs handed through": """
        def run(client: bigquery.Client, sql, **options):
            return client.query(sql, **options)  # <- CA201 some
        def a(client):
            run(client, SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        def b(client):
            run(client, SQL)
    """,
    "kwargs handed through, all capped": """
        def run(client: bigquery.Client, sql, **options):
            return client.query(sql, **options)
        def a(client):
            run(client, SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
    """,
    "kwargs with a default put in": """
        def run(client: bigquery.Client, sql, **options):
            options.setdefault("job_config", bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
            return client.query(sql, **options)
    """,
    # Parameters --------------------------------------------------------------------------
    "as parameter, all capped": """
        def run(client: bigquery.Client, sql, config):
            return client.query(sql, job_config=config)
        def a(client):
            run(client, SQL, bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
            run(client, SQL, config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
    """,
    "as parameter, none capped": """
        def run(client: bigquery.Client, sql, config):
            return client.query(sql, job_config=config)  # <- CA201
        def a(client):
            run(client, SQL, bigquery.QueryJobConfig())
    """,
    "as parameter, some capped, over files": """
        from store import run
        def a(client):
            run(client, SQL, bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        # file: other.py
        import store
        def b(client):
            store.run(client, SQL, bigquery.QueryJobConfig())
        # file: store.py
        def run(client: bigquery.Client, sql, config):
            return client.query(sql, job_config=config)  # <- CA201 some
    """,
    "as parameter with a default": """
        def run(client: bigquery.Client, sql, config=None):
            return client.query(sql, job_config=config)  # <- CA201 some
        def a(client):
            run(client, SQL, bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
            run(client, SQL)
    """,
    "as parameter with a default, called by none": """
        def run(client: bigquery.Client, sql, config=None):
            return client.query(sql, job_config=config)  # <- CA201
    """,
    "a default made up for": """
        def run(client: bigquery.Client, sql, config=None):
            if config is None:
                config = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
            return client.query(sql, job_config=config)
        def also(client: bigquery.Client, sql, config=None):
            return client.query(sql, job_config=config or bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        def a(client):
            run(client, SQL)
            also(client, SQL)
    """,
    "a default made up for, without a cap": """
        def run(client: bigquery.Client, sql, config=None):
            if not config:
                config = bigquery.QueryJobConfig()
            return client.query(sql, job_config=config)  # <- CA201
    """,
    "a parameter of which nothing is known": """
        def run(client: bigquery.Client, sql, config):
            return client.query(sql, job_config=config)
    """,
    # Clients -----------------------------------------------------------------------------
    "client with a default": """
        limit = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
        client = bigquery.Client(default_query_job_config=limit)
        client.query(SQL)
        client.query(SQL, job_config=bigquery.QueryJobConfig(labels={}))
    """,
    "client with a default without a cap": """
        client = bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(labels={}))
        client.query(SQL)  # <- CA201
    """,
    "client from a factory": """
        from clients import capped, bare
        capped().query(SQL)
        bare().query(SQL)  # <- CA201
        client = capped()
        client.query(SQL)
        # file: clients.py
        def capped():
            return bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        def bare():
            return bigquery.Client()
    """,
    "client of another module": """
        from clients import capped, later, bare
        capped.query(SQL)
        later.query(SQL)
        bare.query(SQL)  # <- CA201
        # file: clients.py
        capped = bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        later = bigquery.Client()
        later.default_query_job_config = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
        bare = bigquery.Client()
    """,
    "client made once": """
        _client = None
        def get():
            global _client
            if _client is None:
                _client = bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
            return _client
        def f():
            return get().query(SQL)
        # file: open.py
        from functools import lru_cache
        _client = None
        def get():
            global _client
            if _client is None:
                _client = bigquery.Client()
            return _client
        @lru_cache
        def cached():
            return bigquery.Client()
        def f():
            cached().query(SQL)  # <- CA201
            return get().query(SQL)  # <- CA201
    """,
    "default set on a client on some paths": """
        def f(capped: bool):
            client = bigquery.Client()
            if capped:
                client.default_query_job_config = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
            client.query(SQL)  # <- CA201 some
    """,
    "client subclass": """
        from clients import Capped, Bare, Handed
        Capped().query(SQL)
        Bare().query(SQL)  # <- CA201
        Handed(bigquery.QueryJobConfig(maximum_bytes_billed=CAP)).query(SQL)
        # file: clients.py
        class Capped(bigquery.Client):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP), **kwargs)
        class Bare(bigquery.Client):
            pass
        class Handed(bigquery.Client):
            def __init__(self, config):
                super().__init__(default_query_job_config=config)
    """,
    "client subclass that overrides query": """
        class Loud(bigquery.Client):
            def query(self, sql, **options):
                return super().query(sql, **options)  # <- CA201
        Loud().query(SQL)
    """,
    "client as parameter": """
        def run(client, sql):
            return client.query(sql)
        def run_open(client: bigquery.Client, sql):
            return client.query(sql)  # <- CA201
        run(bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP)), SQL)
        run_open(bigquery.Client(), SQL)
    """,
    "client as parameter without annotation": """
        def run(db, sql):
            return db.query(sql)  # <- CA201
        run(bigquery.Client(), SQL)
    """,
    "client or a new one": """
        class Store:
            def __init__(self, client=None):
                self.client = client or bigquery.Client()
            def rows(self):
                return self.client.query(SQL)  # <- CA201
    """,
    # Objects -----------------------------------------------------------------------------
    "attribute of self": """
        class Store:
            def __init__(self):
                self.open = bigquery.Client()
                self.capped = bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
                self.config = bigquery.QueryJobConfig()
                self.config.maximum_bytes_billed = CAP
            def rows(self):
                self.open.query(SQL)  # <- CA201
                self.open.query(SQL, job_config=self.config)
                self.capped.query(SQL)
    """,
    "properties": """
        from functools import cached_property
        class Store:
            @property
            def open(self):
                return bigquery.Client()
            @cached_property
            def capped(self):
                return bigquery.Client(default_query_job_config=self.config)
            @property
            def config(self):
                return bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
            def rows(self):
                self.open.query(SQL)  # <- CA201
                self.open.query(SQL, job_config=self.config)
                self.capped.query(SQL)
    """,
    "lazy property": """
        class Store:
            def __init__(self):
                self._client = None
            @property
            def client(self):
                if self._client is None:
                    self._client = bigquery.Client()
                return self._client
            def rows(self):
                return self.client.query(SQL)  # <- CA201
    """,
    "inherited attribute": """
        from base import Base
        class Store(Base):
            def rows(self):
                return self.client.query(SQL)
        # file: base.py
        class Base:
            def __init__(self):
                self.client = bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
    """,
    "dataclass fields": """
        from dataclasses import dataclass, field
        @dataclass
        class Capped:
            client: bigquery.Client
            def rows(self):
                return self.client.query(SQL)
        @dataclass
        class Open:
            client: bigquery.Client = field(default_factory=bigquery.Client)
            def rows(self):
                return self.client.query(SQL)  # <- CA201
        Capped(client=bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP)))
    """,
    "client given to an object": """
        class Store:
            def __init__(self, client):
                self.client = client
            def rows(self):
                return self.client.query(SQL)  # <- CA201 some
        Store(bigquery.Client())
        Store(bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP)))
    """,
    # Wrappers ----------------------------------------------------------------------------
    "wrappers two deep": """
        from inner import Inner
        class Outer:
            def __init__(self):
                self.inner = Inner()
            def fetch(self, sql):
                return self.inner.query(sql)
        Outer().fetch(SQL)
        # file: inner.py
        class Inner:
            def __init__(self):
                self.client = bigquery.Client()
            def query(self, sql):
                return self.client.query(sql)  # <- CA201
    """,
    "config through wrappers two deep": """
        def outer(client, sql, config=None):
            return inner(client, sql, job_config=config)
        def inner(client: bigquery.Client, sql, job_config=None):
            return client.query(sql, job_config=job_config)
        def a(client):
            outer(client, SQL, bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
    """,
    "wrappers of one name": """
        from capped import Store as Capped
        from bare import Store as Bare
        Capped().query(SQL)
        Bare().query(SQL)
        # file: capped.py
        class Store:
            def __init__(self):
                self.client = bigquery.Client()
            def query(self, sql):
                return self.client.query(sql, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        # file: bare.py
        class Store:
            def __init__(self):
                self.client = bigquery.Client()
            def query(self, sql):
                return self.client.query(sql)  # <- CA201
    """,
    "wrapper that is only annotated": """
        from store import Store
        def rows(store: Store):
            return store.query(SQL)
        # file: store.py
        class Store:
            client: bigquery.Client
            def query(self, sql):
                return self.client.query(sql, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
    """,
    "wrapper and its client as parameters without annotation": """
        from store import Store
        def a(store):
            store.query(SQL)
            store.client.query(SQL)  # <- CA201
        class Job:
            def __init__(self, store):
                self.store = store
            def run(self):
                self.store.query(SQL)
                self.store.client.query(SQL)  # <- CA201
        def main():
            store = Store()
            a(store)
            Job(store).run()
        # file: store.py
        class Store:
            def __init__(self):
                self._client = bigquery.Client()
            @property
            def client(self):
                return self._client
            def query(self, sql):
                return self._client.query(sql)  # <- CA201
    """,
    # References --------------------------------------------------------------------------
    "executors": """
        import asyncio
        from concurrent.futures import ThreadPoolExecutor
        client = bigquery.Client()
        capped = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
        async def f(loop, executor: ThreadPoolExecutor):
            executor.submit(client.query, SQL)  # <- CA201
            executor.submit(client.query, SQL, capped)
            executor.submit(client.query, SQL, job_config=capped)
            await loop.run_in_executor(None, client.query, SQL)  # <- CA201
            await asyncio.to_thread(client.query, SQL)  # <- CA201
            await asyncio.to_thread(client.query, SQL, job_config=capped)
            list(executor.map(client.query, [SQL]))  # <- CA201
    """,
    "lambdas": """
        client = bigquery.Client()
        def f(executor):
            executor.submit(lambda: client.query(SQL))  # <- CA201
            executor.submit(lambda: client.query(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP)))
            run = lambda sql: client.query(sql)  # <- CA201
            run(SQL)
    """,
    "partials": """
        from functools import partial
        client = bigquery.Client()
        capped = partial(client.query, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        capped(SQL)
        bare = partial(client.query, location="EU")  # <- CA201
        bare(SQL)
        config = partial(bigquery.QueryJobConfig, maximum_bytes_billed=CAP)
        client.query(SQL, job_config=config(labels={}))
    """,
    "a method under another name": """
        client = bigquery.Client()
        run = client.query
        run(SQL)  # <- CA201
        run(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
    """,
    "retries": """
        from google.api_core.retry import Retry
        from tenacity import retry
        client = bigquery.Client()
        def call_with_retry(function, *args, **kwargs):
            return function(*args, **kwargs)
        call_with_retry(client.query, SQL)  # <- CA201
        call_with_retry(client.query, SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        Retry()(client.query)(SQL)  # <- CA201
        @retry
        def rows():
            return client.query(SQL)  # <- CA201
    """,
    "a wrapper handed on": """
        client = bigquery.Client()
        def run(sql, config=None):
            return client.query(sql, job_config=config)  # <- CA201
        def f(executor):
            executor.submit(run, SQL)
    """,
    "threads": """
        import threading
        client = bigquery.Client()
        threading.Thread(target=client.query, args=(SQL,)).start()  # <- CA201
    """,
    # Injection ---------------------------------------------------------------------------
    "dependency injection": """
        from fastapi import Depends
        from typing import Annotated
        from clients import bare, capped
        Db = Annotated[bigquery.Client, Depends(capped)]
        async def a(db: bigquery.Client = Depends(bare)):
            return db.query(SQL)  # <- CA201
        async def b(db: bigquery.Client = Depends(capped)):
            return db.query(SQL)
        async def c(db: Annotated[bigquery.Client, Depends(bare)]):
            return db.query(SQL)  # <- CA201
        async def d(db: Db):
            return db.query(SQL)
        async def e(db=Depends(bare)):
            return db.query(SQL)  # <- CA201
        # file: clients.py
        def bare():
            return bigquery.Client()
        def capped():
            yield bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
    """,
    "annotations": """
        from __future__ import annotations
        from typing import Optional
        def a(client: Optional[bigquery.Client]):
            client.query(SQL)  # <- CA201
        def b(client: "bigquery.Client | None"):
            client.query(SQL)  # <- CA201
    """,
    # Other jobs --------------------------------------------------------------------------
    "dry runs": """
        def f(client: bigquery.Client):
            client.query(SQL, job_config=bigquery.QueryJobConfig(dry_run=True))
            client.query(SQL, job_config=bigquery.QueryJobConfig(dry_run=False))  # <- CA201
            config = bigquery.QueryJobConfig(use_query_cache=False)
            config.dry_run = True
            client.query(SQL, job_config=config)
    """,
    "load, copy and extract": """
        def f(client: bigquery.Client, rows, blob):
            client.load_table_from_uri("gs://b/f", "d.t", job_config=bigquery.LoadJobConfig())
            client.load_table_from_json(rows, "d.t")
            client.load_table_from_file(blob, "d.t")
            client.copy_table("d.a", "d.b")
            client.extract_table("d.a", "gs://b/f")
            client.insert_rows_json("d.t", rows)
            client.get_table("d.t")
    """,
    "what is not billed by bytes": """
        def f(client: bigquery.Client, dataset):
            client.query("CREATE TABLE shop.tmp (name STRING)")  # <- CA201 advice
            client.query("CREATE TABLE shop.tmp AS SELECT * FROM shop.orders")  # <- CA201 advice
            client.query("DROP TABLE shop.tmp")  # <- CA201 advice
            client.query("CALL shop.refresh()")  # <- CA201 advice
            client.query("SELECT 1")  # <- CA201 advice
            client.query(f"SELECT table_name FROM `{dataset}`.INFORMATION_SCHEMA.TABLES")  # <- CA201 advice
            client.query("SELECT * FROM shop.__TABLES__")  # <- CA201 advice
            client.query("CREATE OR REPLACE VIEW shop.v AS SELECT * FROM shop.orders")  # <- CA201 advice
            client.query("/* a */ -- SELECT\\n CREATE SCHEMA x")  # <- CA201 advice
    """,
    "what is": """
        def f(client: bigquery.Client, table):
            client.query(f"DELETE FROM {table} WHERE day = @day")  # <- CA201
            client.query("MERGE shop.a USING shop.b ON a.x = b.x WHEN MATCHED THEN DELETE")  # <- CA201
            client.query("DECLARE x INT64; DELETE FROM shop.a WHERE y = x")  # <- CA201
            client.query("WITH a AS (SELECT * FROM shop.orders) SELECT * FROM a")  # <- CA201
            client.query("BEGIN TRANSACTION; INSERT INTO shop.a SELECT * FROM shop.b; COMMIT TRANSACTION")  # <- CA201
            client.query(table)  # <- CA201
    """,
    # Other ways in -----------------------------------------------------------------------
    "pandas": """
        import pandas as pd
        import pandas_gbq
        from pandas_gbq import read_gbq
        pd.read_gbq(SQL)  # <- CA201
        pandas_gbq.read_gbq(SQL, configuration={"query": {"useQueryCache": True}})  # <- CA201
        pandas_gbq.read_gbq(SQL, configuration={"query": {"maximumBytesBilled": CAP}})
        LIMIT = {"query": {"maximumBytesBilled": CAP}}
        read_gbq(SQL, configuration=LIMIT)
        read_gbq(SQL, project_id="p")  # <- CA201
    """,
    "airflow": """
        from airflow.providers.google.cloud.operators.bigquery import BigQueryExecuteQueryOperator, BigQueryInsertJobOperator
        def job(sql):
            return {"query": {"query": sql, "useLegacySql": False}}
        def capped(sql):
            return {"query": {"query": sql, "maximumBytesBilled": "1000"}}
        a = BigQueryInsertJobOperator(task_id="a", configuration={"query": {"query": SQL}})  # <- CA201
        b = BigQueryInsertJobOperator(task_id="b", configuration={"query": {"query": SQL, "maximumBytesBilled": CAP}})
        c = BigQueryInsertJobOperator(task_id="c", configuration={"load": {}})
        d = BigQueryInsertJobOperator(task_id="d", configuration=job(SQL))  # <- CA201
        e = BigQueryInsertJobOperator(task_id="e", configuration=capped(SQL))
        f = BigQueryExecuteQueryOperator(task_id="f", sql=SQL)  # <- CA201
        g = BigQueryExecuteQueryOperator(task_id="g", sql=SQL, maximum_bytes_billed=CAP)
    """,
    "airflow hook": """
        from airflow.providers.google.cloud.hooks.bigquery import BigQueryHook
        hook = BigQueryHook()
        hook.get_client().query(SQL)  # <- CA201
        hook.insert_job(configuration={"query": {"query": SQL}})  # <- CA201
        hook.insert_job(configuration={"query": {"query": SQL, "maximumBytesBilled": CAP}})
    """,
    # Harder ones ---------------------------------------------------------------------------
    "options handed to the config": """
        client = bigquery.Client()
        def run(sql, **options):
            return client.query(sql, job_config=bigquery.QueryJobConfig(**options))  # <- CA201 some
        run(SQL, maximum_bytes_billed=CAP)
        run(SQL, labels={})
        def limited(sql, **options):
            options["maximum_bytes_billed"] = CAP
            return client.query(sql, job_config=bigquery.QueryJobConfig(**options))
        def limits():
            return {"maximum_bytes_billed": CAP}
        client.query(SQL, job_config=bigquery.QueryJobConfig(**limits()))
    """,
    "default set on an attribute": """
        class Store:
            table = bigquery.Client()
            def __init__(self):
                self.client = bigquery.Client()
                self.client.default_query_job_config = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)
            def rows(self):
                self.table.query(SQL)  # <- CA201
                return self.client.query(SQL)
    """,
    "methods that make configurations": """
        class Store:
            def __init__(self):
                self.client = bigquery.Client()
            def _capped(self):
                config = self._bare()
                config.maximum_bytes_billed = CAP
                return config
            @staticmethod
            def _bare():
                return bigquery.QueryJobConfig()
            def _apply(self, config):
                config.maximum_bytes_billed = CAP
            def rows(self):
                self.client.query(SQL, job_config=self._capped())
                self.client.query(SQL, job_config=self._bare())  # <- CA201
                config = self._bare()
                self._apply(config)
                self.client.query(SQL, job_config=config)
    """,
    "closures": """
        def f(client: bigquery.Client, loop):
            config = bigquery.QueryJobConfig()
            def late():
                return client.query(SQL, job_config=config)
            config.maximum_bytes_billed = CAP
            bare = bigquery.QueryJobConfig()
            def inner():
                return client.query(SQL, job_config=bare)  # <- CA201
            return loop.run_in_executor(None, lambda: client.query(SQL, job_config=config)), late, inner
    """,
    "configurations by name": """
        CONFIGS = {"small": bigquery.QueryJobConfig(maximum_bytes_billed=CAP), "big": bigquery.QueryJobConfig()}
        client = bigquery.Client()
        client.query(SQL, job_config=CONFIGS["small"])
        client.query(SQL, job_config=CONFIGS["big"])  # <- CA201
    """,
    "an import that may fail": """
        try:
            from google.cloud import bigquery as bq
        except ImportError:
            bq = None
        def f():
            return bq.Client().query(SQL)  # <- CA201
    """,
    "client re-exported by a package": """
        from db import client, capped
        client.query(SQL)  # <- CA201
        capped.query(SQL)
        # file: db/__init__.py
        from .clients import client, limited as capped
        # file: db/clients.py
        client = bigquery.Client()
        limited = bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
    """,
    "a configuration nobody can see": """
        from elsewhere import make_config, wrap
        client = bigquery.Client()
        client.query(SQL, job_config=make_config())
        config = wrap(bigquery.QueryJobConfig())
        client.query(SQL, job_config=config)
    """,
    "a cap that is a parameter": """
        client = bigquery.Client()
        def capped(sql, cap: int):
            return client.query(sql, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=cap))
        def maybe(sql, cap=None):
            return client.query(sql, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=cap))  # <- CA201 some
        capped(SQL, CAP)
        maybe(SQL)
        maybe(SQL, CAP)
    """,
    "abstract store": """
        from abc import ABC, abstractmethod
        class Base(ABC):
            @abstractmethod
            def query(self, sql): ...
        class Warehouse(Base):
            def __init__(self):
                self.client = bigquery.Client()
            def query(self, sql):
                return self.client.query(sql)  # <- CA201
        def f(store: Base):
            return store.query(SQL)
    """,
    "a config and its dry run": """
        def f(client: bigquery.Client, check: bool):
            client.query(SQL, job_config=bigquery.QueryJobConfig(dry_run=check))  # <- CA201
            config = bigquery.QueryJobConfig(dry_run=True)
            if client.query(SQL, job_config=config).total_bytes_processed < CAP:
                client.query(SQL)  # <- CA201
    """,
    "a loop over configurations": """
        def f(client: bigquery.Client):
            for config in (bigquery.QueryJobConfig(maximum_bytes_billed=CAP), bigquery.QueryJobConfig()):
                client.query(SQL, job_config=config)  # <- CA201 some
    """,
    "early return": """
        def f(client: bigquery.Client, config=None):
            if config is None:
                return client.query(SQL)  # <- CA201
            config.maximum_bytes_billed = CAP
            return client.query(SQL, job_config=config)
    """,
    "names alone": """
        def f(bq_client, sql, thing):
            bq_client.query(sql)  # <- CA201 medium
            thing.query(sql)
            thing.query(sql, job_config=bigquery.QueryJobConfig())  # <- CA201 medium
            bq_client.query(sql, parameters=[])
    """,
    "tests are left out": """
        # file: tests/test_store.py
        bigquery.Client().query(SQL)
    """,
    "two services with one module name": """
        # file: a/src/core/store.py
        class Store:
            def __init__(self):
                self.client = bigquery.Client(default_query_job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))
        # file: a/src/main.py
        from src.core.store import Store
        Store().client.query(SQL)
        # file: b/src/core/store.py
        class Store:
            def __init__(self):
                self.client = bigquery.Client()
        # file: b/src/main.py
        from src.core.store import Store
        Store().client.query(SQL)  # <- CA201
    """,
}

TYPESCRIPT = {
    "client": """
        import { BigQuery } from '@google-cloud/bigquery'
        const bigquery = new BigQuery({ projectId: 'p' })
        async function f(sql: string) {
          const [rows] = await bigquery.query(sql)  // <- CA201
          await bigquery.query({ query: sql, location: 'US' })  // <- CA201
          await bigquery.query({ query: sql, maximumBytesBilled: '1000' })
          await bigquery.createQueryJob({ query: sql })  // <- CA201
          await bigquery.createQueryJob({ query: sql, maximumBytesBilled: '1000' })
          await bigquery.createQueryJob({ query: sql, dryRun: true })
          bigquery.createQueryStream(sql)  // <- CA201
        }
    """,
    "options in a local": """
        import { BigQuery } from '@google-cloud/bigquery'
        const client = new BigQuery()
        async function f(sql: string, careful: boolean) {
          const options: any = { query: sql }
          await client.query(options)  // <- CA201
          if (careful) { options.maximumBytesBilled = '1000' }
          await client.query(options)  // <- CA201 some
          options.maximumBytesBilled = '1000'
          await client.query(options)
          const base = { maximumBytesBilled: '1000' }
          await client.query({ ...base, query: sql })
          await client.query({ ...{ location: 'EU' }, query: sql })  // <- CA201
        }
    """,
    "options by helper of another file": """
        import { BigQuery } from '@google-cloud/bigquery'
        import { capped, bare } from './options'
        const client = new BigQuery()
        export async function f(sql: string) {
          await client.query(capped(sql))
          await client.query(bare(sql))  // <- CA201
        }
        // file: options.ts
        export function capped(query: string) {
          return { query, maximumBytesBilled: '1000' }
        }
        export const bare = (query: string) => ({ query })
    """,
    "client of another file": """
        import { client } from './client'
        export const rows = (sql: string) => client.query({ query: sql })  // <- CA201
        // file: client.ts
        import { BigQuery } from '@google-cloud/bigquery'
        export const client = new BigQuery()
    """,
    "class": """
        import { BigQuery } from '@google-cloud/bigquery'
        class Store {
          private client: BigQuery
          constructor() { this.client = new BigQuery() }
          async rows(sql: string) { return this.client.query({ query: sql }) }  // <- CA201
          async capped(query: string) { return this.client.query({ query, maximumBytesBilled: '1' }) }
        }
    """,
    "dataset and wrapper": """
        import { BigQuery } from '@google-cloud/bigquery'
        const client = new BigQuery()
        async function run(options: { query: string }) {
          return client.query(options)
        }
        export const a = () => run({ query: 'SELECT a FROM b.c', maximumBytesBilled: '1' } as any)
        export const b = () => client.dataset('d').query({ query: 'SELECT a FROM b' })  // <- CA201
        export const c = () => client.query('CREATE TABLE a.b (c STRING)')  // <- CA201 advice
    """,
    "factories, singletons and maps": """
        import { BigQuery, type Query } from '@google-cloud/bigquery'
        let cached: BigQuery | null = null
        function getClient(): BigQuery {
          if (!cached) { cached = new BigQuery() }
          return cached
        }
        export async function all(sqls: string[]) {
          return Promise.all(sqls.map((sql) => getClient().query({ query: sql })))  // <- CA201
        }
        export async function run(sql: string, params: Record<string, unknown>) {
          const [rows] = await getClient().query({ query: sql, params })  // <- CA201
          return rows
        }
        export async function typed(bq: BigQuery, options: Query) {
          await bq.query({ ...options, maximumBytesBilled: '1000' })
          await bq.query({ query: 'SELECT a FROM b.c' })  // <- CA201
        }
    """,
    "wrapper class of another file": """
        import { Warehouse } from './warehouse'
        const warehouse = new Warehouse()
        export const rows = () => warehouse.query('SELECT a FROM b.c')
        // file: warehouse.ts
        import { BigQuery } from '@google-cloud/bigquery'
        export class Warehouse {
          private readonly client = new BigQuery()
          async query(sql: string) {
            const [rows] = await this.client.query({ query: sql, maximumBytesBilled: process.env.LIMIT })
            return rows
          }
          async open(sql: string) { return this.client.query(sql) }  // <- CA201
        }
    """,
    "require": """
        const { BigQuery } = require('@google-cloud/bigquery')
        const client = new BigQuery()
        client.query('SELECT a FROM b.c').then(console.log)  // <- CA201
    """,
    "other libraries": """
        import { Pool, Client } from 'pg'
        import mysql from 'mysql2/promise'
        import { createClient } from '@supabase/supabase-js'
        import { PrismaClient } from '@prisma/client'
        import { useQuery } from '@tanstack/react-query'
        const pool = new Pool(), client = new Client(), prisma = new PrismaClient()
        async function f(sql: string, connection: mysql.Connection, apollo: any) {
          await pool.query(sql); await client.query(sql); await connection.query(sql); await apollo.query({ query: sql })
          await prisma.$queryRaw`SELECT 1`; createClient('a', 'b').from('t').select()
          useQuery({ queryKey: ['a'] })
        }
    """,
}

FILES = {
    "run.sh": """
        bq query 'SELECT a FROM b.c'  # <- CA201
        bq query --maximum_bytes_billed=1000 'SELECT a FROM b.c'
        bq query --maximum_bytes_billed 1000 'SELECT a FROM b.c'
        bq query --maximum_bytes_billed=0 'SELECT a FROM b.c'  # <- CA201
        bq --project_id="$P" --location=EU query --use_legacy_sql=false "SELECT a FROM b.c"  # <- CA201
        bq query --dry_run 'SELECT a FROM b.c'
        bq query --nouse_legacy_sql 'CREATE TABLE a.b (c STRING)'  # <- CA201 advice
        bq load d.t gs://b/f
        bq ls --format=json | grep query
        echo "bq query 'SELECT 1'"
        # bq query 'SELECT a FROM b.c'
        bq query "${FLAGS[@]}" "SELECT a FROM b.c"
        COUNT=$(bq query --format=csv "SELECT COUNT(*) FROM b.c")  # <- CA201
        if ! bq query --quiet < migrate.sql; then exit 1; fi  # <- CA201
        LIMIT=1000
        bq query --maximum_bytes_billed="$LIMIT" "SELECT a FROM b.c"
        sudo bq query "SELECT a FROM b.c"  # <- CA201
        bq query "SELECT table_name FROM d.INFORMATION_SCHEMA.TABLES"  # <- CA201 advice
    """,
    "heredoc.sh": """
        bq query --use_legacy_sql=false <<SQL  # <- CA201
        DELETE FROM a.b WHERE c = 1
        SQL
        bq query \\
          --maximum_bytes_billed=1000 \\
          'SELECT a FROM b.c'
    """,
    "ci.yaml": """
        jobs:
          check:
            steps:
              - run: bq query 'SELECT a FROM b.c'  # <- CA201
              - run: |
                  echo start
                  bq query --maximum_bytes_billed=1 'SELECT a FROM b.c'
                  bq query 'SELECT a FROM b.c' # <- CA201
              - name: bq query is what this describes
    """,
    "cloudbuild.yaml": """
        steps:
          - name: gcr.io/google.com/cloudsdktool/cloud-sdk
            entrypoint: bq  # <- CA201
            args: ['query', '--use_legacy_sql=false', 'SELECT a FROM b.c']
          - name: gcr.io/google.com/cloudsdktool/cloud-sdk
            entrypoint: bq
            args: ['query', '--maximum_bytes_billed=1000', 'SELECT a FROM b.c']
          - name: gcr.io/google.com/cloudsdktool/cloud-sdk
            entrypoint: bash
            args:
              - -c
              - bq query 'SELECT a FROM b.c'  # <- CA201
          - name: sdk
            args: [bq, query, 'SELECT a FROM b.c']  # <- CA201
          - name: sdk
            args: [bq, load, d.t, gs://b/f]
    """,
    "workflow.yaml": """
        main:
          steps:
            - open:
                call: googleapis.bigquery.v2.jobs.query  # <- CA201
                args:
                  projectId: p
                  body:
                    query: SELECT a FROM b.c
                    useLegacySql: false
            - capped:
                call: googleapis.bigquery.v2.jobs.query
                args:
                  body:
                    query: SELECT a FROM b.c
                    maximumBytesBilled: "1000"
            - job:
                call: googleapis.bigquery.v2.jobs.insert  # <- CA201
                args:
                  body:
                    configuration:
                      query:
                        query: SELECT a FROM b.c
            - capped_job:
                call: googleapis.bigquery.v2.jobs.insert
                args:
                  body:
                    configuration:
                      query:
                        query: SELECT a FROM b.c
                        maximumBytesBilled: 1000
            - load:
                call: googleapis.bigquery.v2.jobs.insert
                args:
                  body:
                    configuration:
                      load: {sourceUris: []}
            - unseen:
                call: googleapis.bigquery.v2.jobs.query
                args:
                  body: ${body}
    """,
    "dag.yaml": """
        report:
          operator: airflow.providers.google.cloud.operators.bigquery.BigQueryInsertJobOperator
          configuration:
            query:
              query: SELECT a FROM b.c  # <- CA201
              useLegacySql: false
        capped:
          operator: airflow.providers.google.cloud.operators.bigquery.BigQueryInsertJobOperator
          configuration:
            query: {query: SELECT a FROM b.c, maximumBytesBilled: 1000}
    """,
    "profiles.yml": """
        shop:
          target: dev
          outputs:
            dev:
              type: bigquery  # <- CA201
              method: oauth
              dataset: shop
            prod:
              type: bigquery
              method: oauth
              dataset: shop
              maximum_bytes_billed: 1000
            local:
              type: postgres
              schema: shop
    """,
    "look_alikes.yaml": """
        query: SELECT a FROM bigquery.b
        description: run bq query by hand
        sources: [{type: bigquery, dataset: shop}]
        configuration: {query: {limit: 10}}
    """,
}

LOOK_ALIKES = {
    "sqlalchemy": "from sqlalchemy.orm import Session\ndef f(session: Session): session.query(User).all(); db.session.query(User)\n",
    "django": "from shop.models import Order\nfrom django.db.models import query\nOrder.objects.query(SQL); query(SQL)\n",
    "pandas": "import pandas as pd\nframe = pd.DataFrame({'a': [1]})\nframe.query('a > 0'); frame[frame.a > 1].query('a')\n",
    "elasticsearch": "from elasticsearch import Elasticsearch\nclient = Elasticsearch()\nclient.query(SQL); client.sql.query(body={})\n",
    "influxdb": "from influxdb_client import InfluxDBClient\nclient = InfluxDBClient()\nclient.query_api().query(SQL); client.query(SQL)\n",
    "pymilvus": "from pymilvus import Collection, MilvusClient\nMilvusClient().query('c', filter='a'); Collection('x').query('a')\n",
    "dynamodb": "import boto3\ntable = boto3.resource('dynamodb').Table('t')\ntable.query(KeyConditionExpression=1)\n",
    "neo4j": "from neo4j import GraphDatabase\nwith GraphDatabase.driver('x').session() as s: s.query(SQL)\n",
    "chromadb": "import chromadb\ncollection = chromadb.Client().get_collection('c')\ncollection.query(query_texts=['a'])\n",
    "pinecone": "from pinecone import Pinecone\nindex = Pinecone().Index('i')\nindex.query(vector=[1])\n",
    "duckdb": "import duckdb\nduckdb.query(SQL); duckdb.connect().query(SQL)\n",
    "clickhouse": "import clickhouse_connect\nclient = clickhouse_connect.get_client()\nclient.query(SQL)\n",
    "google datastore": "from google.cloud import datastore\nclient = datastore.Client()\nclient.query(kind='a')\n",
    "google monitoring": "from google.cloud import monitoring_v3\nmonitoring_v3.QueryServiceClient().query(SQL)\n",
    "own class": "class Client:\n    def query(self, sql): return sql\nclient = Client()\nclient.query(SQL)\n",
    "unknown": "def f(client, db, session): client.query(SQL); db.query(SQL); session.query(SQL)\n",
    "a word": 'print("client.query(sql)")\ndef query(sql): return sql\nquery(SQL)\n',
}


@pytest.mark.parametrize("name", PYTHON)
def test_python(name):
    found, expected = check(PYTHON[name])
    assert found == expected


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_other_libraries_are_silent(name):
    # SQL and the import of bigquery are there, so that only the receiver can tell.
    assert found_in({"app.py": 'SQL = "SELECT name FROM orders"\n' + LOOK_ALIKES[name]}) == {}
    if name != "unknown":
        assert found_in({"app.py": HEAD + LOOK_ALIKES[name]}) == {}


@pytest.mark.parametrize("name", TYPESCRIPT)
def test_typescript(name):
    found, expected = check(TYPESCRIPT[name], "app.ts")
    assert found == expected


@pytest.mark.parametrize("path", FILES)
def test_shell_and_yaml(path):
    found, expected = check(FILES[path], path)
    assert found == expected


def test_notebook_cells():
    files = {
        "report.ipynb": notebook(
            HEAD + "client = bigquery.Client()\n%matplotlib inline\nclient.query(SQL)",
            "%%bigquery frame --project p\nSELECT a FROM b.c",
            "%%bigquery frame --maximum_bytes_billed 1000\nSELECT a FROM b.c",
            "%%bigquery --dry_run\nSELECT a FROM b.c",
            "%%bigquery\nCREATE TABLE a.b (c STRING)",
            "client.query(SQL, job_config=bigquery.QueryJobConfig(maximum_bytes_billed=CAP))",
        )
    }
    assert found_in(files) == {("report.ipynb", 4): "", ("report.ipynb", 5): "", ("report.ipynb", 11): "advice"}


def test_notebook_whose_magic_has_a_default():
    setting = "from google.cloud.bigquery import magics\nmagics.context.default_query_job_config"
    for tail in (".maximum_bytes_billed = CAP", " = bigquery.QueryJobConfig(maximum_bytes_billed=CAP)"):
        assert found_in({"a.ipynb": notebook(HEAD + setting + tail, "%%bigquery\nSELECT a FROM b.c")}) == {}


def test_commands_in_python():
    text = """
        import os, subprocess
        subprocess.run(["bq", "query", "--use_legacy_sql=false", SQL], check=True)  # <- CA201
        subprocess.run(["bq", "query", "--maximum_bytes_billed=1000", SQL])
        subprocess.check_output(f"bq query --format=csv '{SQL}'", shell=True)  # <- CA201
        os.system("bq ls")
        subprocess.run(["psql", "query"])
    """
    found, expected = check(text)
    assert found == expected


def fixed(text):
    """The text with the first fix of each finding applied, from the end on."""
    project = project_from({"app.py": text})
    edits = {fix.edits[0] for f in MissingMaximumBytesBilled().check_project(project) for fix in f.fixes}
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        line = lines[edit.span.row - 1]
        lines[edit.span.row - 1] = line[: edit.span.column - 1] + edit.text + line[edit.span.column - 1 :]
    return "".join(lines)


@pytest.mark.parametrize(
    "call",
    [
        "client.query(SQL, job_config=bigquery.QueryJobConfig())",
        "client.query(SQL, job_config=bigquery.QueryJobConfig(labels={}))",
        "client.query(SQL, job_config=bigquery.QueryJobConfig(\n    query_parameters=[],\n))",
        "client.query(SQL, job_config=bigquery.QueryJobConfig(priority=PRIORITY))",
        "bigquery.Client(project=PROJECT).query(SQL)",
        "bigquery.Client().query(SQL)",
    ],
)
def test_fixes_give_a_limit(call):
    text = f"{HEAD}client = make()\nclient: bigquery.Client\n{call}\n"
    text = text.replace("client = make()\nclient: bigquery.Client", "client = bigquery.Client.from_service_account_json(KEY)")
    assert found_in({"app.py": text}) != {}
    mended = fixed(text)
    compile(mended, "app.py", "exec")
    assert found_in({"app.py": mended}) == {}


@pytest.mark.parametrize(
    "call",
    [
        "bigquery.QueryJobConfig( labels={})",
        "bigquery.QueryJobConfig (labels={})",
        "bigquery . QueryJobConfig()",
        "bigquery.QueryJobConfig(priority = PRIORITY)",
        "bigquery.QueryJobConfig(**OPTIONS)",
    ],
)
def test_no_fix_where_its_place_is_not_sure(call):
    text = f"{HEAD}OPTIONS = {{}}\ndef f(client: bigquery.Client):\n    client.query(SQL, job_config={call})\n"
    assert found_in({"app.py": text}) != {}
    assert fixed(text) == text


def test_the_note_counts_what_one_default_cures():
    text = f"{HEAD}client = bigquery.Client()\nclient.query(SQL)\nclient.query(SQL)\n"
    project = project_from({"app.py": text})
    found = list(MissingMaximumBytesBilled().check_project(project))
    assert list(MissingMaximumBytesBilled().notes(found)) == ["a default config at app.py:2 cures 2 of these"]
    assert list(MissingMaximumBytesBilled().notes(found[:1])) == []
    assert [[related.location.span.row for related in f.related] for f in found] == [[2], [2]]
    assert [len(f.fixes) for f in found] == [1, 0]


def test_the_notes_name_a_few_clients_and_count_the_others():
    parts = [f"c{n} = bigquery.Client()\nc{n}.query(SQL)\nc{n}.query(SQL)\n" for n in range(5)]
    project = project_from({"app.py": HEAD + "".join(parts)})
    rule = MissingMaximumBytesBilled()
    notes = list(rule.notes(list(rule.check_project(project))))
    assert len(notes) == 4
    assert notes[-1] == "default configs at 2 more clients cure 4 of these"


def test_callers_of_callers_end():
    layers = [f"def f{n}(client, sql, config=None):\n" + f"    f{n - 1}(client, sql, config)\n" * 12 for n in range(1, 20)]
    start = "def f0(client: bigquery.Client, sql, config=None):\n    client.query(sql, job_config=config)\n"
    began = time.process_time()
    found_in({"app.py": HEAD + start + "".join(layers)})
    assert time.process_time() - began < 2


def test_a_wide_expression_of_choices_ends():
    choices = " or ".join(f"pick{n}()" for n in range(200))
    text = f"{HEAD}def f(client: bigquery.Client):\n    config = {choices}\n    client.query(SQL, job_config=config)\n"
    assert found_in({"app.py": text}) == {}
