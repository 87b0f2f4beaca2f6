"""From a run and its project to a bug report."""

from __future__ import annotations

import datetime
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cloudact_lint import __version__
from cloudact_lint.config.settings import ReportRow, Settings
from cloudact_lint.engine.runner import RunResult
from cloudact_lint.findings import Finding, Severity
from cloudact_lint.output.lines import SourceLines
from cloudact_lint.project.project import Project
from cloudact_lint.registry import metas
from cloudact_lint.reporting.model import BugReport, Group, ServiceFacts, Tables, Trend, Verdict, Word
from cloudact_lint.rule import RuleMeta

AROUND = 2
"""Rows shown before and after a finding."""
_LONGEST = 240
"""Characters of a row that is shown."""
_SECRETS = frozenset({256, 312, 321, 522, 798})
"""Weaknesses whose source lines may hold a secret: a report is handed around, so it does not show them."""
_NOUNS = {
    "python": "Python file", "notebook": "notebook", "typescript": "TypeScript file", "sql": "SQL file",
    "schema": "schema file", "yaml": "YAML file", "shell": "shell script",
}  # fmt: skip


def build(
    settings: Settings, result: RunResult, project: Project, *, title: str, revision: str = "",
    today: datetime.date | None = None,
) -> BugReport:
    """The report of a run. ``today`` is the date it bears."""
    shown = tuple(finding for finding in result.findings if finding.suppression is None)
    groups = _groups(shown)
    return BugReport(
        title=title,
        date=(today or datetime.date.today()).isoformat(),
        revision=revision,
        root=os.path.basename(os.path.abspath(settings.root)),  # noqa: PTH100, PTH119 - the folder's own name
        files=result.files,
        seconds=result.seconds,
        version=__version__,
        groups=groups,
        suppressed=len(result.findings) - len(shown),
        verdicts=tuple(_verdict(row, groups, project) for row in settings.report),
        schemas=_schemas(project),
        services=_services(project),
        notes=result.notes,
        excerpts=_excerpts(settings.root, shown),
    )


def _groups(findings: Iterable[Finding]) -> tuple[Group, ...]:
    known = {meta.code: meta for meta in metas()}
    found: dict[tuple[str, Severity], list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.code, finding.severity].append(finding)
    groups = [
        Group(code, items[0].slug, severity, tuple(sorted(items, key=Finding.sort_key)), known.get(code))
        for (code, severity), items in found.items()
    ]
    return tuple(sorted(groups, key=lambda group: (-group.severity.rank, -len(group.findings), group.code)))


# Verdicts --------------------------------------------------------------------------------


def _verdict(row: ReportRow, groups: Sequence[Group], project: Project) -> Verdict:
    rules = {meta.code: meta for meta in metas() if meta.code in row.rules}
    mine = tuple(group for group in groups if group.code in rules)
    able = [meta for meta in rules.values() if not _lacks(meta, project.settings)]
    word = _word(mine) if able or mine else "not checked"
    return Verdict(row, word, mine, _checked(list(rules.values()), project))


def _lacks(meta: RuleMeta, settings: Settings) -> bool:
    """Whether a rule has nothing to go by: the configuration says none of what it needs."""
    return bool(meta.needs) and not any(getattr(settings, name.replace("-", "_")) for name in meta.needs)


def _word(groups: Sequence[Group]) -> Word:
    """A row holds where a rule found what it is for; where it has only remarks to make, it holds in part."""
    if not groups:
        return "does not hold"
    for group in groups:
        default = group.meta.default if group.meta is not None else "on"
        if any(default == "advice" or one.kind == "on" for one in group.findings):
            return "holds"
    return "partly"


def _checked(rules: Sequence[RuleMeta], project: Project) -> str:
    """Which rules looked at how many files of what sort."""
    if not rules:
        return "no rule answers this yet"
    counts: dict[str, int] = defaultdict(int)
    for path, index in project.records.items():
        if not project.is_test(path):
            counts[index.language] += 1
    parts = []
    for meta in rules:
        if _lacks(meta, project.settings):
            parts.append(f"{meta.code} ({meta.summary}) needs {' or '.join(meta.needs)} in the configuration")
            continue
        looked = [
            f"{counts[language]:,} {_NOUNS[language]}{'s' * (counts[language] != 1)}"
            for language in meta.languages if counts[language]
        ]  # fmt: skip
        at = _listed(looked) if looked else "nothing: there are no such files"
        parts.append(f"{meta.code} ({meta.summary}) looked at {at}")
    return "; ".join(parts)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


# Inventory -------------------------------------------------------------------------------


def _schemas(project: Project) -> tuple[Tables, ...]:
    from cloudact_lint.project.catalog.catalog import Catalog

    by_folder: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for table in Catalog.of(project).tables.values():
        for item in table.definitions:
            if project.records[item.path].language in ("schema", "yaml"):
                folder, _, name = item.path.rpartition("/")
                by_folder[folder].append((item.schema.name or table.name, name, len(item.schema.fields)))
    return tuple(Tables(folder, tuple(sorted(set(tables)))) for folder, tables in sorted(by_folder.items()))


def _services(project: Project) -> tuple[ServiceFacts, ...]:
    from cloudact_lint.project.services.service_map import ServiceMap

    known = ServiceMap.of(project)
    callers: dict[int, int] = defaultdict(int)
    for call in known.calls:
        if call.service is not None:
            callers[id(call.service)] += 1
    return tuple(
        ServiceFacts(
            service.name, service.folder, tuple(sorted({one.framework for one in service.applications})),
            tuple(sorted(service.ports)), len(service.routes), callers[id(service)],
        )
        for service in known.services
    )  # fmt: skip


# Excerpts --------------------------------------------------------------------------------


def _excerpts(root: str, findings: Iterable[Finding]) -> dict[str, tuple[tuple[int, str], ...]]:
    lines = SourceLines(root)
    secret = {meta.code for meta in metas() if _SECRETS.intersection(meta.cwe)}
    found = {}
    for finding in findings:
        if finding.code in secret:
            continue
        where = finding.location
        first = max(1, where.span.row - AROUND)
        rows = [(row, lines(where.path, row, where.cell)) for row in range(first, where.span.row + AROUND + 1)]
        while rows and not rows[-1][1]:
            rows.pop()
        found[finding.fingerprint] = tuple((row, _cut(text)) for row, text in rows)
    return found


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


# Trend -----------------------------------------------------------------------------------


def trend(report: BugReport, earlier: Mapping[str, object]) -> Trend:
    """What changed since an earlier report, of which ``earlier`` is the JSON."""
    items = earlier.get("findings")
    before = {
        str(item.get("fingerprint")): (str(item.get("code")), str(item.get("path")), str(item.get("message")))
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict)
    }
    now = {finding.fingerprint for finding in report.findings}
    return Trend(
        date=str(earlier.get("date", "")),
        before=len(before),
        new=tuple(finding for finding in report.findings if finding.fingerprint not in before),
        gone=tuple(entry for name, entry in sorted(before.items(), key=lambda item: item[1]) if name not in now),
    )
