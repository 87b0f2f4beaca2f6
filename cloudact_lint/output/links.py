"""Addresses: of a rule's page, and of files as URIs."""

from __future__ import annotations

import re
from urllib.parse import quote

PROJECT_URL = "https://github.com/cloud-act-ai/cloudact-lint"
DOCS_URL = f"{PROJECT_URL}/blob/main/docs/rules/"


def page_name(code: str, slug: str) -> str:
    """The file name of a rule's page: ``CA201-missing-maximum-bytes-billed.md``."""
    return f"{code}-{slug}.md"


def rule_url(code: str, slug: str) -> str:
    """Where a rule is explained."""
    return DOCS_URL + quote(page_name(code, slug))


def relative_uri(path: str) -> str:
    """A relative path as a URI reference: everything but letters, digits and ``/-._~`` is escaped."""
    try:
        return quote(path, errors="surrogateescape")
    except UnicodeEncodeError:
        return quote(path, errors="surrogatepass")


def file_uri(path: str) -> str:
    """An absolute path, of either kind of operating system, as a ``file:`` URI."""
    if re.match(r"[A-Za-z]:[\\/]", path):
        return f"file:///{path[:2]}" + relative_uri(path[2:].replace("\\", "/"))
    if path.startswith("\\\\"):
        return "file:" + relative_uri(path.replace("\\", "/"))
    return "file://" + relative_uri(path)
