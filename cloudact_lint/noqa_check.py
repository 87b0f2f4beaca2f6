"""Whether two texts of a file say the same but for comments."""

from __future__ import annotations

import ast
import re
import warnings
from typing import Any

from cloudact_lint.source.text import SourceFile

_COMMENT = re.compile(r"[ \t]*(?:# |// |-- )?(?:noqa: |cloudact: ignore\[)[^\r\n]*|,[ \t]*CA\d+")


def same_meaning(before: SourceFile, after: SourceFile) -> bool:
    """Whether ``after`` is ``before`` with other comments. What cannot be parsed is never the same."""
    try:
        if before.language == "python":
            return _python(before.text) == _python(after.text)
        if before.language == "typescript":
            return _typescript(before) == _typescript(after)
        if before.language == "yaml":
            return _yaml(before.text) == _yaml(after.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True  # SQL and shell: a comment that the file's own layout takes for one ends at its line


def _python(text: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.dump(ast.parse(text))


def _typescript(source: SourceFile) -> list[tuple[str, bytes]]:
    from cloudact_lint.source.tree import parse

    leaves: list[tuple[str, bytes]] = []
    stack = [parse(source).root_node]
    while stack:
        node = stack.pop()
        if node.type == "comment" or _only_comments(node):
            continue
        if node.type == "jsx_text":
            text = b" ".join((node.text or b"").split())
            if text:
                leaves.append((node.type, text))
        elif node.child_count and node.type not in ("string", "template_string"):
            stack.extend(reversed(node.children))
        else:
            leaves.append((node.type, node.text or b""))
    return leaves


def _only_comments(node: Any) -> bool:
    return node.type == "jsx_expression" and all(child.type in ("{", "}", "comment") for child in node.children)


def _yaml(text: str) -> list[Any]:
    import yaml

    class Loader(yaml.SafeLoader):
        """Jinja and custom tags do not matter: nothing is constructed."""

    try:
        return [_node(node) for node in yaml.compose_all(text, Loader)]
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


def _node(node: Any) -> Any:
    """A YAML tree; in literal blocks, which hold SQL or scripts, our own comments do not count."""
    if node.id == "mapping":
        return ("m", [(_node(key), _node(value)) for key, value in node.value])
    if node.id == "sequence":
        return ("s", [_node(item) for item in node.value])
    if node.style != "|":
        return (node.tag, node.value)
    lines = (_COMMENT.sub("", line).rstrip() for line in node.value.split("\n"))
    return (node.tag, "\n".join(line for line in lines if line))
