"""Pipelines in YAML: which files hold them, what they say, and the code that runs them."""

from __future__ import annotations

import pytest

from cloudact_lint.project.pipelines.flows import Flow
from cloudact_lint.project.pipelines.pipelines import Pipelines
from tests.support import files_of, project_from

STEP = "steps:\n  - id: load\n    type: load\n    destination_table: costs\n"


def pipelines(text, path="pipelines/daily.yaml", **settings):
    return Pipelines.of(project_from(files_of(text, path), **settings))


def names(text, path="pipelines/daily.yaml", **settings):
    return [pipeline.name for pipeline in pipelines(text, path, **settings).all]


def findings(code, files):
    from cloudact_lint.registry import rule_by_name

    return list(rule_by_name(code).check_project(project_from(files)))


# What is a pipeline ----------------------------------------------------------------------

PIPELINES = {
    "steps with types and a schedule": (f"name: daily\nschedule: 0 2 * * *\n{STEP}", ["daily"]),
    "a placeholder in its id": (f"pipeline_id: '{{org}}-daily'\n{STEP}", ["{org}-daily"]),
    "a table of tasks": (
        "costs:\n  schedule_interval: '@daily'\n  tasks:\n"
        "    load: {operator: app.Load}\n    sum: {operator: app.Sum}\n",
        ["costs"],
    ),
    "a bundle of jobs": (
        "resources:\n  jobs:\n    nightly:\n      tasks:\n"
        "        - {task_key: a, notebook_task: {notebook_path: ./a}}\n"
        "    weekly:\n      tasks:\n        - {task_key: b, sql_task: {file: {path: b.sql}}}\n",
        ["nightly", "weekly"],
    ),
    "a list of pipelines": (
        "pipelines:\n  - id: one\n    steps: [{id: a, type: load, table: x}]\n"
        "  - id: two\n    steps: [{id: b, type: load, table: y}]\n",
        ["one", "two"],
    ),
    "several documents": (f"pipeline_id: one\n{STEP}---\npipeline_id: two\n{STEP}", ["one", "two"]),
    "only queries": ("name: report\nsteps:\n  - id: sum\n    query: SELECT 1 AS one\n", ["report"]),
    "a flow with triggers": (
        "id: flow\nnamespace: acme\ntasks:\n  - {id: a, type: io.acme.Query}\n"
        "  - {id: b, type: io.acme.Query, dependsOn: [a]}\n",
        ["flow"],
    ),
    "all on one line": ("{pipelines: [{id: one, steps: [{id: a, type: load, table: x}]}]}\n", ["one"]),
    "no name": (f"schedule: 0 2 * * *\n{STEP}", ["daily"]),
    "an anchor for all steps": (
        "x: &base {type: load, retries: 3}\npipeline_id: daily\n"
        "steps:\n  - {<<: *base, id: a}\n  - {<<: *base, id: b}\n",
        ["daily"],
    ),
}
OTHERS = {
    "a house with rooms": ("name: x\ninterval: 5\nsteps:\n  - {id: a, type: b}\n  - {id: c, type: d}\n", "x.yaml"),
    "GitHub": ("on: push\njobs:\n  a:\n    steps:\n"
        "      - {id: x, uses: actions/checkout@v4}\n", ".github/workflows/a.yml"),
    "a GitHub action": (
        "name: a\ninputs: {}\nruns:\n  using: composite\n"
            "  steps:\n    - {id: x, run: make, shell: bash}\n", "action.yml",
    ),
    "Cloud Build": ("steps:\n"
        "  - {id: a, name: gcr.io/x/docker, args: [build], waitFor: ['-']}\n", "deploy/cloudbuild.dev.yaml"),
    "Cloud Build under another name": ("steps:\n"
        "  - {id: a, name: gcr.io/x/docker, args: [build], waitFor: ['-']}\n", "b.yaml"),
    "Kubernetes": ("apiVersion: batch/v1\nkind: Job\nspec: {steps: [{id: a, type: b, table: c}]}\n", "job.yaml"),
    "Azure": ("trigger: [main]\npool: {}\nsteps:\n  - {task: Use@1, name: a}\n", "ci.yaml"),
    "Buildkite": ("steps:\n  - {label: a, command: make, key: a}\n"
        "  - {label: b, command: x, depends_on: a}\n", "b.yml"),
    "Ansible": ("- hosts: all\n  tasks:\n    - {name: install, apt: x}\n", "site.yaml"),
    "a task file": ("version: '3'\nincludes: {}\ntasks:\n  a: {cmds: [make]}\n", "Taskfile.yml"),
    "a Google workflow": ("main:\n  steps:\n    - a:\n        call: http.get\n    - b:\n        return: 1\n", "w.yaml"),
    "a workflow with named calls": ("main:\n  steps:\n"
        "    - {name: a, call: http.get, args: {query: SELECT 1}}\n", "w.yaml"),
    "compose": ("services: {api: {image: x}}\nnetworks: {}\n", "docker-compose.yml"),
    "OpenAPI": ("openapi: 3.0.0\nsteps:\n  - {id: a, type: b, table: c}\n", "api.yaml"),
    "a tour": ("name: tour\nsteps:\n  - {id: a, type: card}\n  - {id: b, type: card}\n", "tour.yaml"),
    "a recipe": ("name: soup\nsteps:\n  - {name: cut, action: cut the onions}\n", "soup.yaml"),
    "steps in words": ("name: x\nschedule: daily\nsteps:\n  - do this\n  - do that\n", "x.yaml"),
    "test code": (f"pipeline_id: daily\n{STEP}", "tests/daily.yaml"),
    "dbt": ("version: 2\nmodels:\n  - name: a\n    columns: [{name: b, tests: [unique]}]\n", "models/schema.yml"),
    "data versions": ("stages:\n  train: {cmd: python train.py, deps: [a], outs: [b]}\n", "dvc.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("case", PIPELINES)
def test_pipelines_are_found(case):
    text, wanted = PIPELINES[case]
    assert names(text) == wanted


@pytest.mark.parametrize("case", OTHERS)
def test_others_are_left_alone(case):
    text, path = OTHERS[case]
    assert names(text, path) == []


def test_steps_that_only_wait_for_each_other_are_no_pipeline_of_data():
    text = "id: triage\ntasks:\n  read: {runner: a}\n  answer: {runner: b, depends_on: [raed]}\n"
    (found,) = pipelines(text).all
    assert not found.moves_data
    assert {code for code in ("CA701", "CA702", "CA706", "CA709") if findings(code, {"triage.yaml": text})} == {"CA702"}


def test_the_configuration_says_which_files_and_which_keys():
    shape = (
        ("files", ("flows/",)),
        ("steps", ("blocks",)),
        ("ids", ("key",)),
        ("types", ("engine",)),
        ("schedule", ("every",)),
    )
    text = "name: nightly\nevery: night\nblocks:\n  - {key: a, engine: load}\n  - {key: b, engine: sum, needs: a}\n"
    found = pipelines(text, "flows/a.yaml", pipelines=shape).all
    assert [(step.id, step.type, step.type_key) for step in found[0].steps] == [
        ("a", "load", "engine"),
        ("b", "sum", "engine"),
    ]
    assert found[0].schedule is not None and [step.depends_on[0][0] for step in found[0].steps[1:]] == ["a"]
    assert names(text, "other/a.yaml", pipelines=shape) == []
    assert names(f"pipeline_id: daily\n{STEP}", "a.yaml", pipelines=(("exclude", ("a.yaml",)),)) == []


@pytest.mark.parametrize(
    "text",
    [
        "steps: [",
        "steps:\n  - {id: a, type: *missing}\n",
        "pipeline_id: daily\nsteps:\n  - id: a\n   type: b\n",
        "steps:\n  - {{ step }}\n",
        "{% for s in steps %}\n- id: {{ s }}\n{% endfor %}\n",
        "a: &a [*a, *a]\nsteps: *a\n",
        "steps:\n  ? [complex, key]\n  : {id: a, type: load, table: c}\n",
        "steps: {1: {type: load, table: c}, null: {type: load, table: d}}\npipeline_id:\n",
        "pipeline_id: [a, b]\nsteps:\n  - {id: {x: y}, type: [load], depends_on: {a: b}, table: {name: c}}\n",
        "pipeline_id: daily\nschedule: {}\nsteps:\n"
        "  - {id: a, type: load, table: c, depends_on: [[x], {id: []}, null, 3]}\n",
        "\x00",
        "steps: !!python/object:os.system [x]\n",
        "steps:\n- " + "[" * 300 + "\n",
        "---\n---\n--- steps\n",
        "steps:\n" + "".join(f"  - {{id: s{n}, type: load, table: t, depends_on: [s{n + 1}]}}\n" for n in range(3000)),
    ],
)
def test_nothing_crashes_on_odd_yaml(text):
    from cloudact_lint.registry import rule_by_name

    project = project_from({"pipelines/daily.yaml": text})
    for code in ("CA701", "CA702", "CA704", "CA706", "CA709"):
        list(rule_by_name(code).check_project(project))


# What they say ---------------------------------------------------------------------------


def test_references_with_their_roles():
    (pipeline,) = pipelines("""
        pipeline_id: daily
        steps:
          - id: load
            type: load
            source: {table: raw.usage}
            destination: {dataset: costs, table: daily}
            procedure: {name: "p.costs.close_month", dataset: costs}
            sql_file: sql/report.sql
            query_path: sql/other.sql
            schema_file: schemas/daily.json
            params: {rows: "${steps.fetch.rows}", again: "{{ outputs.fetch['rows'] }}"}
            tables: [a, "b_{org}"]
    """).all
    found = [(item.kind, item.value, item.role, item.dataset, item.literal) for item in pipeline.steps[0].references]
    assert found == [
        ("table", "raw.usage", "read", "", True), ("table", "daily", "write", "costs", True),
        ("procedure", "p.costs.close_month", "", "costs", True), ("sql", "sql/report.sql", "", "", True),
        ("sql", "sql/other.sql", "", "", True), ("schema", "schemas/daily.json", "", "", True),
        ("step", "fetch", "", "", True), ("step", "fetch", "", "", True), ("table", "a", "", "", True),
        ("table", "b_{org}", "", "", False),
    ]  # fmt: skip


@pytest.mark.parametrize(("said", "told"), [
    ("notifications: {on_failure: [email]}", [("key", ("notifications", "on_failure"), "email")]),
    ("notifications: {on_success: [email]}", []),
    ("notifications: {on_failure: []}", []),
    ("notify: {email: a@acme.example}", [("key", ("notify",), "a@acme.example")]),
    ("on_failure: stop", []),
    ("on_failure: data@acme.example", [("key", ("on_failure",), "data@acme.example")]),
    ("on_failure: {notify: [slack]}", [("key", ("on_failure",), "slack")]),
    ("email_on_failure: false", []),
    ("default_args: {email_on_failure: true}", [("key", ("default_args", "email_on_failure"), "true")]),
    ("alerts: 3", [("key", ("alerts",), "3")]),
])  # fmt: skip
def test_whom_a_pipeline_names(said, told):
    (pipeline,) = pipelines(f"pipeline_id: daily\n{said}\n{STEP}").all
    assert [(item.by, item.path, item.whom) for item in pipeline.told] == told


@pytest.mark.parametrize(("step", "count"), [
    ("{id: tell, type: email, trigger: on_failure}", 1),
    ("{id: notify_on_failure, type: app.email}", 1),
    ("{id: tell, type: slack.post, trigger_rule: one_failed}", 1),
    ("{id: tell, type: email}", 0),
    ("{id: sum, type: query, trigger: on_failure}", 0),
])  # fmt: skip
def test_steps_that_tell(step, count):
    (pipeline,) = pipelines(f"pipeline_id: daily\n{STEP}  - {step}\n").all
    assert [item.by for item in pipeline.told] == ["step"] * count


@pytest.mark.parametrize(("said", "schedule", "manual"), [
    ("schedule: 0 2 * * *", True, ""), ("schedule: {cron: 0 2 * * *}", True, ""), ("cron: '@daily'", True, ""),
    ("schedule:", False, "schedule"), ("schedule: manual", False, "schedule"), ("trigger: api", False, "trigger"),
    ("owner: me", False, ""),
])  # fmt: skip
def test_when_a_pipeline_runs(said, schedule, manual):
    (pipeline,) = pipelines(f"pipeline_id: daily\n{said}\n{STEP}").all
    assert (pipeline.schedule is not None, pipeline.manual) == (schedule, manual)


def test_what_cannot_be_seen_makes_a_pipeline_incomplete():
    assert pipelines(f"pipeline_id: daily\n{STEP}").all[0].complete
    assert not pipelines(f"pipeline_id: daily\nextends: base\n{STEP}").all[0].complete
    assert not pipelines("pipeline_id: daily\nsteps:\n  - {id: 'load_{org}', type: load, table: a}\n").all[0].complete


def test_places_are_exact():
    (pipeline,) = pipelines(f'pipeline_id: "daily"\n{STEP}').all
    assert pipeline.at[:2] == (1, 14) and pipeline.steps_at[:2] == (2, 1)
    assert pipeline.steps[0].at == (3, 9, 3, 13) and pipeline.steps[0].references[0].at == (5, 24, 5, 29)


# What runs them --------------------------------------------------------------------------

MODULES = """
    # file: app/run.py
    import importlib

    PACKAGE = "app.steps"

    def run(pipeline):
        for step in pipeline["steps"]:
            start(step, step.get("kind", step.get("type")))

    def start(step, kind):
        name = f"{PACKAGE}.{kind.lower().replace('-', '_')}"
        module = importlib.import_module(name)
        module.main(step)
    # file: app/steps/copy_rows.py
    def main(step):
        return step
    # file: app/steps/broken.py
    def start(step):
        return step
    # file: other/app/steps/load.py
    def main(step):
        return step
"""


def statuses(code, *types, key="type"):
    text = "pipeline_id: daily\nschedule: 0 2 * * *\nsteps:\n" + "".join(
        f"  - {{id: s{n}, {key}: {type}}}\n" for n, type in enumerate(types)
    )
    found = Pipelines.of(project_from({**files_of(code), "pipelines/daily.yaml": text}))
    (pipeline,) = found.all
    return [(item.status, item.lacks) for item in (found.processor(pipeline, step) for step in pipeline.steps)]


def test_modules_by_a_name_that_holds_the_type():
    assert statuses(MODULES, "Copy-Rows", "broken", "gone", "load") == [
        ("found", ""), ("found", "main()"), ("missing", ""), ("missing", ""),
    ]  # fmt: skip
    assert statuses(MODULES, "copy_rows", "gone", key="kind") == [("found", ""), ("missing", "")]


def test_a_key_that_no_code_looks_at_leads_nowhere():
    assert statuses(MODULES, "copy_rows", "gone", key="operator") == [("unknown", ""), ("unknown", "")]


def test_whole_paths_of_classes():
    code = """
        # file: app/run.py
        import importlib

        def run(step):
            module, name = step["class"].rsplit(".", 1)
            return getattr(importlib.import_module(module), name)(step)
        # file: app/load.py
        class Load:
            pass
    """
    assert statuses(code, "app.load.Load", "vendor.load.Load", key="class") == [("found", ""), ("unknown", "")]


REGISTRIES = {
    "a display": 'STEPS = {"load": load, "sum": sum_up}\ndef run(step):\n    return STEPS[step["type"]](step)\n',
    "get": 'STEPS = {"load": load, "sum": sum_up}\ndef run(step):\n    return STEPS.get(step["type"])(step)\n',
    "assignments": 'STEPS = {}\nSTEPS["load"] = load\nSTEPS["sum"] = sum_up\n'
    'def run(step):\n    return STEPS[step["type"]](step)\n',
    "an attribute": (
        'class Engine:\n    def __init__(self):\n        self.steps = {"load": load, "sum": sum_up}\n'
        '    def run(self, step):\n        return self.steps[step["type"]](step)\n'
    ),
    "a parameter": (
        'STEPS = {"load": load, "sum": sum_up}\ndef one(kind, step):\n    return STEPS[kind](step)\n'
        'def run(step):\n    return one(step["type"], step)\n'
    ),
    "attributes of a model": 'STEPS = {"load": load, "sum": sum_up}\n'
    "def run(step):\n    return STEPS[step.type](step)\n",
}


@pytest.mark.parametrize("way", REGISTRIES)
def test_tables_of_types(way):
    code = f"def load(step):\n    pass\ndef sum_up(step):\n    pass\n{REGISTRIES[way]}"
    assert [status for status, _ in statuses(code, "load", "sum", "gone")] == ["found", "found", "missing"]


OPEN = {
    "a default": 'STEPS = {"load": load}\ndef run(step):\n    return STEPS.get(step["type"], load)(step)\n',
    "an update": 'STEPS = {"load": load}\nSTEPS.update(plugins())\n'
    'def run(step):\n    return STEPS[step["type"]](step)\n',
    "a spread": 'STEPS = {"load": load, **more}\ndef run(step):\n    return STEPS[step["type"]](step)\n',
    "a loop": (
        'STEPS = {"load": load}\nfor name, step in more():\n    STEPS[name] = step\n'
        'def run(step):\n    return STEPS[step["type"]](step)\n'
    ),
}


@pytest.mark.parametrize("way", OPEN)
def test_tables_that_may_hold_more(way):
    code = f"def load(step):\n    pass\n{OPEN[way]}"
    assert [status for status, _ in statuses(code, "load", "gone")] == ["found", "unknown"]


def test_tables_that_steps_read_and_write():
    files = {
        "sql/close.sql": "CREATE PROCEDURE c.close()\nBEGIN\n  CALL c.sum();\nEND;\n",
        "sql/sum.sql": "CREATE PROCEDURE c.sum()\nBEGIN\n  INSERT INTO c.sums SELECT * FROM c.raw;\n"
        "  CALL c.close();\nEND;\n",
        "app/engine.py": 'from app import steps\n\n\ndef run(step):\n    getattr(steps, step["type"])(step)\n',
        "app/steps.py": 'def load(step):\n    client.load_table_from_uri(step["uri"], "c.raw").result()\n',
        "daily.yaml": "pipeline_id: daily\nsteps:\n  - {id: load, type: load}\n  - id: close\n    type: call\n"
        "    procedure: c.close\n  - id: copy\n    type: query\n    source_table: c.plans\n"
        "    sql: INSERT INTO c.copies SELECT * FROM `c.{org}_raw`\n",
    }
    found = Pipelines.of(project_from(files))
    (pipeline,) = found.all
    assert [found.touched(pipeline, step) for step in pipeline.steps] == [
        ((), ("raw",)), (("raw",), ("sums",)), (("plans",), ("copies",)),
    ]  # fmt: skip


def test_a_changed_runner_asks_its_pipelines_again():
    engine = 'def load(step):\n    pass\nSTEPS = {"load": load}\ndef run(step):\n    return STEPS[step["type"]](step)\n'
    files = {"one/engine.py": engine, "one/flows/a.yaml": f"pipeline_id: a\n{STEP}", "two/other.py": "x = 1\n"}
    for focus, wanted in (("one/engine.py", ["a"]), ("two/other.py", []), ("one/flows/a.yaml", ["a"])):
        project = project_from(files)
        project.focus = frozenset((focus,))
        assert [pipeline.name for pipeline in Pipelines.of(project).asked] == wanted


def test_the_nearest_code_runs_a_pipeline():
    engine = 'def load(step):\n    pass\nSTEPS = {"load": load}\ndef run(step):\n    return STEPS[step["type"]](step)\n'
    found = Pipelines.of(project_from({
        "one/engine.py": engine, "two/engine.py": engine,
        "one/flows/a.yaml": f"pipeline_id: a\n{STEP}", "two/flows/b.yaml": f"pipeline_id: b\n{STEP}",
    }))  # fmt: skip
    ways = {pipeline.name: [way.path for way in found.running(pipeline)] for pipeline in found.all}
    assert ways == {"a": ["one/engine.py"], "b": ["two/engine.py"]}


@pytest.mark.parametrize(("changes", "value"), [
    ((), "a.B"), ((("lower",),), "a.b"), ((("replace", ".", "/"),), "a/B"), ((("rsplit", ".", 1, 0),), "a"),
    ((("split", ".", 5),), None), ((("replace", "x"),), None), ((("split", "", 0),), None),
])  # fmt: skip
def test_what_code_makes_of_a_value(changes, value):
    assert Flow("type", changes).of("a.B") == value
