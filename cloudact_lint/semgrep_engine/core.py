"""Semgrep's core engine, called directly, and the ``semgrep`` command where that does not work.

Neither asks the network for anything: no metrics, no check for newer versions, no registry.
The core answers in a tenth of a second where the command takes two to start.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cloudact_lint.errors import UserError

_RULE_SECONDS = 10
_RULES_PER_FILE = 3
_ARGUMENTS = 20_000
"""Characters of a command line: Windows takes 32,767."""


class Target(NamedTuple):
    """A file as Semgrep sees it: where its text is, what it is called, and how to read it."""

    file: str
    path: str
    analyzer: str


class Answer(NamedTuple):
    """What came back: matches and errors as Semgrep writes them."""

    results: list[dict[str, Any]]
    errors: list[dict[str, Any]]


class _UnfitError(Exception):
    """The core engine did not answer in a shape that is known."""


@cache
def package() -> Path:
    """The folder of the installed Semgrep package. Raises UserError if there is none.

    Only where packages are installed is looked: a folder of that name in a scanned repository,
    which may be the working directory, must never be run.
    """
    for folder in dict.fromkeys((*sysconfig.get_paths().values(), *sys.path)):
        if Path(folder).name in ("site-packages", "dist-packages") and Path(folder, "semgrep", "__init__.py").is_file():
            return Path(folder, "semgrep")
    raise UserError(
        "Semgrep rules are configured, but Semgrep is not installed beside cloudact-lint",
        "pip install 'cloudact-lint[semgrep]', or take 'semgrep-rules' and 'engine' out of the configuration",
    )


@cache
def version() -> str:
    """Semgrep's version as its metadata folder says it: asking the program takes longer than most runs."""
    for folder in package().parent.glob("semgrep-*.dist-info"):
        return folder.name.removeprefix("semgrep-").removesuffix(".dist-info")
    return "unknown"


def scan(rules: Sequence[str], targets: Sequence[Target], root: str, *, joins: bool = False) -> Answer:
    """Run rule files over targets. Raises UserError when Semgrep cannot do it at all."""
    if not joins:
        try:
            return _by_core(rules, targets)
        except _UnfitError:
            pass
    return _by_command(rules, targets, root)


def _limit(targets: Sequence[Target]) -> float:
    return 60 + 0.5 * len(targets)


def _by_core(rules: Sequence[str], targets: Sequence[Target]) -> Answer:
    binary = package() / "bin" / ("semgrep-core.exe" if os.name == "nt" else "semgrep-core")
    if not binary.is_file():
        raise _UnfitError
    listed = [["CodeTarget", _code_target(each)] for each in targets]
    with tempfile.TemporaryDirectory(prefix="cloudact-lint-") as folder:
        file = Path(folder, "targets.json")
        file.write_text(json.dumps(["Targets", listed]), "utf-8")
        answer = Answer([], [])
        for some in _shares(rules):
            asked = [word for rule in some for word in ("-rules", rule)]
            limits = ["-timeout", str(_RULE_SECONDS), "-timeout_threshold", str(_RULES_PER_FILE)]
            command = [str(binary), *asked, "-targets", str(file), "-json_nodots", "-j", "1", "-fast", *limits]
            found = _known(_output(command, _limit(targets), folder))
            answer.results.extend(found.results)
            answer.errors.extend(found.errors)
        return answer


def _code_target(target: Target) -> dict[str, object]:
    place = {"fpath": target.file, "ppath": target.path}
    return {"path": place, "analyzer": target.analyzer, "products": ["sast"]}


def _shares(words: Sequence[str]) -> Iterator[list[str]]:
    share: list[str] = []
    for word in words:
        if share and sum(map(len, share)) + 10 * len(share) + len(word) > _ARGUMENTS:
            yield share
            share = []
        share.append(word)
    if share:
        yield share


def _output(command: list[str], seconds: float, folder: str, root: str = "") -> bytes:
    quiet = {
        "SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0",
        "SEMGREP_SETTINGS_FILE": str(Path(folder, "settings.yml")), "SEMGREP_LOG_FILE": str(Path(folder, "log")),
        "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1",
    }
    # Nothing of a scanned repository may be taken for code by way of the working directory.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | quiet
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, cwd=root or folder,
            env=environment, check=False,
        )
    except subprocess.TimeoutExpired:
        raise UserError(
            f"Semgrep did not finish in {seconds:.0f} seconds",
            "a rule with a very wide pattern is the usual cause; try the rule files one by one",
        ) from None
    except OSError as error:
        raise _UnfitError from error
    return done.stdout


def _known(output: bytes) -> Answer:
    """The answer, if it has the shape that this module knows."""
    try:
        found = json.loads(output)
        results, errors = found["results"], found["errors"]
        for each in results:
            (each["check_id"], each["path"], each["start"]["line"], each["end"]["col"], each["extra"]["message"])
    except (ValueError, KeyError, TypeError) as error:
        raise _UnfitError from error
    if any("Fatal" in str(error.get("error_type")) for error in errors):
        raise _UnfitError
    return Answer(results, errors)


def _script() -> str:
    name = "semgrep.exe" if os.name == "nt" else "semgrep"
    folders = (Path(sysconfig.get_path("scripts")), Path(sys.executable).parent, package().parents[3] / "bin")
    return str(next((folder / name for folder in folders if (folder / name).is_file()), name))


def _by_command(rules: Sequence[str], targets: Sequence[Target], root: str) -> Answer:
    asked = [word for rule in rules for word in ("--config", rule)]
    quiet = ["--metrics", "off", "--disable-version-check", "--quiet", "--json", "--no-rewrite-rule-ids"]
    wide = ["--no-git-ignore", "--max-target-bytes", "0", "--jobs", "1", "--timeout", str(_RULE_SECONDS)]
    answer = Answer([], [])
    with tempfile.TemporaryDirectory(prefix="cloudact-lint-") as folder:
        # Rules that name paths mean paths relative to the working directory.
        places = {_relative(each.file, root): each.file for each in targets}
        for files in _shares(list(places)):
            command = [_script(), "scan", *quiet, *wide, *asked, "--", *files]
            try:
                found = _known(_output(command, _limit(targets), folder, root))
            except _UnfitError:
                raise UserError(
                    f"Semgrep {version()} could not run the configured rules",
                    "'semgrep scan --config' with the same rule files says more",
                ) from None
            answer.results.extend({**each, "path": places.get(each["path"], each["path"])} for each in found.results)
            answer.errors.extend(found.errors)
    return answer


def _relative(file: str, root: str) -> str:
    inside = Path(file).is_relative_to(root)
    return str(Path(file).relative_to(root)) if inside else file
