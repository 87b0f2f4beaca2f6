"""The applications that rules on what is absent speak of, and how they are named."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.bindings import dotted
from cloudact_lint.project.project import Project
from cloudact_lint.project.services.applications import applications
from cloudact_lint.project.services.model import Application

PYTHON = frozenset(("fastapi", "starlette", "flask"))


_KINDS = {"fastapi": "FastAPI", "starlette": "Starlette", "flask": "Flask", "express": "Express"}
_SHOWN = frozenset(("example", "examples", "docs", "docs_src", "snippets"))
"""Folders whose applications show how something is written and serve nobody."""


def served(project: Project) -> Iterator[Application]:
    """The Python applications to look at: those of files asked for, with anything to answer."""
    for application in applications(project):
        if application.framework not in PYTHON or shows(application.file) or not project.asked(application.file):
            continue
        if application.routes or application.mounts or not application.complete:
            yield application


def shows(path: str) -> bool:
    """Whether a file stands among those that show how something is written."""
    return not _SHOWN.isdisjoint(path.split("/")[:-1])


def made_at(application: Application) -> Span:
    """The name that is called to make an application: the call may run over many rows."""
    return head(application.call) if application.call is not None else application.at


def head(call: m.Call) -> Span:
    """The beginning of a call, up to its opening bracket."""
    name = dotted(call.func)
    at = call.at
    return Span(at.row, at.column, at.row, at.column + len(name)) if name and at.end_row > at.row else at


def named(application: Application) -> str:
    """An application in words: ``the FastAPI application `app```."""
    return f"the {_KINDS.get(application.framework, '')} application `{application.name}`"
