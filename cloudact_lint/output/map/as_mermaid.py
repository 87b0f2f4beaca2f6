"""The map as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html)."""

from __future__ import annotations

import re

from cloudact_lint.output.map.graph import Graph, Node, NodeKind
from cloudact_lint.output.terminal import one_line

_SHAPES: dict[NodeKind, tuple[str, str]] = {
    "service": ("[", "]"), "frontend": ("([", "])"), "pipelines": ("[[", "]]"), "tables": ("[(", ")]"),
    "host": ("{{", "}}"),
}  # fmt: skip
_STYLES = (
    "classDef service fill:#e8f0fe,stroke:#1a73e8,color:#202124",
    "classDef frontend fill:#e6f4ea,stroke:#188038,color:#202124",
    "classDef pipelines fill:#fef7e0,stroke:#f29900,color:#202124",
    "classDef tables fill:#f3e8fd,stroke:#9334e6,color:#202124",
    "classDef host fill:#f1f3f4,stroke:#5f6368,color:#202124,stroke-dasharray:4 3",
)
_UNSAFE = re.compile(r"[^\w .,:/()\-]")


def render(graph: Graph) -> str:
    """The text of the flowchart."""
    lines = ["flowchart LR"]
    lines += [f"  {_node(node)}" for node in graph.nodes]
    for edge in graph.edges:
        arrow = "-.->" if edge.broken else "-->"
        lines.append(f'  {edge.start} {arrow}|"{escaped(edge.label)}"| {edge.end}')
    kinds = {node.kind for node in graph.nodes}
    lines += [f"  {style}" for style in _STYLES if style.split()[1] in kinds]
    return "\n".join(lines) + "\n"


def _node(node: Node) -> str:
    left, right = _SHAPES[node.kind]
    text = "<br/>".join(escaped(line) for line in node.lines)
    return f'{node.id}{left}"{text}"{right}:::{node.kind}'


def escaped(text: str) -> str:
    """Text as Mermaid takes it between quotes: whatever is not plain becomes an entity, ``#35;``."""
    return _UNSAFE.sub(lambda match: f"#{ord(match.group())};", one_line(text))
