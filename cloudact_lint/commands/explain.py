"""``rule``, ``rules``, ``config`` and ``version``: what the analyser says of itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloudact_lint.commands import console
from cloudact_lint.commands.options import catalogue, settings_for
from cloudact_lint.errors import UserError

if TYPE_CHECKING:
    from cloudact_lint.config.settings import Settings
    from cloudact_lint.rule import Rule, RuleMeta


def rule(name: str, output_format: str) -> None:
    """Explain one rule."""
    from cloudact_lint.registry import rule_by_name

    found = rule_by_name(name)
    if output_format == "json":
        console.write_exact(json.dumps(_facts(found.meta, found), indent=2) + "\n")
        return
    from cloudact_lint.docs_pages import render_rule

    console.write(render_rule(found))


def rules(output_format: str) -> None:
    """List all rules."""
    from cloudact_lint.output.terminal import table
    from cloudact_lint.registry import metas

    if output_format == "json":
        console.write_exact(json.dumps([_facts(meta) for meta in metas()], indent=2) + "\n")
        return
    rows = [("code", "name", "severity", "default", "languages", "what it finds")]
    rows += [
        (meta.code, meta.slug, meta.severity.value, meta.default, ", ".join(meta.languages), meta.summary)
        for meta in metas()
    ]
    console.write(table(rows))


def _facts(meta: RuleMeta, rule: Rule | None = None) -> dict[str, Any]:
    from cloudact_lint.output.links import rule_url

    facts: dict[str, Any] = {
        "code": meta.code, "name": meta.slug, "summary": meta.summary, "severity": meta.severity.value,
        "default": meta.default, "languages": list(meta.languages), "fixable": meta.fixable,
        "url": rule_url(meta.code, meta.slug), "bug_hunt": list(meta.bug_hunt), "cwe": list(meta.cwe),
        "options": [{"name": one.name, "default": one.default, "help": one.help} for one in meta.options],
    }
    if rule is not None:
        facts |= {
            "why": meta.why, "instead": meta.instead, "silent": meta.silent, "references": list(meta.references),
            "examples": [
                {"title": one.title, "finding": kind, "files": dict(one.all_files())}
                for kind, examples in ((True, rule.invalid), (False, rule.valid))
                for one in examples if one.docs
            ],
        }
    return facts


def schema() -> None:
    """Print the JSON Schema of the configuration."""
    from cloudact_lint.config.schema import json_schema

    console.write_exact(json.dumps(json_schema(catalogue()), indent=2) + "\n")


def show(path: str, config: str, isolated: bool) -> None:
    """Say which settings hold for a path, which rules are on, and why."""
    from cloudact_lint.source.discovery import relative

    if not Path(path).exists():
        raise UserError(f"there is no file or folder '{path}'")
    known = catalogue()
    settings = settings_for([path], known, config, isolated, {})
    inside = "" if Path(path).is_dir() else relative(settings.root, path)
    text = [f"Root: {settings.root}", f"From: {', '.join(settings.sources) or 'defaults'}", "", "Settings:"]
    text += _settings(settings)
    text += ["", f"Rules for {inside}:" if inside else "Rules:"]
    console.write("\n".join(text) + "\n" + _states(settings, known.metas, inside))


def _settings(settings: Settings) -> list[str]:
    from cloudact_lint.config.keys import KEYS
    from cloudact_lint.config.merge import field_of

    said: dict[str, list[str]] = {}
    for name, _, source in settings.origins:
        said.setdefault(name, []).append(source)
    lines = []
    for key in KEYS:
        if key.name in ("extends", "report"):
            continue
        value = getattr(settings, field_of(key.name))
        sources = dict.fromkeys(said.get(key.name, []))
        lines.append(f"  {key.name} = {_plain(value)}  ({', '.join(sources) or 'default'})")
    return lines


def _plain(value: Any) -> str:
    from cloudact_lint.config.settings import FamilyColumn

    def lists(item: Any) -> Any:
        if isinstance(item, FamilyColumn):
            return " ".join(filter(None, item))
        return [lists(one) for one in item] if isinstance(item, tuple) else item

    def tables(item: Any) -> Any:
        if isinstance(item, tuple) and item and all(hasattr(one, "_asdict") for one in item):
            return {one[0]: {name.rstrip("_"): lists(value) for name, value in one._asdict().items()} for one in item}
        pairs = isinstance(item, tuple) and item and all(isinstance(one, tuple) and len(one) == 2 for one in item)
        return {one[0]: tables(one[1]) for one in item} if pairs else lists(item)

    return json.dumps(tables(value), ensure_ascii=False)


def _states(settings: Settings, metas: tuple[RuleMeta, ...], path: str) -> str:
    from cloudact_lint.config.selection import rule_state
    from cloudact_lint.output.terminal import table

    rows = []
    for meta in metas:
        state = rule_state(settings, meta, path)
        rows.append(("  " + meta.code, meta.slug, "on" if state.enabled else "off", state.reason))
    return table(rows) if rows else "  none\n"


def version() -> str:
    """The version, and that of the Python it runs on."""
    from cloudact_lint import __version__

    return f"cloudact-lint {__version__} (Python {sys.version.split()[0]})"
