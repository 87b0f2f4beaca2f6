"""Trees of TypeScript and JavaScript, by tree-sitter. Only workers import this."""

from __future__ import annotations

from functools import cache

import tree_sitter_typescript
from tree_sitter import Language, Parser, Tree

from cloudact_lint.source.text import SourceFile


@cache
def language(tsx: bool) -> Language:
    """The grammar of .tsx (which also reads .jsx and .js) or of .ts."""
    return Language(tree_sitter_typescript.language_tsx() if tsx else tree_sitter_typescript.language_typescript())


@cache
def _parser(tsx: bool) -> Parser:
    return Parser(language(tsx))


def is_tsx(path: str) -> bool:
    """Whether a file may hold JSX; in .ts, ``<T>value`` is a cast."""
    return not path.endswith((".ts", ".mts", ".cts"))


def parse(source: SourceFile) -> Tree:
    """The tree of a file; columns in it are UTF-8 bytes of ``source.text``, rows start at 0."""
    return _parser(is_tsx(source.path)).parse(source.text.encode("utf-8", "surrogatepass"))
