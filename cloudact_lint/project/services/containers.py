"""What files beside the code say of services: compose files, Kubernetes and Cloud Run, Dockerfiles, environment files.

Sources: https://docs.docker.com/reference/compose-file/services/, https://docs.docker.com/reference/dockerfile/.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cloudact_lint.facts.pipeline import child, walk
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project
from cloudact_lint.source.discovery import ENVIRONMENT_FILES

_VARIABLE = lazy_pattern(r"_?[A-Z][A-Z0-9_]*")
_PAIR = lazy_pattern(r"\s*(?:export\s+|ENV\s+|ARG\s+)?(_?[A-Z][A-Z0-9_]*)(?:\s*=\s*|\s+)(.*?)\s*")
_ASSIGNED = lazy_pattern(r"(?:^|[\s,\"'=])(_?[A-Z][A-Z0-9_]{2,})=(https?://[^\s,\"'`]+)")
_DEFAULT = lazy_pattern(r"\$\{\w+:?-([^{}]*)\}")
_URL = lazy_pattern(r"(?i)\s*(?:https?|wss?)://\S+\s*")
_PORT_OPTION = lazy_pattern(
    r"(?:--(?:http-)?port|-p)[=\s]+[\"']?(?:\$\{?\w+:?-)?(\d{2,5})\b|(?:--bind|-b)[=\s]+\S*?:(\d{2,5})\b"
    r"|\brunserver\s+(?:[\d.]+:)?(\d{2,5})\b|(?:^|\s)PORT=(\d{2,5})\b"
)
_BOUND_ELSEWHERE = lazy_pattern(r"(?:--bind|-b)[=\s]+\S*?:\$\{?\w+:?-(\d{2,5})\}")
_MODULE = lazy_pattern(r"(?:^|[\s\"'])((?:\w+\.)*\w+):(\w+)(?:\(\))?(?=$|[\s\"'])")
_MAX_SIZE = 100_000
"""Bytes of such a file that are read."""


class Setting(NamedTuple):
    """An environment variable that a file sets to an address."""

    name: str
    value: str
    file: str


class Container(NamedTuple):
    """One service of a compose file, or one workload of Kubernetes or Cloud Run."""

    name: str
    file: str
    folder: str | None
    """What is built into it; None for the image of somebody else, or where nothing says."""
    names: tuple[str, ...]
    """Under which it is reached by others."""
    ports: tuple[int, ...]
    """On which it listens inside."""
    published: tuple[int, ...]
    """On which the machine that runs it listens for it."""
    command: str


class Image(NamedTuple):
    """What a Dockerfile says: ports and the module that is run."""

    file: str
    ports: tuple[int, ...]
    command: str


# Compose files -------------------------------------------------------------------------------


def containers(project: Project) -> Iterator[Container]:
    """The services and workloads of all YAML files."""
    for path in project.paths("yaml"):
        if "service" not in project.records[path].tags:
            continue
        for document in project.facts(path).yaml:
            listed = child(document, "services")
            for key, node in listed.items if listed is not None else ():
                if key is not None and key.value and (child(node, "image") or child(node, "build")):
                    yield _composed(key.value, node, path)
            yield from _workload(document, path)


def _composed(name: str, node: YamlNode, path: str) -> Container:
    build = child(node, "build")
    context = _text(child(node, "build", "context")) or (build.value if build is not None else None)
    folder = None
    if build is not None:
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(path), plain(context or ".")))
        folder = None if folder.startswith("..") else folder.removeprefix("./").strip("/")
        folder = "" if folder == "." else folder
    names = [name, *(_text(child(node, key)) for key in ("container_name", "hostname"))]
    inside, published = [], []
    for _, port in (child(node, "ports") or _NOTHING).items:
        host, target = _port(port)
        inside += [target] if target else []
        published += [host] if host else []
    for _, port in (child(node, "expose") or _NOTHING).items:
        inside += [int(port.value)] if port.value and port.value.isdigit() else []
    command = _command(child(node, "command")) or _command(child(node, "entrypoint"))
    command = f"{command} {_flask_app(child(node, 'environment'))}".strip()
    inside += ports_of(command)
    kept = tuple(dict.fromkeys(word for word in names if word))
    return Container(name, path, folder, kept, _unique(inside), _unique(published), command)


_NOTHING = YamlNode(None, "", (), None)  # type: ignore[arg-type]


def _port(node: YamlNode) -> tuple[int | None, int | None]:
    """Published and inner port of ``"8000:8000"``, ``"127.0.0.1:8000:80/tcp"`` or ``{target: 80, published: 8000}``."""
    if node.items:
        published, target = _text(child(node, "published")), _text(child(node, "target"))
        return (int(published) if published.isdigit() else None, int(target) if target.isdigit() else None)
    parts = plain(node.value or "").partition("/")[0].split(":")
    numbers = [int(part) if part.isdigit() else None for part in parts]
    if len(numbers) == 1:
        return None, numbers[0]
    return numbers[-2], numbers[-1]


def _workload(document: YamlNode, path: str) -> Iterator[Container]:
    """A Deployment or Service of Kubernetes, a Service of Cloud Run (Knative)."""
    kind, name = _text(child(document, "kind")), _text(child(document, "metadata", "name"))
    if kind not in ("Service", "Deployment", "StatefulSet") or not name:
        return
    ports = [
        int(node.value) for keys, node in walk(document)
        if keys and keys[-1] in ("containerPort", "targetPort", "port") and node.value and node.value.isdigit()
    ]
    yield Container(name, path, None, (name,), _unique(ports), (), "")


def _text(node: YamlNode | None) -> str:
    return node.value.strip() if node is not None and node.value else ""


def _command(node: YamlNode | None) -> str:
    if node is None:
        return ""
    return node.value or " ".join(item.value or "" for _, item in node.items)


def _flask_app(environment: YamlNode | None) -> str:
    """``FLASK_APP=/app/src/server.py`` as a command names it: ``app.src.server:app``."""
    for key, node in environment.items if environment is not None else ():
        name, value = (key.value, node.value) if key is not None else (node.value or "").partition("=")[::2]
        if name == "FLASK_APP" and value:
            return value.strip("/").removesuffix(".py").replace("/", ".").partition(":")[0] + ":app"
    return ""


def _unique(ports: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(port for port in ports if 0 < port < 65536))


def plain(value: str) -> str:
    """A value with the defaults of what it puts in: ``${API_URL:-http://localhost:8000}``."""
    value = value.strip().strip("\"'")
    return _DEFAULT.sub(lambda match: match.group(1), value)


def ports_of(command: str) -> list[int]:
    """The ports that a command line makes a server listen on."""
    found = [int(next(filter(None, match.groups()))) for match in _PORT_OPTION.finditer(command)]
    return found or [int(match.group(1)) for match in _BOUND_ELSEWHERE.finditer(command)]


def modules_of(command: str) -> list[tuple[str, str]]:
    """The modules and variables that a command line serves: ``uvicorn src.app.main:app``."""
    return [(match.group(1), match.group(2)) for match in _MODULE.finditer(command)]


# Environment variables -----------------------------------------------------------------------


def settings_of(project: Project, folders: Iterable[str]) -> Iterator[Setting]:
    """Variables that YAML files, and environment files and Dockerfiles of ``folders``, set to an address."""
    for path in project.paths("yaml"):
        if "address" in project.records[path].tags:
            for document in project.facts(path).yaml:
                yield from _from_yaml(document, path)
    for folder in folders:
        for name in (*ENVIRONMENT_FILES, "Dockerfile"):
            path = posixpath.join(folder, name)
            for line in _lines(project, path):
                match = _PAIR.fullmatch(line)
                if match is not None and _URL.fullmatch(value := plain(match.group(2).partition(" #")[0])):
                    yield Setting(match.group(1), value.strip(), path)


def _from_yaml(document: YamlNode, path: str) -> Iterator[Setting]:
    for _, node in walk(document):
        if node.value is not None:
            if "://" in node.value and "=" in node.value:
                for match in _ASSIGNED.finditer(plain(node.value)):
                    yield Setting(match.group(1), match.group(2), path)
            continue
        named = _text(child(node, "name"))
        value = plain(_text(child(node, "value")))
        if _VARIABLE.fullmatch(named) and _URL.fullmatch(value):
            yield Setting(named, value, path)
        for key, item in node.items:
            word = key.value if key is not None else None
            if word and item.value and _VARIABLE.fullmatch(word) and _URL.fullmatch(value := plain(item.value)):
                yield Setting(word, value.strip(), path)


def image_of(project: Project, folder: str) -> Image | None:
    """What the Dockerfile of a folder says."""
    path = posixpath.join(folder, "Dockerfile")
    lines = list(_lines(project, path))
    if not lines:
        return None
    text = "\n".join(lines)
    values = dict(re.findall(r"(?m)^\s*(?:ENV|ARG)\s+(\w+)[=\s]+(\S+)", text))
    text = re.sub(r"\$\{?(\w+)\}?", lambda match: values.get(match.group(1), match.group()), text)
    exposed = [int(port) for line in re.findall(r"(?mi)^\s*EXPOSE\s+(.+)$", text) for port in re.findall(r"\d+", line)]
    commands = re.findall(r"(?mi)^\s*(?:CMD|ENTRYPOINT)\s+(.+)$", text)
    command = re.sub(r"[\[\]\",]", " ", " ".join(commands[-2:]))
    ports = ports_of(command) or exposed
    return Image(path, _unique(ports), command)


def _lines(project: Project, path: str) -> Iterator[str]:
    try:
        with (Path(project.settings.root) / path).open("rb") as file:
            text = file.read(_MAX_SIZE).decode("utf-8", "replace")
    except (OSError, ValueError):
        return
    yield from text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines()
