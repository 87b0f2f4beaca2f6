"""Examples of CA708."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        title="a service that only logs",
        path="app/main.py",
        text="""
import logging
from fastapi import FastAPI

logger = logging.getLogger(__name__)
app = FastAPI()  # <- CA708

@app.post("/runs")
def start(run: dict):
    logger.info("run %s", run)
""",
    ),
    Example(
        title="counters of the standard library are no metrics",
        path="app.py",
        text="""
from collections import Counter
from flask import Flask

app = Flask(__name__)  # <- CA708

@app.get("/words")
def words():
    return Counter(text().split())
""",
    ),
    Example(
        title="what runs pipelines, apart from any service",
        files=(
            ("jobs/nightly.yaml", "pipeline_id: nightly\nsteps:\n  - step_id: load\n    ps_type: load_costs\n"),
            (
                "runner.py",
                """
import importlib
import yaml

def run(path):
    pipeline = yaml.safe_load(open(path))
    for step in pipeline["steps"]:
        module = importlib.import_module("steps." + step["ps_type"])  # <- CA708
        module.run(step)
""",
            ),
            ("steps/__init__.py", ""),
            ("steps/load_costs.py", "def run(step): ...\n"),
        ),
    ),
)

VALID = (
    Example(
        title="Prometheus, in a module of its own",
        files=(
            (
                "main.py",
                """
from fastapi import FastAPI
from observability import metrics

app = FastAPI()

@app.post("/runs")
def start(run: dict):
    metrics.started.inc()
""",
            ),
            ("observability/__init__.py", ""),
            (
                "observability/metrics.py",
                """
from prometheus_client import Counter
started = Counter("runs_started", "Runs that were started")
""",
            ),
        ),
    ),
    Example(
        title="an instrumentor",
        path="main.py",
        text="""
from fastapi import FastAPI
from prometheus_fastapi_instrumentator import Instrumentator

app = FastAPI()
Instrumentator().instrument(app).expose(app)

@app.get("/orders")
def orders(): ...
""",
    ),
    Example(
        title="Cloud Monitoring",
        path="main.py",
        text="""
from fastapi import FastAPI
from google.cloud import monitoring_v3

app = FastAPI()
client = monitoring_v3.MetricServiceClient()

@app.get("/orders")
def orders(): ...
""",
    ),
    Example(
        title="a metrics route of one's own",
        path="main.py",
        text="""
from fastapi import FastAPI
from numbers_kept import as_text

app = FastAPI()

@app.get("/metrics")
def metrics():
    return as_text()
""",
    ),
    Example(
        title="counters of one's own",
        files=(
            (
                "main.py",
                """
from fastapi import FastAPI
from app_metrics import registry

app = FastAPI()

@app.get("/orders")
def orders():
    registry.increment("orders")
""",
            ),
            (
                "app_metrics.py",
                """
class Registry:
    def __init__(self):
        self.values = {}

    def increment(self, name, by=1):
        self.values[name] = self.values.get(name, 0) + by

registry = Registry()
""",
            ),
        ),
        docs=False,
    ),
    Example(
        title="an executor that a service with metrics imports, or that counts itself",
        files=(
            ("jobs/nightly.yaml", "pipeline_id: nightly\nsteps:\n  - step_id: load\n    ps_type: load_costs\n"),
            (
                "runner.py",
                """
import importlib
import statsd
import yaml

client = statsd.StatsClient()

def run(path):
    pipeline = yaml.safe_load(open(path))
    for step in pipeline["steps"]:
        with client.timer(step["ps_type"]):
            importlib.import_module("steps." + step["ps_type"]).run(step)
""",
            ),
            ("steps/__init__.py", ""),
            ("steps/load_costs.py", "def run(step): ...\n"),
        ),
        docs=False,
    ),
)
