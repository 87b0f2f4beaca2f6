"""Which rules are on, for which files, and which of their findings are shown.

Of two selectors that name a rule the longer one wins; ``ignore`` wins over ``select`` where
both are equally long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cloudact_lint.config.catalogue import ALL, covers, specificity
from cloudact_lint.config.globs import matcher
from cloudact_lint.findings import Finding, Severity

if TYPE_CHECKING:
    from cloudact_lint.config.settings import Settings
    from cloudact_lint.rule import RuleMeta

_OWN = re.compile(r"CA\d+")
ALWAYS = ("CA902", "CA904")
"""What was not analysed must be said, whatever else is selected; it can be ignored by name."""


class State(NamedTuple):
    """Whether a rule is on for a path, whether its advice is shown, and why."""

    enabled: bool
    show_advice: bool
    reason: str


def rule_state(settings: Settings, meta: RuleMeta, path: str = "") -> State:
    """The state of a rule, for a path relative to the root or for the project as a whole."""
    chosen, source = _best(settings, meta.code, ("select", "extend-select"))
    if not chosen and meta.code in ALWAYS:
        chosen, source = meta.code, "always"
    ignored, ignore_source = _best(settings, meta.code, ("ignore",))
    if ignored and (not chosen or specificity(ignored) >= specificity(chosen)):
        return State(False, False, f"ignored by {ignored} ({ignore_source})")
    if not chosen:
        return State(False, False, f"not selected ({_origin(settings, 'select', '')})")
    for glob, codes in settings.per_file_ignores if path else ():
        hit = next((code for code in codes if covers(code, meta.code)), "")
        if hit and matcher((glob,))(path):
            return State(False, False, f"ignored by {hit} in {glob} ({_origin(settings, 'per-file-ignores', glob)})")
    advice, why = _advice(settings, meta.code)
    reason = f"selected by {chosen} ({source})"
    if meta.default == "advice":
        reason += f"; advice, {why}"
    return State(True, advice, reason)


def selected(settings: Settings, metas: Iterable[RuleMeta]) -> tuple[RuleMeta, ...]:
    """The rules whose findings can be shown at all, so that the others need not run."""
    return tuple(meta for meta in metas if rule_state(settings, meta).enabled)


def keep(finding: Finding, settings: Settings) -> bool:
    """Whether a finding is reported: its rule is on there, its severity and kind are wanted."""
    return _door(settings).keep(finding)


def with_severity(finding: Finding, settings: Settings) -> Finding:
    """The finding with the severity that configuration gives its rule, if any."""
    severity = _door(settings).severities.get(finding.code)
    return finding if severity is None or severity is finding.severity else replace(finding, severity=severity)


class _Door:
    """What ``keep`` asks, made once for settings and then only looked up."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.severities = {code: Severity(word) for code, word in settings.severities}
        self.floor = Severity(settings.severity).rank
        self._codes: dict[str, tuple[bool, bool]] = {}
        self._per_file: tuple[tuple[tuple[str, ...], Callable[[str], bool]], ...] = tuple(
            (codes, matcher((glob,))) for glob, codes in settings.per_file_ignores
        )
        self._places: dict[tuple[str, str], bool] = {}

    def keep(self, finding: Finding) -> bool:
        code = finding.code
        state = self._codes.get(code)
        if state is None:
            state = self._codes[code] = self._state(code)
        enabled, advice = state
        if not enabled or (finding.kind == "advice" and not advice):
            return False
        if self.severities.get(code, finding.severity).rank < self.floor:
            return False
        return not (self._per_file and self._ignored(code, finding.location.path))

    def _state(self, code: str) -> tuple[bool, bool]:
        settings = self.settings
        chosen, _ = _best(settings, code, ("select", "extend-select"))
        if not chosen and not _OWN.fullmatch(code) and "CA" in settings.select:
            chosen = "CA"  # a rule of the team's own: that its folder is configured is the choice
        chosen = chosen or (code if code in ALWAYS else "")
        ignored, _ = _best(settings, code, ("ignore",))
        enabled = bool(chosen) and (not ignored or specificity(ignored) < specificity(chosen))
        return enabled, _advice(settings, code)[0]

    def _ignored(self, code: str, path: str) -> bool:
        known = self._places.get((code, path))
        if known is None:
            known = any(any(covers(one, code) for one in codes) and hit(path) for codes, hit in self._per_file)
            self._places[code, path] = known
        return known


_last: list[_Door] = []


def _door(settings: Settings) -> _Door:
    if not _last or _last[0].settings is not settings:
        _last[:] = [_Door(settings)]
    return _last[0]


def _best(settings: Settings, code: str, keys: tuple[str, ...]) -> tuple[str, str]:
    """The longest selector under ``keys`` that stands for ``code``, and who wrote it."""
    best, best_key = "", ""
    for key in keys:
        for selector in getattr(settings, key.replace("-", "_")):
            if covers(selector, code) and (not best or specificity(selector) > specificity(best)):
                best, best_key = selector, key
    return best, _origin(settings, best_key, best) if best else ""


def _advice(settings: Settings, code: str) -> tuple[bool, str]:
    named = (*settings.select, *settings.extend_select)
    if settings.advice:
        return True, f"shown because of advice ({_origin(settings, 'advice', '')})"
    if code in named:
        return True, "shown because it is named by its code"
    if ALL in named:
        return True, "shown because of ALL"
    return False, "not shown without --advice"


def _origin(settings: Settings, key: str, entry: str) -> str:
    for name, item, source in settings.origins:
        if name == key and item == entry:
            return source
    return "default"
