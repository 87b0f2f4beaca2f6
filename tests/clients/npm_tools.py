"""Packages of npm that tests talk to: installed once for a session, into a folder of its own."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest


@cache
def installed(package: str) -> Path:
    """The folder of node_modules with a package in it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.fail("npm is not installed; .ci/run installs it")
    folder = Path(mkdtemp(prefix="npm-"))
    install = [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), package]
    subprocess.run(install, check=True, timeout=300, stdin=subprocess.DEVNULL)
    return folder / "node_modules"
