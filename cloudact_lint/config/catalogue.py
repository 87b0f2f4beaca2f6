"""Words that name rules: a code, the beginning of codes, a slug, or ALL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.errors import nearest

if TYPE_CHECKING:
    from cloudact_lint.rule import RuleMeta

ALL = "ALL"
SEMGREP = "semgrep:"
"""Before the id of a rule from a team's own Semgrep files, which are not known here."""
_CODE_LIKE = re.compile(r"[A-Za-z]{1,3}\d\w*")


class Catalogue:
    """The rules there are, by every name they go by."""

    def __init__(self, metas: Iterable[RuleMeta]) -> None:
        self.metas = tuple(sorted(metas, key=lambda meta: meta.code))
        self._by_name = {name: meta for meta in self.metas for name in (meta.code.lower(), meta.slug.lower())}

    def meta(self, word: str) -> RuleMeta | None:
        """The rule with this code or slug."""
        return self._by_name.get(word.strip().lower())

    def selector(self, word: str) -> str | None:
        """``word`` as a code, a prefix of codes, ALL or a Semgrep rule's id; None if it names no rule."""
        if word.startswith(SEMGREP):
            return word.removeprefix(SEMGREP).strip() or None
        if meta := self.meta(word):
            return meta.code
        upper = word.strip().upper()
        if upper == ALL or (upper and any(meta.code.startswith(upper) for meta in self.metas)):
            return upper
        return None

    def codes(self, selector: str) -> tuple[str, ...]:
        """The codes that a canonical selector stands for."""
        return tuple(meta.code for meta in self.metas if covers(selector, meta.code))

    def nearest(self, word: str) -> str:
        """``did you mean …?`` for a word that names no rule."""
        if _CODE_LIKE.fullmatch(word.strip()):
            return nearest(word, [meta.code for meta in self.metas])
        return nearest(word, [meta.slug for meta in self.metas])


def covers(selector: str, code: str) -> bool:
    """Whether a canonical selector stands for ``code`` (or for a narrower selector)."""
    return selector == ALL or (code != ALL and code.startswith(selector))


def specificity(selector: str) -> int:
    """How narrow a canonical selector is: ALL 0, then by length."""
    return 0 if selector == ALL else len(selector)
