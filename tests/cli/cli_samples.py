"""A command line run as a user runs it, and a small project to run it on."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HOME = Path(__file__).resolve().parents[2]


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def run(*words, cwd, stdin=None, **environment):
    """The real program in a process of its own."""
    keep = ("SYSTEMROOT", "PATH", "TEMP", "TMP", "TMPDIR")
    env = {name: os.environ[name] for name in keep if name in os.environ}
    env |= {"PYTHONPATH": str(HOME), "CLOUDACT_LINT_CACHE_DIR": str(Path(cwd) / ".c"), "COLUMNS": "100", **environment}
    done = subprocess.run(
        [sys.executable, "-m", "cloudact_lint", *words], cwd=cwd, env=env, input=stdin, capture_output=True, timeout=60
    )
    out, err = (text.decode("utf-8", "replace").replace("\r\n", "\n") for text in (done.stdout, done.stderr))
    return Ran(done.returncode, out, err)


CALL = 'import requests\n\n\ndef load():\n    return requests.get("http://localhost:8000/items", timeout=5)\n'
"""One CA101 finding (low) in row 5."""


def project(folder, files):
    """Write ``files``, paths to texts or bytes, and return the folder."""
    for name, text in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
