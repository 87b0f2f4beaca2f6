"""The settings a run is made with, after files, presets and options were merged.

Frozen and picklable: workers get a copy, and ``cache_key`` names everything that can
change a file's own findings.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cloudact_lint.config.defaults import APPEND_ONLY_TABLES, CHANGE_TIME_COLUMNS, EXCLUDE, TEST_PATHS

if TYPE_CHECKING:
    from cloudact_lint.rule import RuleMeta


class ReportRow(NamedTuple):
    """One row of a bug report and the rules that answer it."""

    number: int
    title: str
    severity: str
    """As the report has it; empty where it gives none."""
    rules: tuple[str, ...]


class FamilyColumn(NamedTuple):
    """One column of a family; ``type`` (of standard SQL) and ``mode`` are empty where any will do."""

    name: str
    type: str = ""
    mode: str = ""


class ColumnFamily(NamedTuple):
    """Columns that belong together. Tables that match ``tables`` and not ``except_`` have them.

    ``required`` is false where tables may lack them: then the family only says what stands together.
    """

    name: str
    tables: tuple[str, ...]
    except_: tuple[str, ...]
    columns: tuple[FamilyColumn, ...]
    required: bool = True


class ServiceSettings(NamedTuple):
    """What is said of one service; what is empty is found out. ``folder`` is relative to the root."""

    name: str
    folder: str = ""
    ports: tuple[int, ...] = ()
    hosts: tuple[str, ...] = ()
    """Globs of hosts, with or without a port."""
    variables: tuple[str, ...] = ()
    """Environment variables that hold its address."""


class DeprecatedColumn(NamedTuple):
    """A column that should be gone; ``use`` names what to use instead, in words. No ``tables``: in all."""

    name: str
    use: str
    tables: tuple[str, ...] = ()
    except_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What to check and how. Collections are sorted tuples so that equal settings are equal."""

    root: str = "."
    """Absolute path of the project root: the folder of the configuration file, else of .git."""
    select: tuple[str, ...] = ("CA",)
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    advice: bool = False
    severity: str = "low"
    """Findings below it are not reported."""
    severities: tuple[tuple[str, str], ...] = ()
    """(code, severity) pairs that override a rule's own."""
    exclude: tuple[str, ...] = EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    respect_gitignore: bool = True
    force_exclude: bool = False
    max_file_size: int = 2_000_000
    """Bytes; larger files are not analysed and get a CA902 finding."""
    test_paths: tuple[str, ...] = TEST_PATHS
    """Globs of test code, where rules about production configuration keep quiet."""
    rule_options: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...] = ()
    """(code, ((option, value), …)) pairs."""
    project_ids: tuple[str, ...] = ()
    project_id_patterns: tuple[str, ...] = ()
    service_hosts: tuple[str, ...] = ()
    services: tuple[ServiceSettings, ...] = ()
    """What runs by itself, where it is not as found."""
    allowed_hosts: tuple[str, ...] = ()
    environments: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(environment, patterns of names that belong to it) pairs."""
    append_only_tables: tuple[str, ...] = APPEND_ONLY_TABLES
    """Globs of table names in which equal rows are meant: logs, audits, histories."""
    schema_files: tuple[str, ...] = ()
    """Globs of the only files to look for table schemas in; all when empty."""
    exclude_schema_files: tuple[str, ...] = ()
    column_families: tuple[ColumnFamily, ...] = ()
    deprecated_columns: tuple[DeprecatedColumn, ...] = ()
    tenant_column: str = ""
    tenant_tables: tuple[str, ...] = ()
    """Globs of names of tables, or of paths of their schema files, that tenants share."""
    tenant_exempt_tables: tuple[str, ...] = ()
    standard_tables: tuple[str, ...] = ()
    """Globs of tables whose columns are named by an outside standard."""
    change_time_columns: tuple[str, ...] = CHANGE_TIME_COLUMNS
    """Globs of columns that say when a row was last changed."""
    pipelines: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(word of :data:`~cloudact_lint.config.pipelines.WORDS`, texts) pairs."""
    src: tuple[str, ...] = ()
    """Import roots relative to the project root; found by themselves when empty."""
    semgrep_rules: tuple[str, ...] = ()
    engine: str = "builtin"
    baseline: str = field(default="", repr=False)
    """The file of the baseline, relative to the root. What is found does not depend on it."""
    fail_on: str = field(default="low", repr=False)
    """Findings at or above it make the exit status 1. Not part of ``cache_key``."""
    report: tuple[ReportRow, ...] = field(default=(), repr=False)
    """Rows of a bug report, in the order in which they are to be answered."""
    sources: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """Which files and presets these settings came from, for ``config --show``."""
    origins: tuple[tuple[str, str, str], ...] = field(default=(), compare=False, repr=False)
    """(key, entry, source) triples: who said it, e.g. ``("ignore", "CA205", "pyproject.toml")``."""

    def option(self, meta: RuleMeta, name: str) -> Any:
        """The value of a rule's option: as configured, else its default.

        Raises KeyError for an option the rule does not declare.
        """
        default = next((option.default for option in meta.options if option.name == name), None)
        if default is None:
            raise KeyError(f"{meta.code} has no option {name}")
        for code, options in self.rule_options:
            if code == meta.code:
                for key, value in options:
                    if key == name:
                        return value
        return default

    def cache_key(self) -> str:
        """Names the settings; two settings that analyse alike may still differ in it."""
        return hashlib.blake2b(repr(self).encode(), digest_size=8).hexdigest()
