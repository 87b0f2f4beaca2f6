"""What tests of rules share: projects out of texts, and the places that comments mark."""

from __future__ import annotations

import json
import re
import textwrap

from cloudact_lint.config.settings import Settings
from cloudact_lint.facts import extract
from cloudact_lint.project.project import Project
from cloudact_lint.source.notebook import read_notebook
from cloudact_lint.source.text import SourceFile

_FILE = re.compile(r"^(?:#|//) file: (\S+)\n", re.MULTILINE)


def files_of(text, default="app.py"):
    """The files of one text, in which lines ``# file: PATH`` begin each but the first."""
    parts = _FILE.split(textwrap.dedent(text).lstrip("\n"))
    files = {default: parts[0]} if parts[0].strip() else {}
    files.update(zip(parts[1::2], parts[2::2]))
    return files


def project_from(files, **settings):
    """A project of in-memory files: ``{path: text}``."""
    facts = {}
    for path, text in files.items():
        data = text.encode("utf-8")
        if path.endswith(".ipynb"):
            facts[path] = extract(*read_notebook(path, data))
        else:
            facts[path] = extract(SourceFile.from_bytes(path, data))
    settings.setdefault("root", "/nowhere")
    return Project(Settings(**settings), {path: item.index for path, item in facts.items()}, facts.__getitem__)


def marked(files, code):
    """Every place marked ``<- CODE`` in a comment, with the words after it."""
    pattern = re.compile(rf"<- {code}\b *([\w ]*)")
    return {
        (path, row): match.group(1).strip()
        for path, text in files.items()
        for row, line in enumerate(text.splitlines(), 1)
        if (match := pattern.search(line))
    }


def notebook(*cells):
    """The text of a notebook with these code cells."""
    made = [
        {"cell_type": "code", "source": cell.splitlines(keepends=True), "metadata": {}, "outputs": []} for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
