"""What can be done about findings: fix one, fix all, suppress with a reason, read about the rule."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from lsprotocol import types

from cloudact_lint.findings import Finding
from cloudact_lint.fix.edits import Chosen, apply, wanted
from cloudact_lint.integrations.lsp.places import Encoding, position
from cloudact_lint.noqa import NEVER, commented
from cloudact_lint.source.text import SourceFile

FIX_ALL = "source.fixAll.cloudact-lint"
SHOW_RULE = "cloudact-lint.showRule"
SUPPRESS = "cloudact-lint.suppress"
REASON = "TODO: say why"


class Document:
    """A file as an editor has it, and how to say edits of it."""

    def __init__(self, uri: str, version: int | None, source: SourceFile, encoding: Encoding | str) -> None:
        self.uri, self.version, self.source, self.encoding = uri, version, source, encoding

    def change(self, text: str) -> types.WorkspaceEdit:
        """The edit that makes the text of the file another, line by line."""
        old, new = _lines(self.source.text), _lines(text)
        edits = []
        for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
            if tag != "equal":
                begin, finish = self._start_of(first), self._start_of(last)
                edits.append(types.TextEdit(types.Range(begin, finish), "".join(new[start:end])))
        versioned = types.OptionalVersionedTextDocumentIdentifier(self.uri, self.version)
        return types.WorkspaceEdit(
            changes={self.uri: edits}, document_changes=[types.TextDocumentEdit(versioned, list(edits))]
        )

    def _start_of(self, index: int) -> types.Position:
        lines = self.source.lines
        if index < len(lines):
            return types.Position(index, 0)
        return position(lines, len(lines), len(lines[-1]) + 1, self.encoding)


def _lines(text: str) -> list[str]:
    """Lines with their ends, ended only as editors and reports end them."""
    source = SourceFile("x.py", "python", b"", text)
    starts = [*source.line_starts, len(text)]
    return [text[first:last] for first, last in pairwise(starts)]


def actions(
    document: Document, findings: Sequence[Finding], diagnostics: dict[str, types.Diagnostic],
    only: Sequence[str] | None, here: Sequence[Finding], lazy: bool = False,
) -> list[types.CodeAction]:
    """All actions: those about the findings ``here``, and what can be done for the whole file.

    ``lazy``: the client asks for the edit of a suppression when it is chosen; finding a place for the
    comment reads the whole file.
    """
    found: list[types.CodeAction] = []
    if _asked(types.CodeActionKind.QuickFix, only):
        for finding in here:
            shown = diagnostics.get(finding.fingerprint)
            found += _fixes(document, finding, shown)
        for finding in here:
            shown = diagnostics.get(finding.fingerprint)
            found += _suppress(document, finding, shown, lazy)
            found.append(_show(finding, shown))
    if _asked(FIX_ALL, only) and (edit := fix_all(document, findings)) is not None:
        found.append(types.CodeAction("Fix all that is safe (cloudact-lint)", kind=FIX_ALL, edit=edit))
    return found


def _asked(kind: str, only: Sequence[str] | None) -> bool:
    return not only or any(kind == one or kind.startswith(f"{one}.") for one in map(_word, only))


def _word(kind: str | types.CodeActionKind) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _fixes(document: Document, finding: Finding, shown: types.Diagnostic | None) -> Iterable[types.CodeAction]:
    for fix in finding.fixes:
        text, done = apply(document.source, [Chosen(finding, fix)])
        if done:
            yield types.CodeAction(
                f"{finding.code}: {fix.title}" + ("" if fix.applicability == "safe" else " (look at the result)"),
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[shown] if shown else None,
                edit=document.change(text),
                is_preferred=fix.applicability == "safe",
            )


def fix_all(document: Document, findings: Iterable[Finding]) -> types.WorkspaceEdit | None:
    """Every safe fix of a file that goes together with the others."""
    text, done = apply(document.source, wanted(findings, unsafe=False))
    return document.change(text) if done else None


def suppress(document: Document, finding: Finding, reason: str = REASON) -> types.WorkspaceEdit | None:
    """A comment that suppresses a finding and says why; None where there is no place for one."""
    if finding.code in NEVER:
        return None
    text, left = commented(document.source, [replace(finding, fixes=(), related=())], reason)
    return None if left else document.change(text)


def _suppress(
    document: Document, finding: Finding, shown: types.Diagnostic | None, lazy: bool
) -> Iterable[types.CodeAction]:
    if lazy and finding.code not in NEVER:
        yield types.CodeAction(
            f"Suppress {finding.code} here, with a reason", kind=types.CodeActionKind.QuickFix,
            diagnostics=[shown] if shown else None,
            data={"uri": document.uri, "fingerprint": finding.fingerprint},
        )
        return
    edit = suppress(document, finding)
    if edit is not None:
        yield types.CodeAction(
            f"Suppress {finding.code} here, with a reason", kind=types.CodeActionKind.QuickFix,
            diagnostics=[shown] if shown else None, edit=edit,
        )


def _show(finding: Finding, shown: types.Diagnostic | None) -> types.CodeAction:
    title = f"Show the rule {finding.code} {finding.slug}"
    return types.CodeAction(
        title, kind=types.CodeActionKind.QuickFix, diagnostics=[shown] if shown else None,
        command=types.Command(title, SHOW_RULE, arguments=[finding.code]),
    )
