"""CA602: a credential that somebody gives is stored, and nobody tried whether it works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.integration import _examples_unvalidated

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.project.scopes import Scope
    from cloudact_lint.rules.integration._credential_checks import Verdict
    from cloudact_lint.rules.integration._credential_flow import Store

_OTHER_WORK = lazy_pattern(
    r"(?i)(?:^|_)(?:re_?encrypt|rotate|migrate|backfill|copy|seed|issue|generate|mint|revoke|delete|deactivate|decrypt|restore)"
)


class UnvalidatedCredential(Rule):
    """Looks at functions that store what they are given, and for a call before that tries it."""

    meta = RuleMeta(
        code="CA602",
        slug="unvalidated-credential",
        summary="a credential is stored on a path on which nothing tried it",
        severity=Severity.HIGH,
        default="advice",
        languages=("python", "notebook"),
        why=(
            "A key with a character missing is stored as well as a good one. The page says that all is connected, and "
            "the "
            "pipelines fail at night, one after the other, far from whoever could have typed it again."
        ),
        instead=(
            "Ask the provider something cheap with it before it is stored (list models, `sts.get_caller_identity`, a "
            "dry "
            "run), and refuse it when that fails:\n\n"
            "```python\n"
            "if not await provider.works(body.api_key):\n"
            '    raise HTTPException(422, detail={"code": "KEY_REFUSED"})\n'
            "await store(org, encrypt(body.api_key))\n"
            "```"
        ),
        silent=(
            "Credentials that the code made itself; passwords, webhook and session secrets, tokens for one use; "
            "functions "
            "that rotate, re-encrypt or migrate; stores whose callers all try it before. A validator that only looks "
            "at "
            "the text of it (a pattern, a length, its JSON) does not count, and the message says so."
        ),
        references=("https://cheatsheetseries.owasp.org/cheatsheets/Input_Validation_Cheat_Sheet.html",),
        bug_hunt=(14,),
        cwe=(1289, 20),
    )
    valid = _examples_unvalidated.VALID
    invalid = _examples_unvalidated.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each function and credential."""
        from cloudact_lint.rules.integration._credential_checks import CredentialChecks
        from cloudact_lint.rules.integration._credential_flow import Flow

        checks = CredentialChecks(project)
        for scope in _candidates(project):
            flow = Flow.of(scope)
            seen: set[str] = set()
            for store in flow.stores() if flow is not None else ():
                verdict = checks.of_store(flow, store) if flow is not None else None
                if verdict is not None and not verdict.is_fine and store.name not in seen:
                    seen.add(store.name)
                    yield self._finding(scope, store, verdict)

    def _finding(self, scope: Scope, store: Store, verdict: Verdict) -> Finding:
        related = []
        for check in (verdict.tried, verdict.after, verdict.format):
            if check is not None:
                what = "looks at its format only" if check.sort == "format" else "tries it"
                related.append(Related(Location(check.site.path, check.site.call.at), f"`{check.name}` {what}"))
        if verdict.caller is not None:
            related.append(
                Related(Location(verdict.caller.path, verdict.caller.call.at), "called here without a trial")
            )
        return self.finding(
            scope.path,
            store.call.at,
            f"`{store.name}` is stored {_how(verdict)}: a mistyped or revoked one is kept as if it worked, and what "
            "uses it "
            "fails later, elsewhere. Ask the provider with it first, and refuse it if that fails",
            confidence=Confidence.MEDIUM,
            related=related,
            anchor=f"{scope.function.qualname if scope.function else ''}:{store.name}",
        )


def _how(verdict: Verdict) -> str:
    if verdict.tried is not None:
        parts = []
        if verdict.flag:
            parts.append(f"untried where `{verdict.flag}` says so")
        if not verdict.stops:
            parts.append(f"also when `{verdict.tried.name}` says that it does not work, which is only recorded")
        return ", and ".join(parts)
    if verdict.caller is not None:
        return "untried on the way from one caller"
    if verdict.after is not None:
        return f"before `{verdict.after.name}` tries it"
    if verdict.format is not None:
        return f"after a look at its format only (`{verdict.format.name}`)"
    return "and nothing tried it"


def _candidates(project: Project) -> Iterator[Scope]:
    from cloudact_lint.rules.integration._credential_flow import KEEPERS

    for path in project.paths("python", "notebook"):
        index = project.records[path]
        if KEEPERS.isdisjoint(index.calls) or not project.asked(path):
            continue
        telling = {name for name, called in index.functions if not KEEPERS.isdisjoint(called)}
        for scope in project.scopes(path):
            name = scope.function.name if scope.function is not None else ""
            if name in telling and not _OTHER_WORK.search(name):
                yield scope
