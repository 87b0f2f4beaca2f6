"""What a rule is: its facts for people and machines, its examples and its check.

One rule, one file, in ``rules/<family>/<slug>.py``: a subclass of :class:`Rule` with a
``meta``. Documentation, configuration schema, SARIF entry, ``rule CODE`` and the example
tests are all made from it, so nothing else has to be touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from cloudact_lint.findings import Confidence, Evidence, Finding, Fix, Kind, Location, Related, Severity, Span

if TYPE_CHECKING:
    import libcst

    from cloudact_lint.context import FileContext, LibcstContext
    from cloudact_lint.facts.records import FileFacts
    from cloudact_lint.project.project import Project

_OF_CODE = frozenset(("CA201", "CA203", "CA205", "CA506", "CA508"))
"""Rules of families that are about tables, and that a file without a word of SQL can break all the same."""

Language = Literal["python", "typescript", "sql", "yaml", "schema", "shell", "notebook"]
"""What a file is written in. ``typescript`` covers JavaScript, ``yaml`` any YAML file."""


@dataclass(frozen=True, slots=True)
class Option:
    """A setting of one rule, e.g. ``allowed-hosts``; ``default`` gives its type."""

    name: str
    default: bool | int | str | tuple[str, ...]
    help: str


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of code that a rule speaks of, shown in the docs and run as a test.

    ``files`` maps relative paths to texts; a single text may be given with ``path``.
    In an invalid example each line with a finding of the rule ends in a comment
    containing ``<- CODE`` (``# <- CA201``, ``// <- CA201``, ``-- <- CA201``), or the
    rows are given in ``rows`` as ``(path, row)`` where a comment cannot stand.
    """

    text: str = ""
    path: str = "example.py"
    title: str = ""
    files: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, int], ...] = ()
    kind: Kind | None = None
    """With which kind the findings must come, where it matters."""
    options: tuple[tuple[str, Any], ...] = ()
    """Options of the rule, or settings, that the example needs."""
    preset: str = ""
    docs: bool = True
    """False keeps a regression case out of the rule's page."""

    def all_files(self) -> tuple[tuple[str, str], ...]:
        """The files of the example as pairs of path and text."""
        return self.files or ((self.path, self.text),)


@dataclass(frozen=True, slots=True)
class RuleMeta:
    """What is known of a rule without running it."""

    code: str
    slug: str
    summary: str
    """One line for tables, without a full stop."""
    severity: Severity
    default: Kind
    languages: tuple[Language, ...]
    why: str
    """Markdown: the harm, in a paragraph or two."""
    instead: str
    """Markdown: what to write instead."""
    silent: str = ""
    """Markdown: where the rule keeps quiet on purpose."""
    options: tuple[Option, ...] = ()
    references: tuple[str, ...] = ()
    bug_hunt: tuple[int, ...] = ()
    """Numbers of the rows of a bug report that this rule answers."""
    cwe: tuple[int, ...] = ()
    fixable: bool = False
    needs: tuple[str, ...] = ()
    """Keys of the configuration of which one must be set for the rule to have anything to say."""

    @property
    def family(self) -> str:
        """``CA2`` for ``CA201``."""
        return self.code[:3]

    @property
    def of_tables(self) -> bool:
        """Whether it asks SQL and schemas alone, so that files without either cannot matter to it."""
        return self.family in ("CA2", "CA4", "CA5") and self.code not in _OF_CODE


class Rule:
    """Base of all rules. Override one of the checks, or more.

    ``check_file`` sees one file and nothing else: its findings are cached with the file.
    ``check_project`` sees the facts of all files together: it is never cached.
    LibCST rules override ``definitions`` and ``visitor`` instead.
    """

    meta: ClassVar[RuleMeta]
    valid: ClassVar[Sequence[Example]] = ()
    invalid: ClassVar[Sequence[Example]] = ()
    gate: ClassVar[bytes] = b""
    """A regular expression over the bytes of a file: without a match ``check_file`` and
    ``visitor`` are not asked. Empty: always asked."""

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        """Findings that one file alone shows."""
        return ()

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Findings that need to know more than one file."""
        return ()

    def notes(self, reported: Sequence[Finding]) -> Iterable[str]:
        """Sentences for the end of a report that shows these findings of the rule."""
        return ()

    def definitions(self, facts: FileFacts) -> Iterable[tuple[int, int]]:
        """Rows (first, last; 1-based) of the Python code that ``visitor`` must see.

        The engine widens each to the whole top-level statements or methods that hold it.
        """
        return ()

    def visitor(self, context: LibcstContext) -> libcst.CSTVisitor | None:
        """A LibCST visitor that calls ``context.report``; run once for each definition."""
        return None

    def finding(
        self,
        path: str,
        span: Span,
        message: str,
        *,
        kind: Kind | None = None,
        severity: Severity | None = None,
        confidence: Confidence = Confidence.HIGH,
        related: Iterable[Related] = (),
        fixes: Iterable[Fix] = (),
        evidence: Iterable[Evidence] = (),
        secret: bool = False,
        anchor: str = "",
        cell: int | None = None,
    ) -> Finding:
        """A finding of this rule, with the rule's own severity and kind unless given."""
        return Finding(
            code=self.meta.code,
            slug=self.meta.slug,
            message=message,
            severity=severity or self.meta.severity,
            location=Location(path, span, cell),
            kind=kind or self.meta.default,
            confidence=confidence,
            related=tuple(related),
            fixes=tuple(fixes),
            evidence=tuple(evidence),
            secret=secret,
            anchor=anchor,
        )

