"""``cloudact-lint check``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloudact_lint.commands import console, fix
from cloudact_lint.commands.options import catalogue, settings_for
from cloudact_lint.errors import UserError, nearest
from cloudact_lint.findings import Cost, Finding, Severity

if TYPE_CHECKING:
    from cloudact_lint.config.settings import Settings
    from cloudact_lint.engine.base import Base
    from cloudact_lint.engine.runner import RunResult
    from cloudact_lint.jobs.export import JobsExport
    from cloudact_lint.output.report import Report

FOR_PEOPLE = ("full", "concise")


def run(paths: list[str], options: Mapping[str, Any]) -> int:
    """Check ``paths`` and write the report. Returns the exit status."""
    _known_format(options["output_format"])
    stdin = _stdin(paths, options["stdin_filename"])
    paths = [stdin[0]] if stdin else paths or ["."]
    if stdin is None:
        _must_exist(paths)
    mends = options["fix"] or options["diff"]
    if mends and (stdin or options["new_from_patch"]):
        raise UserError("--fix and --diff go with files as they are, not with standard input or a patch")
    settings = settings_for(paths, catalogue(), options["config"], options["isolated"], options)
    export = _export(options["jobs_export"])
    if options["watch"]:
        return _watch(settings, paths, stdin, options)
    look = _looker(settings, paths, stdin, export, options)
    result = look()
    if options["add_noqa"]:
        return _add_noqa(settings, result.findings)
    if options["diff"]:
        return fix.show(settings, result, options)
    if options["fix"]:
        result, done = fix.apply(settings, result, look, options)
        console.warn(fix.summary(done))
    report = _report(settings, result, stdin, options["exit_zero"], _by_cost if export else Finding.sort_key)
    _write(report, options)
    return report.exit_code


def _watch(
    settings: Settings, paths: list[str], stdin: tuple[str, bytes] | None, options: Mapping[str, Any]
) -> int:
    from cloudact_lint.commands import watch

    others = ("fix", "diff", "add_noqa", "new_from_rev", "new_from_merge_base", "new_from_patch", "jobs_export")
    given = next((name for name in others if options[name]), "a file on standard input" if stdin else "")
    if given:
        name = f"--{given.replace('_', '-')}" if given in others else given
        raise UserError(f"--watch does not go with {name}")

    def show(result: RunResult) -> int:
        report = _report(settings, result, None, options["exit_zero"], Finding.sort_key)
        _write(report, options)
        return report.exit_code

    return watch.run(settings, paths, show, options)


def _known_format(name: str) -> None:
    from cloudact_lint.output import FORMATS

    if name not in FORMATS:
        raise UserError(
            f"unknown output format '{name}'", nearest(name, FORMATS) or f"there are {', '.join(FORMATS)}"
        )


def _looker(
    settings: Settings, paths: list[str], stdin: tuple[str, bytes] | None, export: JobsExport | None,
    options: Mapping[str, Any],
) -> Callable[[], RunResult]:
    """A function that checks, as often as it is called."""
    from cloudact_lint.engine.baseline import set_aside
    from cloudact_lint.engine.runner import check

    def look() -> RunResult:
        base = _base(settings, options)
        bar = console.progress_bar(options["quiet"])
        try:
            found = check(
                settings, paths, stdin=stdin, jobs=options["jobs"], cache_dir=options["cache_dir"] or None,
                use_cache=not options["no_cache"], progress=bar, jobs_export=export, sql_counts=options["statistics"],
                base=base,
            )
        finally:
            if bar:
                bar.close()
        if options["no_baseline"]:
            return found
        return replace(found, findings=set_aside(settings, found.findings, options["baseline"]))

    return look


def _stdin(paths: list[str], filename: str) -> tuple[str, bytes] | None:
    if "-" not in paths and not filename:
        return None
    others = [path for path in paths if path not in ("-", filename)]
    if others:
        raise UserError(f"standard input is one file; '{others[0]}' cannot be checked beside it")
    return filename or "stdin.py", sys.stdin.buffer.read()


def _base(settings: Settings, options: Mapping[str, Any]) -> Base | None:
    """What the findings are to be compared with, if one of the options says so."""
    given = {kind: options[f"new_from_{kind.replace('-', '_')}"] for kind in ("rev", "merge-base", "patch")}
    chosen = [kind for kind, word in given.items() if word]
    if not chosen:
        return None
    if len(chosen) > 1:
        names = " and ".join(f"--new-from-{kind}" for kind in chosen)
        raise UserError(f"{names} exclude each other", "leave all but one out")
    from cloudact_lint.engine.base import base_of

    kind, word, data = chosen[0], given[chosen[0]], b""
    if kind == "patch":
        try:
            data = sys.stdin.buffer.read() if word == "-" else Path(word).read_bytes()
        except OSError as error:
            raise UserError(f"--new-from-patch: '{word}' cannot be read: {error.strerror or error}") from None
        word = "on standard input" if word == "-" else word
    return base_of(settings, kind, word, data)


def _export(path: str) -> JobsExport | None:
    if not path:
        return None
    from cloudact_lint.jobs.export import read_export

    return read_export(path)


def _by_cost(finding: Finding) -> tuple[Any, ...]:
    """The order of a report that knows costs: dear queries, other findings on queries, everything else."""
    speaks_of_sql = finding.code.startswith(("CA2", "CA5"))
    cost = finding.cost or Cost()
    return (not speaks_of_sql, -cost.bytes_billed, -cost.slot_ms, -cost.jobs, *finding.sort_key())


def _must_exist(paths: list[str]) -> None:
    for given in paths:
        path = Path(given)
        try:
            if os.path.lexists(path):
                continue
            names = [entry.name for entry in path.parent.iterdir()]
        except (OSError, ValueError):
            names = []
        hint = nearest(path.name, names)
        if hint and path.parent != Path():
            hint = hint.replace("'", f"'{path.parent.as_posix()}/", 1)
        raise UserError(f"there is no file or folder '{given}'", hint)


def _exit_code(findings: tuple[Finding, ...], fail_on: str, crashed: bool, exit_zero: bool) -> int:
    if crashed:
        return 3
    floor = Severity(fail_on).rank
    failing = any(finding.suppression is None and finding.severity.rank >= floor for finding in findings)
    return 1 if failing and not exit_zero else 0


def _report(
    settings: Settings, result: RunResult, stdin: tuple[str, bytes] | None, exit_zero: bool,
    order: Callable[[Finding], tuple[Any, ...]],
) -> Report:
    from cloudact_lint.noqa import row_finder
    from cloudact_lint.output.report import InternalError, Report
    from cloudact_lint.registry import metas
    from cloudact_lint.source.discovery import relative

    findings = tuple(sorted(result.findings, key=order))
    report = Report(
        findings=findings,
        root=settings.root,
        rules={meta.code: meta for meta in metas()},
        files=result.files,
        seconds=result.seconds,
        notes=result.notes,
        errors=tuple(InternalError(one.message, path=one.location.path) for one in findings if one.code == "CA904"),
        timings=tuple(result.timings.items()),
        sql=result.sql,
        noqa_row=row_finder(settings.root),
        exit_code=_exit_code(findings, settings.fail_on, result.crashed, exit_zero),
    )
    return _with_text(report, relative(settings.root, stdin[0]), stdin[1]) if stdin else report


def _with_text(report: Report, path: str, data: bytes) -> Report:
    """The report, reading the lines of ``path`` from ``data`` instead of the disk."""
    from cloudact_lint.noqa import row_finder
    from cloudact_lint.source.text import SourceFile, UndecodableError

    try:
        source = SourceFile.from_bytes(path, data)
    except UndecodableError:
        return report
    if source.language == "notebook":
        return report
    on_disk = report.line

    def line(name: str, row: int, cell: int | None) -> str:
        return source.line(row) if name == path else on_disk(name, row, cell)

    return replace(report, line=line, noqa_row=row_finder(report.root, source))


def _write(report: Report, options: Mapping[str, Any]) -> None:
    from cloudact_lint.output import summary

    text, color = _text(report, options)
    if options["output_file"]:
        console.write_file(options["output_file"], text)
        if not options["quiet"]:
            console.warn(summary.summary(report))
    elif options["output_format"] in FOR_PEOPLE:
        console.write(text, color=color)
    else:
        console.write_exact(text)
    if options["statistics"] and options["output_format"] not in FOR_PEOPLE:
        console.warn(summary.statistics(report))
    if options["timings"]:
        console.warn(summary.timings(report))


def _text(report: Report, options: Mapping[str, Any]) -> tuple[str, bool]:
    from cloudact_lint.output import render, summary

    chosen = options["output_format"]
    color = False
    if chosen in FOR_PEOPLE:
        color = bool(options["color"]) if options["output_file"] else console.wants_color(options["color"], sys.stdout)
    closing = summary.closing(report, color=color)
    if options["statistics"] and chosen in FOR_PEOPLE:
        table = summary.statistics(report)
        return (table if options["quiet"] else table + closing), color
    text = render(chosen, report, color=color, base=os.getcwd())  # noqa: PTH109
    return (text.removesuffix(closing) if options["quiet"] and chosen in FOR_PEOPLE else text), color


def _add_noqa(settings: Settings, findings: tuple[Finding, ...]) -> int:
    from cloudact_lint.noqa import add_comments
    from cloudact_lint.output.summary import plural

    added = add_comments(settings.root, findings)
    for sentence in added.skipped:
        console.warn(f"warning: {sentence}\n")
    console.write(f"Suppressed {plural(added.findings, 'finding')} in {plural(added.files, 'file')}.\n")
    return 0
