"""Semgrep rule files: which there are, and what must be known of them before they run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cloudact_lint.config.settings import Settings
from cloudact_lint.errors import UserError

_ENDINGS = (".yaml", ".yml")
_NOT_RULES = (".test.yaml", ".test.yml", ".fixed.yaml", ".fixed.yml")

_ANALYZERS = {
    "python": "python", "python2": "python", "python3": "python", "py": "python",
    "typescript": "ts", "ts": "ts", "javascript": "js", "js": "js",
    "yaml": "yaml", "bash": "bash", "sh": "bash", "regex": "regex", "none": "regex", "generic": "generic",
}
"""Semgrep's names of languages, as far as this tool looks at files that are written in them."""


class RuleFile(NamedTuple):
    """A file of rules: where it is, what it is called in messages, and what its rules look at."""

    path: str
    name: str
    digest: bytes
    analyzers: frozenset[str]
    unknown: frozenset[str]
    """Languages that no analysed file is written in."""
    joins: bool
    """Has a rule of Semgrep's mode ``join``, which its core engine does not know."""
    ids: frozenset[str]


def pack_folder() -> Path:
    """The pack of this tool: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "semgrep-rules"
    return installed if installed.is_dir() else package.parent / "semgrep-rules"


def rule_paths(settings: Settings) -> list[tuple[Path, str]]:
    """The rule files that settings ask for, with their names in messages. Raises UserError."""
    found: list[tuple[Path, str]] = []
    for entry in settings.semgrep_rules:
        found += _configured(settings.root, entry)
    if settings.engine == "semgrep":
        folder = pack_folder()
        found += [(path, f"semgrep-rules/{path.relative_to(folder).as_posix()}") for path in _inside(folder)]
    return list(dict(found).items())


def batches(rules: Iterable[RuleFile]) -> list[list[RuleFile]]:
    """The files in as few lots as possible in which no id comes twice.

    Of two rules with one id Semgrep's core engine runs only one.
    """
    lots: list[tuple[set[str], list[RuleFile]]] = []
    for rule in rules:
        fits = next((each for each in lots if each[0].isdisjoint(rule.ids)), None)
        if fits is None:
            fits = (set(), [])
            lots.append(fits)
        fits[0].update(rule.ids)
        fits[1].append(rule)
    return [lot for _, lot in lots]


def _configured(root: str, entry: str) -> Iterator[tuple[Path, str]]:
    path = Path(root, entry)
    if path.is_file():
        yield path, entry
    elif path.is_dir():
        files = list(_inside(path))
        if not files:
            raise UserError(f"semgrep-rules: there is no rule file (*.yaml, *.yml) in {entry}")
        for file in files:
            yield file, f"{entry.rstrip('/')}/{file.relative_to(path).as_posix()}"
    else:
        raise UserError(
            f"semgrep-rules: {entry} does not exist",
            "name files or folders relative to the project root; rules are never fetched from a registry",
        )


def _inside(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(_ENDINGS) and not name.endswith(_NOT_RULES) and not name.startswith("."):
                yield Path(at, name)


def stamp(settings: Settings) -> str:
    """Changes when a rule file does; costs no reading. Raises UserError."""
    lines = []
    for path, name in rule_paths(settings):
        state = path.stat()
        lines.append(f"{name}\0{state.st_mtime_ns}\0{state.st_size}\n")
    return hashlib.blake2b("".join(lines).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def read_rules(settings: Settings) -> list[RuleFile]:
    """Every rule file, looked into. Raises UserError that names the file and what is wrong in it."""
    return [_read(path, name) for path, name in rule_paths(settings)]


def _read(path: Path, name: str) -> RuleFile:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = path.read_bytes()
        content = yaml.load(data, loader)
    except OSError as error:
        raise UserError(f"{name}: cannot be read: {error.strerror or error}") from None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark is not None else name
        raise UserError(f"{where}: not valid YAML: {getattr(error, 'problem', None) or error}") from None
    rules = content.get("rules") if isinstance(content, dict) else None
    if not isinstance(rules, list):
        raise UserError(f"{name}: no Semgrep rules: the file must have a list under the key 'rules'")
    languages = frozenset(str(word).lower() for word in _languages(name, rules))
    return RuleFile(
        path=str(path),
        name=name,
        digest=hashlib.blake2b(data, digest_size=16).digest(),
        analyzers=frozenset(_ANALYZERS[word] for word in languages if word in _ANALYZERS),
        unknown=frozenset(word for word in languages if word not in _ANALYZERS),
        joins=any(rule.get("mode") == "join" for rule in rules),
        ids=frozenset(rule["id"] for rule in rules),
    )


def _languages(name: str, rules: Iterable[Any]) -> Iterator[Any]:
    for number, rule in enumerate(rules, 1):
        if not isinstance(rule, dict) or not isinstance(rule.get("id"), str):
            raise UserError(f"{name}: rule {number} has no id")
        languages = rule.get("languages", [])
        if not isinstance(languages, list):
            raise UserError(f"{name}: {rule['id']}: 'languages' must be a list")
        yield from languages


def analyzers_of(path: str, language: str) -> tuple[str, ...]:
    """Under which names Semgrep looks at a file of ours; any text can be looked at by regex and generic rules."""
    ending = path[path.rfind(".") :].lower()
    own = {
        "python": "python", "yaml": "yaml", "shell": "bash",
        "typescript": "ts" if ending in (".ts", ".tsx", ".mts", ".cts") else "js",
    }.get(language)
    return (own, "regex", "generic") if own else ("regex", "generic")
