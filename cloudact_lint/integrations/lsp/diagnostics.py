"""Findings as diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lsprotocol import types

from cloudact_lint.findings import Finding, Severity
from cloudact_lint.integrations.lsp.places import Encoding, range_of
from cloudact_lint.output.links import rule_url
from cloudact_lint.registry import metas

SOURCE = "cloudact-lint"
_SEVERITIES = {
    Severity.CRITICAL: types.DiagnosticSeverity.Error, Severity.HIGH: types.DiagnosticSeverity.Error,
    Severity.MEDIUM: types.DiagnosticSeverity.Warning, Severity.LOW: types.DiagnosticSeverity.Information,
}
LinesOf = Callable[[str], Sequence[str]]
"""The lines of a file, as an editor or the disk has them."""


class Converter:
    """Makes diagnostics for one client."""

    def __init__(self, encoding: Encoding | str, uri_of: Callable[[str], str], lines_of: LinesOf) -> None:
        self._encoding, self._uri_of, self._lines_of = encoding, uri_of, lines_of
        self._own = {meta.code for meta in metas()}

    def diagnostic(self, finding: Finding) -> types.Diagnostic:
        """One finding; advice is a hint, whatever its severity."""
        advice = finding.kind == "advice"
        link = rule_url(finding.code, finding.slug) if finding.code in self._own else ""
        return types.Diagnostic(
            range=self.range_of(finding.location.path, finding),
            severity=types.DiagnosticSeverity.Hint if advice else _SEVERITIES[finding.severity],
            code=finding.code,
            code_description=types.CodeDescription(href=link) if link else None,
            source=SOURCE,
            message=f"{finding.message} ({finding.severity.value}{', advice' if advice else ''})",
            tags=[types.DiagnosticTag.Unnecessary] if finding.code == "CA901" else None,
            related_information=[
                types.DiagnosticRelatedInformation(
                    types.Location(
                        self._uri_of(one.location.path),
                        range_of(self._lines_of(one.location.path), one.location.span, self._encoding),
                    ),
                    one.message,
                )
                for one in finding.related
                if one.location.cell is None
            ],
            data={"fingerprint": finding.fingerprint},
        )

    def range_of(self, path: str, finding: Finding) -> types.Range:
        """Where a finding stands in its file."""
        return range_of(self._lines_of(path), finding.location.span, self._encoding)
