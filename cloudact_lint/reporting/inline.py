"""The little Markdown that messages and rules are written in, as HTML."""

from __future__ import annotations

import re
from html import escape

_PIECES = re.compile(r"(`+)(.+?)\1|\[([^\]]+)\]\((https?://[^)\s]+)\)|\*\*(.+?)\*\*|\n\s*\n", re.DOTALL)


def inline(text: str) -> str:
    """``text`` with code, links, strong words and paragraphs; everything else is escaped."""
    parts: list[str] = []
    at = 0
    for match in _PIECES.finditer(text):
        parts.append(escape(text[at : match.start()], quote=False))
        _, code, label, address, strong = match.groups()
        if code is not None:
            parts.append(f"<code>{escape(code.strip(), quote=False)}</code>")
        elif label is not None:
            parts.append(f'<a href="{escape(address, quote=True)}">{escape(label, quote=False)}</a>')
        elif strong is not None:
            parts.append(f"<b>{escape(strong, quote=False)}</b>")
        else:
            parts.append("<br><br>")
        at = match.end()
    return "".join([*parts, escape(text[at:], quote=False)])
