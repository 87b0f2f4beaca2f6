"""What the formats in XML share: characters that XML 1.0 has, and elements as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

# https://www.w3.org/TR/xml/#charsets: anything else makes a document that no parser reads.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def allowed(text: str) -> str:
    """``text`` with U+FFFD for each character that XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def content(text: str) -> str:
    """``text`` to stand between tags."""
    return escape(allowed(text))


def opening(name: str, attributes: Mapping[str, object], *, close: bool = False) -> str:
    """``<name key="value">``, or ``<name key="value"/>``."""
    # A line feed in an attribute is read back as a blank unless it is written as a reference.
    listed = "".join(
        f" {key}={quoteattr(allowed(str(value)), {chr(10): '&#10;', chr(13): '&#13;', chr(9): '&#9;'})}"
        for key, value in attributes.items()
    )
    return f"<{name}{listed}{'/' if close else ''}>"
