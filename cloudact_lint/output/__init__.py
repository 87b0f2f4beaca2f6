"""Reports as text: one module per format, each a pure function from a report to text.

A new format is a module here with ``render(report, style) -> str``, and its name in ``FORMATS``.
"""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING

from cloudact_lint.errors import UserError, nearest

if TYPE_CHECKING:
    from cloudact_lint.output.report import Report

FORMATS = (
    "full", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "rdjson", "rdjsonl", "checkstyle",
    "azure", "teamcity", "markdown",
)  # fmt: skip
"""Names of the formats; the module of ``json-lines`` is ``json_lines``."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def render(format_name: str, report: Report, *, color: bool = False, absolute: bool = False, base: str = "") -> str:
    """The report in a format, ending in a line feed unless empty.

    Shown paths start from ``base`` (an absolute folder; the project root when empty) unless
    ``absolute``; formats with a fixed idea of paths keep to theirs. Raises UserError for an
    unknown format.
    """
    if format_name not in FORMATS:
        raise UserError(f"unknown output format '{format_name}'", nearest(format_name, FORMATS))
    from cloudact_lint.output.report import Style

    module = importlib.import_module(f"{__name__}.{format_name.replace('-', '_')}")
    text: str = module.render(report, Style(color=color, absolute=absolute, base=base))
    return _LONE_SURROGATE.sub("\ufffd", text)
