"""Which parts of a YAML document are pipelines, and which only look like one.

Many tools call what they do ``steps``: GitHub, Cloud Build, Azure and Buildkite build software with them, Kubernetes
and Argo run containers, Ansible sets up machines, a product tour shows them to people. Unless the configuration says
which files hold pipelines, a part of a document is one only if it has steps with names *and* says something that
none of the others does.
"""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts.pipeline import child
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.facts.sql_text import looks_like_sql
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.pipelines.shape import Shape

MAX_DEPTH = 4
"""How many mappings a pipeline may be inside of: ``resources: {jobs: {nightly: {tasks: …}}}``."""
_OTHERS = (
    frozenset(("apiVersion", "kind")), frozenset(("openapi",)), frozenset(("swagger",)), frozenset(("asyncapi",)),
    frozenset(("AWSTemplateFormatVersion",)), frozenset(("on", "jobs")), frozenset(("jobs", "workflows")),
    frozenset(("runs", "inputs")), frozenset(("hosts", "tasks")), frozenset(("services", "networks")),
    frozenset(("pool", "steps")), frozenset(("pr", "steps")), frozenset(("orbs",)), frozenset(("includes", "tasks")),
)  # fmt: skip
"""Keys at the top of documents that are something else, whatever steps they have."""
_OTHER_FILES = lazy_pattern(
    r"(?i)(?:^|/)(?:\.github|\.gitea|\.circleci|\.buildkite|\.woodpecker|\.tekton)/"
    r"|(?:^|/)(?:cloudbuild[^/]*|\.gitlab-ci|[^/]*azure-pipelines[^/]*|bitbucket-pipelines|docker-compose[^/]*"
    r"|compose|taskfile[^/]*|buildspec[^/]*|skaffold|mkdocs|\.pre-commit[^/]*|\.drone|\.travis|appveyor|action"
    r"|playbook[^/]*)\.ya?ml$"
)
_BUILDS = frozenset((
    "run", "script", "bash", "pwsh", "powershell", "sh", "shell", "cmd", "cmds", "commands", "image", "checkout",
    "template", "label", "plugins", "ansible.builtin.shell", "hosts",
))  # fmt: skip
"""Keys of steps that build software."""
_SPEAKING_NAMES = frozenset(("pipeline_id", "pipeline", "pipeline_name", "dag_id", "workflow_id"))
_SPEAKING_STEPS = frozenset((
    "query", "sql", "dataset", "dataset_id", "write_disposition", "write_mode", "bigquery", "destination", "sql_task",
    "notebook_task", "spark_python_task", "dbt_task", "pipeline_task", "bash_command", "trigger_rule",
))  # fmt: skip
_DOTTED = lazy_pattern(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){2,}")
_TIMES = lazy_pattern(r"(?i)schedule|cron")
_IMAGE = lazy_pattern(r"^(?:[\w.-]+\.[a-z]+/|[\w.-]+/)?[\w./-]+(?::[\w.-]+)?$")


def bodies(
    document: YamlNode, path: str, shape: Shape, learnt: frozenset[str] | None
) -> Iterator[tuple[tuple[str, ...], YamlNode, str]]:
    """The mappings that are pipelines, each with the keys that lead to it and the key of its steps.

    ``learnt`` are the keys under which code looks for what runs a step; None: all that may be one.
    """
    if not shape.files and (_OTHER_FILES.search(path) or any(_has(document, keys) for keys in _OTHERS)):
        return
    waiting: list[tuple[tuple[str, ...], YamlNode]] = [((), document)]
    while waiting:
        keys, node = waiting.pop()
        if node.tag == "seq":
            if keys:
                waiting.extend((keys, item) for _, item in reversed(node.items) if item.items)
            continue
        key = next((key for key in shape.steps if _are_steps(child(node, key), shape, learnt or frozenset())), "")
        if key:
            steps = _items(child(node, key))
            if learnt is None:
                is_one = not _are_others(steps)
            else:
                is_one = moves_data(node, steps, shape, learnt) or _waits(steps, shape)
            if shape.files or is_one:
                yield keys, node, key
        elif len(keys) < MAX_DEPTH:
            named = [(name.value or "", item) for name, item in node.items if name is not None and item.items]
            waiting.extend(((*keys, name), item) for name, item in reversed(named))


def step_nodes(node: YamlNode) -> Iterator[tuple[YamlNode | None, YamlNode]]:
    """The steps under a key, each with the key that names it, if one does."""
    for key, item in node.items:
        if item.tag != "seq" and (item.items or item.tag == "alias"):
            yield key, item


_SETTINGS = (
    "initialize", "dag", "dag_args", "settings", "config", "options", "metadata", "meta", "info", "default_args",
    "defaults", "default_task_args", "monitoring", "pipeline",
)  # fmt: skip
"""Keys of mappings that say something of the whole pipeline they stand in."""
_FOR_ALL = ("default", "defaults", "common", "globals")
"""Keys at the top of a document whose mapping holds for all pipelines in it."""


def speaking(body: YamlNode, document: YamlNode) -> list[tuple[tuple[str, ...], YamlNode]]:
    """The mappings that speak of a pipeline, with the keys that lead there: itself, its settings, defaults."""
    found: list[tuple[tuple[str, ...], YamlNode]] = [((), body)]
    for keys, node in found:
        if len(keys) < 2:
            inside = [(k, inner) for k in _SETTINGS if (inner := child(node, k)) is not None and inner.items]
            found.extend(((*keys, k), inner) for k, inner in inside)
    if document is not body:
        for key in _FOR_ALL:
            inner = child(document, key)
            if inner is not None and inner.items and inner is not body:
                found += [((key,), inner), *(((key, k), n) for k in _SETTINGS if (n := child(inner, k)) is not None)]
    return found


def key_in(node: YamlNode, names: tuple[str, ...]) -> tuple[str, YamlNode] | None:
    """The first of ``names`` that a mapping has, and its value."""
    for name in names:
        value = child(node, name)
        if value is not None:
            return name, value
    return None


def _has(node: YamlNode, names: frozenset[str]) -> bool:
    return names <= {key.value for key, _ in node.items if key is not None}


def _items(node: YamlNode | None) -> list[YamlNode]:
    return [item for _, item in step_nodes(node)] if node is not None else []


def _are_steps(node: YamlNode | None, shape: Shape, learnt: frozenset[str]) -> bool:
    """A list of mappings that name themselves or say what runs them, or a table of such."""
    if node is None or not node.items:
        return False
    items = _items(node)
    if len(items) < len(node.items):
        return False
    types = (*learnt, *shape.types)
    if node.tag == "seq":
        named = sum(item.tag == "alias" or key_in(item, (*shape.ids, *types)) is not None for item in items)
    else:
        named = 1 + sum(key_in(item, (*types, *shape.depends_on)) is not None for item in items)
    return 2 * named > len(items)


def moves_data(body: YamlNode, steps: list[YamlNode], shape: Shape, learnt: frozenset[str]) -> bool:
    """Whether a mapping with steps moves data, by what it and its steps say."""
    if learnt and 2 * sum(key_in(step, tuple(learnt)) is not None for step in steps) > len(steps):
        return True
    if _are_others(steps):
        return False
    if any(_names_data(step, shape) for step in steps):
        return True
    if 2 * sum(_is_dotted(step, shape) for step in steps) > len(steps):
        return True
    said = [
        key.value or ""
        for _, node in speaking(body, body)
        for key, value in node.items
        if key is not None and (value.value or value.items)
    ]
    return any(key in _SPEAKING_NAMES or _TIMES.search(key) for key in said)


def _is_dotted(step: YamlNode, shape: Shape) -> bool:
    """Whether a class or a plugin by its full name runs a step: ``io.acme.plugin.Query``."""
    found = key_in(step, shape.types)
    return found is not None and _DOTTED.fullmatch(found[1].value or "") is not None


def _waits(steps: list[YamlNode], shape: Shape) -> bool:
    """Whether steps wait for each other: what they do may be anything, but the order can be checked."""
    return not _are_others(steps) and any(key_in(step, shape.depends_on) is not None for step in steps)


def _are_others(steps: list[YamlNode]) -> bool:
    return 2 * sum(map(_builds, steps)) > len(steps) or any(child(step, "call") is not None for step in steps)


def _builds(step: YamlNode) -> bool:
    names = {key.value: value for key, value in step.items if key is not None}
    if not _BUILDS.isdisjoint(names):
        return True
    uses, task, name = (names[key].value or "" if key in names else "" for key in ("uses", "task", "name"))
    if "@" in uses or uses.startswith(("./", "docker:")) or "@" in task:
        return True
    image = ("/" in name or ":" in name) and _IMAGE.match(name) is not None
    return image and ("args" in names or "entrypoint" in names)


def _names_data(step: YamlNode, shape: Shape) -> bool:
    """Whether a step, or a mapping directly inside it, names data."""
    telling = {*shape.tables, *shape.procedures, *shape.schema_files, *shape.sql_files, *_SPEAKING_STEPS}
    for mapping in (step, *(value for key, value in step.items if key is not None)):
        for key, value in mapping.items:
            if key is None or key.value not in telling:
                continue
            if key.value not in ("query", "sql") or (value.value and looks_like_sql(value.value)):
                return True
    return False
