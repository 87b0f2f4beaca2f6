"""Parts of values that are put in when a pipeline runs: ``${VAR}``, ``{org}``, ``{{ x }}``, ``$(x)``, ``$X`` …"""

from __future__ import annotations

from cloudact_lint.lazy import lazy_pattern

PLACEHOLDER = lazy_pattern(
    r"\$\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$\[[^\]]*\]|\{\{.*?\}\}|\{%.*?%\}|\{[^{}\n]*\}|\$[A-Za-z_]\w*"
    r"|%\(\w+\)s|%\w+%|<[A-Za-z_][^<>\n]*>|@\{[^}]*\}",
)
"""One of them, delimiters included."""
STEP_OUTPUT = lazy_pattern(r"(?<![\w.])(?:steps|tasks|outputs)\.([A-Za-z_][\w-]*)(?=\.|\[)")
"""The step whose output an expression within a placeholder names: ``steps.load.rows``."""


def has_placeholder(text: str) -> bool:
    """Whether a part of a text is put in when the pipeline runs."""
    return PLACEHOLDER.search(text) is not None


def telling(text: str) -> str:
    """The longest part of a text that is written out, without what commonly separates it from placeholders."""
    return max((part.strip("-_./: ") for part in PLACEHOLDER.sub("\0", text).split("\0")), key=len, default="")
