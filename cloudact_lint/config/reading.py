"""Configuration files as plain values, with the lines their keys stand on."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

from cloudact_lint.errors import ConfigError

NAMES = (".cloudact-lint.yaml", ".cloudact-lint.yml", "cloudact-lint.yaml")
PYPROJECT = "pyproject.toml"
TABLE = "cloudact-lint"


class Raw(NamedTuple):
    """A file read: its name for people, its table, and (key, …) → line where known."""

    name: str
    path: Path
    values: dict[Any, Any]
    lines: dict[tuple[str, ...], int]


def display(path: Path) -> str:
    """A path for people: relative to the working directory where that is shorter."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def find(folder: Path) -> Path | None:
    """The configuration file of the nearest folder, upwards from ``folder``, that has one."""
    for candidate in (folder, *folder.parents):
        for name in NAMES:
            if (candidate / name).is_file():
                return candidate / name
        pyproject = candidate / PYPROJECT
        if pyproject.is_file() and _has_table(pyproject):
            return pyproject
    return None


def _has_table(path: Path) -> bool:
    try:
        return TABLE.encode() in path.read_bytes() and _toml_table(path) is not None
    except OSError:
        return False


def read(path: Path) -> Raw:
    """Read a configuration file. Raises ConfigError when it cannot be read or is no mapping."""
    if path.suffix == ".toml":
        values = _toml_table(path)
        if values is None:
            raise ConfigError(f"{display(path)}: has no table [tool.{TABLE}]")
        return Raw(display(path), path, values, {})
    return _yaml(path)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{display(path)}: not valid UTF-8 at byte {error.start}") from None
    except OSError as error:
        raise ConfigError(f"{display(path)}: cannot be read: {error.strerror or error}") from None


def _toml_table(path: Path) -> dict[Any, Any] | None:
    tomllib: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        data = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{display(path)}: not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{display(path)}: nested too deeply") from None
    tool = data.get("tool")
    if isinstance(tool, dict) and TABLE in tool:
        table = tool[TABLE]
        if not isinstance(table, dict):
            raise ConfigError(f"{display(path)}: tool.{TABLE} must be a table, not {type(table).__name__}")
        return dict(table)
    if path.name != PYPROJECT and tool is None:
        return dict(data)
    return None


def _yaml(path: Path) -> Raw:
    import yaml

    loader_class = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text, lines = _text(path), dict[tuple[str, ...], int]()
    try:
        loader = loader_class(text)
        try:
            node = loader.get_single_node()
            _key_lines(node, (), lines, display(path))
            values = loader.construct_document(node) if node is not None else {}
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ConfigError(f"{display(path)}{line}: not valid YAML: {problem}") from None
    except (RecursionError, ValueError) as error:
        problem = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ConfigError(f"{display(path)}: not valid YAML: {problem}") from None
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ConfigError(f"{display(path)}: must hold keys and values, not a {type(values).__name__}")
    return Raw(display(path), path, values, lines)


def _key_lines(node: Any, at: tuple[str, ...], lines: dict[tuple[str, ...], int], name: str) -> None:
    """Remember the line of each key down to three levels; a key given twice is an error."""
    if getattr(node, "id", "") != "mapping" or len(at) > 2:
        return
    seen: set[str] = set()
    for key, value in node.value:
        if key.id != "scalar":
            continue
        where = (*at, str(key.value))
        if key.value in seen and key.value != "<<":
            raise ConfigError(f"{name}:{key.start_mark.line + 1}: {'.'.join(where)}: given twice")
        seen.add(key.value)
        lines[where] = key.start_mark.line + 1
        _key_lines(value, where, lines, name)


def git_root(folder: Path) -> Path | None:
    """The nearest folder, upwards from ``folder``, that holds a ``.git``."""
    return next((candidate for candidate in (folder, *folder.parents) if (candidate / ".git").exists()), None)


def common_folder(paths: list[str]) -> Path:
    """The folder that all ``paths`` lie in; the working directory when there are none."""
    folders = []
    for path in paths or ["."]:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - a link is meant where it stands
        folders.append(str(absolute if absolute.is_dir() else absolute.parent))
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # different drives
        return Path(folders[0])
