"""The flake8 plugin ``CA``: what is found in Python files, with the whole project known.

flake8 hands a plugin one file at a time; what these rules find stands in several. So the project is looked at
once, when options are read, which is before flake8 starts its processes: under ``-j`` all of them have the answer.
See https://flake8.pycqa.org/en/latest/plugin-development/.
"""

from __future__ import annotations

import ast
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from cloudact_lint import __version__

if TYPE_CHECKING:
    from cloudact_lint.findings import Finding

Line = tuple[int, int, str, type]
"""Row from 1, column from 0 in code points, text, and the plugin's class."""
_STDIN = ("-", "stdin")


class Plugin:
    """One file, as flake8 asks for it."""

    name = "cloudact-lint"
    version = __version__
    _found: ClassVar[dict[str, list[Finding]]] = {}
    """By absolute path."""
    _options: ClassVar[Any] = None

    def __init__(self, tree: ast.AST, filename: str, lines: Sequence[str]) -> None:
        self._filename, self._lines = filename, lines

    @classmethod
    def add_options(cls, manager: Any) -> None:
        """Register this plugin's own options."""
        manager.add_option(
            "--cloudact-config", default="", metavar="FILE", parse_from_config=True, normalize_paths=True,
            help="Configuration of cloudact-lint, if not the nearest.",
        )
        manager.add_option(
            "--cloudact-advice", action="store_true", default=False, parse_from_config=True,
            help="Also what is true but a judgement.",
        )

    @classmethod
    def parse_options(cls, options: Any) -> None:
        """Look at the project around the files that are asked about."""
        cls._options = options
        paths = [path for path in options.filenames if path not in _STDIN]
        cls._found = _by_file(_check(options, paths, None)) if paths else {}

    def run(self) -> Iterator[Line]:
        """What is found in the file."""
        for finding in self._of_file():
            span = finding.location.span
            text = f"{finding.code} {' '.join(finding.message.split())}"
            yield span.row, span.column - 1, text, type(self)

    def _of_file(self) -> list[Finding]:
        shown = getattr(self._options, "stdin_display_name", "stdin")
        if self._filename not in (*_STDIN, shown):
            return self._found.get(_absolute(self._filename), [])
        if not any(path in _STDIN for path in self._options.filenames):
            return self._found.get(_absolute(self._filename), [])
        path = shown if shown not in _STDIN else "stdin.py"
        data = "".join(self._lines).encode("utf-8", "surrogateescape")
        found = _check(self._options, [path] if Path(path).exists() else ["."], (path, data))
        return _by_file(found).get(_absolute(path), [])


def _check(options: Any, paths: list[str], stdin: tuple[str, bytes] | None) -> Iterator[Finding]:
    """What is to be shown. Raises flake8's ExecutionError for a wrong configuration."""
    from flake8.exceptions import ExecutionError

    from cloudact_lint.commands.options import catalogue, settings_for
    from cloudact_lint.engine.baseline import set_aside
    from cloudact_lint.engine.runner import check
    from cloudact_lint.errors import UserError

    asked = _asked(options)
    given = {"advice": True} if options.cloudact_advice else {"extend_select": tuple(asked)}
    there = [path for path in paths if Path(path).exists()]  # flake8 itself tells of the others
    try:
        settings = settings_for(there or ["."], catalogue(), options.cloudact_config, False, given)
        result = check(settings, [stdin[0]] if stdin else there, stdin=stdin) if stdin or there else None
        findings = set_aside(settings, result.findings) if result is not None else ()
    except UserError as error:
        raise ExecutionError(f"cloudact-lint: {error.message}" + (f" ({error.help})" if error.help else "")) from None
    for finding in findings:
        path = finding.location.path
        if path.endswith((".py", ".pyi")) and (finding.suppression is None or _told(options, finding)):
            from dataclasses import replace

            where = finding.location._replace(path=os.path.normpath(os.path.join(settings.root, path)))  # noqa: PTH118
            yield replace(finding, location=where)


def _asked(options: Any) -> list[str]:
    """Codes of ours that the user named to flake8: advice of these is shown."""
    named = [*(options.extend_select or ()), *(options.select or ())]
    return [code for code in named if code.startswith("CA") and code[2:].isdigit()]


def _told(options: Any, finding: Finding) -> bool:
    """With ``--disable-noqa`` flake8 shows what ``# noqa`` comments silence, and so do we."""
    return bool(options.disable_noqa) and finding.suppression is not None and finding.suppression.kind == "inSource"


def _by_file(findings: Iterator[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.location.path].append(finding)
    return dict(found)


def _absolute(path: str) -> str:
    return os.path.normpath(os.path.abspath(path))  # noqa: PTH100 - links stay as written
