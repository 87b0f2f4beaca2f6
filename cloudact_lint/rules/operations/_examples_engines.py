"""Small engines that run pipelines, for examples: the ways in which a type becomes code."""

from __future__ import annotations

RUNNER = (
    "app/runner.py",
    """\
import importlib

import yaml


def run(path, context):
    with open(path) as file:
        pipeline = yaml.safe_load(file)
    for step in pipeline["steps"]:
        module = importlib.import_module(f"app.steps.{step['type']}")
        worker = module.build()
        worker.work(step, context)
""",
)
STEP = """\
class Worker:
    def work(self, step, context):
        return step["id"]


def build():
    return Worker()
"""
STEPS = (("app/steps/load.py", STEP), ("app/steps/web/extract.py", STEP))
PROCEDURES = (
    ("sql/close_month.sql", "CREATE OR REPLACE PROCEDURE costs.close_month(month DATE)\nBEGIN\n  SELECT 1;\nEND;\n"),
    ("sql/rebuild_daily.sql", "CREATE OR REPLACE PROCEDURE costs.rebuild_daily(day DATE)\nBEGIN\n  SELECT 1;\nEND;\n"),
)
SCHEMA = '{"table": "costs.daily", "fields": [{"name": "day", "type": "DATE"}, {"name": "cost", "type": "NUMERIC"}]}'
SCHEMAS = '{"schemas": {"acme_costs": {"fields": [{"name": "day", "type": "DATE"}]}}}'
REGISTRY = (
    "app/engine.py",
    """\
def load(step):
    return step["table"]


def report(step):
    return step["title"]


STEPS = {"load": load, "report": report}


def run(pipeline):
    for step in pipeline["steps"]:
        STEPS[step["type"]](step)
""",
)
DECORATED = (
    "app/engine.py",
    """\
STEPS = {}


def register(name):
    def decorate(function):
        STEPS[name] = function
        return function

    return decorate


@register("load")
def load(step):
    return step["table"]


@register("report")
def report(step):
    return step["title"]


def run(pipeline):
    for step in pipeline["steps"]:
        STEPS[step["type"]](step)
""",
)
CHAIN = (
    "app/engine.py",
    """\
def run(pipeline):
    for step in pipeline["steps"]:
        kind = step["type"]
        if kind == "load":
            print(step["table"])
        elif kind in ("report", "mail"):
            print(step["title"])
        else:
            raise ValueError(f"no step is called {kind}")
""",
)
METHODS = (
    "app/engine.py",
    """\
class Engine:
    def run(self, pipeline):
        for step in pipeline["steps"]:
            getattr(self, f"run_{step['type']}")(step)

    def run_load(self, step):
        return step["table"]

    def run_report(self, step):
        return step["title"]
""",
)
CALLER = (
    "app/steps/call.py",
    """\
class Caller:
    def work(self, step, context):
        config = step.get("config", {})
        procedure = config.get("procedure", {})
        name = procedure.get("name")
        if not name:
            raise ValueError("procedure.name is required")
        context.client.query(f"CALL costs.{name}()").result()


def build():
    return Caller()
""",
)
