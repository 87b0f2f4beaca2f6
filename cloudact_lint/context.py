"""What a rule is handed when it looks at one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cloudact_lint.config.settings import Settings
from cloudact_lint.facts.records import FileFacts
from cloudact_lint.findings import Confidence, Finding, Fix, Kind, Related, Severity, Span

if TYPE_CHECKING:
    import libcst as cst

    from cloudact_lint.rule import Rule
    from cloudact_lint.source.text import SourceFile


@dataclass(slots=True)
class FileContext:
    """One file: its text, its facts, and the settings that hold for it."""

    source: SourceFile
    facts: FileFacts
    settings: Settings

    @property
    def path(self) -> str:
        """Relative to the project root, with forward slashes."""
        return self.source.path

    def option(self, rule: Rule, name: str) -> Any:
        """The configured value of a rule's option, or its default."""
        return self.settings.option(rule.meta, name)


@dataclass(slots=True)
class LibcstContext(FileContext):
    """A LibCST pass over one definition: answers where nodes stand and takes findings."""

    rule: Rule
    _span: Any
    """From a node to its Span in the file; set by the engine's pass."""
    found: list[Finding] = field(default_factory=list)

    def span(self, node: cst.CSTNode) -> Span:
        """Where ``node`` stands in the file."""
        span: Span = self._span(node)
        return span

    def report(
        self,
        node: cst.CSTNode | Span,
        message: str,
        *,
        kind: Kind | None = None,
        severity: Severity | None = None,
        confidence: Confidence = Confidence.HIGH,
        related: tuple[Related, ...] = (),
        fixes: tuple[Fix, ...] = (),
        anchor: str = "",
    ) -> None:
        """A finding at ``node``."""
        where = node if isinstance(node, Span) else self.span(node)
        self.found.append(
            self.rule.finding(
                self.path, where, message, kind=kind, severity=severity, confidence=confidence,
                related=related, fixes=fixes, anchor=anchor,
            )
        )
