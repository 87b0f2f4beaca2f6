"""What is shown over a finding, and over names of tables and columns in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from cloudact_lint.findings import Finding, Span
from cloudact_lint.integrations.lsp.messages import Named
from cloudact_lint.output.links import rule_url
from cloudact_lint.registry import metas


def text_at(row: int, column: int, findings: Sequence[Finding], names: Sequence[Named]) -> tuple[str, Span] | None:
    """What to show at a place, in Markdown, and the span it is about: the narrowest that is known."""
    about = [(one.span, one.text) for one in names if _holds(one.span, row, column)]
    rules = [(one.location.span, rule_text(one.code)) for one in findings if _holds(one.location.span, row, column)]
    found = sorted((pair for pair in about + rules if pair[1]), key=lambda pair: _size(pair[0]))
    if not found:
        return None
    texts = dict.fromkeys(text for _, text in found)
    return "\n\n---\n\n".join(texts), found[0][0]


def rule_text(code: str) -> str:
    """A rule in short: what, why, what instead."""
    meta = next((meta for meta in metas() if meta.code == code), None)
    if meta is None:
        return ""
    head = f"**[{meta.code} {meta.slug}]({rule_url(meta.code, meta.slug)})**: {meta.summary}"
    return f"{head}\n\n{meta.why.strip()}\n\n**Instead:** {meta.instead.strip()}"


def _holds(span: Span, row: int, column: int) -> bool:
    return (span.row, span.column) <= (row, column) <= (span.end_row, span.end_column)


def _size(span: Span) -> tuple[int, int]:
    rows = span.end_row - span.row
    return rows, span.end_column - span.column if not rows else 0
