"""The map in the DOT language of Graphviz (https://graphviz.org/doc/info/lang.html)."""

from __future__ import annotations

from cloudact_lint.output.map.graph import Graph, NodeKind
from cloudact_lint.output.terminal import one_line

_STYLES: dict[NodeKind, str] = {
    "service": 'shape=box, style="rounded,filled", fillcolor="#e8f0fe", color="#1a73e8"',
    "frontend": 'shape=box, style="rounded,filled", fillcolor="#e6f4ea", color="#188038"',
    "pipelines": 'shape=component, style=filled, fillcolor="#fef7e0", color="#f29900"',
    "tables": 'shape=cylinder, style=filled, fillcolor="#f3e8fd", color="#9334e6"',
    "host": 'shape=box, style="dashed,filled", fillcolor="#f1f3f4", color="#5f6368"',
}


def render(graph: Graph) -> str:
    """The text of the digraph."""
    lines = ["digraph services {", "  rankdir=LR;", '  node [fontname="Helvetica"];', '  edge [fontname="Helvetica"];']
    for node in graph.nodes:
        text = "\\n".join(escaped(line) for line in node.lines)
        lines.append(f'  {node.id} [label="{text}", {_STYLES[node.kind]}];')
    for edge in graph.edges:
        style = ', style=dashed, color="#d93025"' if edge.broken else ""
        lines.append(f'  {edge.start} -> {edge.end} [label="{escaped(edge.label)}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"


def escaped(text: str) -> str:
    """Text as DOT takes it between quotes."""
    return one_line(text).replace("\\", "\\\\").replace('"', '\\"')
