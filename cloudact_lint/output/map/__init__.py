"""The map of a project in several formats: ``render(format, overview, parts)``."""

from __future__ import annotations

from cloudact_lint.project.overview.model import Overview

FORMATS = ("table", "json", "mermaid", "dot")


def render(format: str, overview: Overview, parts: frozenset[str]) -> str:
    """The text of a map; ``parts`` are those of it that are wanted."""
    if format == "json":
        from cloudact_lint.output.map import as_json

        return as_json.render(overview, parts)
    if format == "table":
        from cloudact_lint.output.map import as_table

        return as_table.render(overview, parts)
    from cloudact_lint.output.map import as_dot, as_mermaid
    from cloudact_lint.output.map.graph import graph_of

    graph = graph_of(overview, parts)
    return as_mermaid.render(graph) if format == "mermaid" else as_dot.render(graph)
