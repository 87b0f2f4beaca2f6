"""CA604: an access token is kept, and nobody knows when it ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cloudact_lint.findings import Confidence, Finding, Related, Severity
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.integration import _examples_tokens

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.integration._tokens import Kept


class MissingTokenRefresh(Rule):
    """Follows tokens from the answer of a token endpoint to where they are kept."""

    meta = RuleMeta(
        code="CA604",
        slug="missing-token-refresh",
        summary="an access token is kept and the time at which it ends never read",
        severity=Severity.MEDIUM,
        default="advice",
        languages=("python", "typescript", "notebook"),
        why=(
            "Access tokens end: after an hour with Google and Microsoft, sooner elsewhere. Code that keeps one and "
            "never "
            "reads `expires_in` works when it is tried, and an hour later every call fails with 401, until the "
            "process is "
            "started again. Long imports stop in their middle."
        ),
        instead=(
            "Keep the end beside the token and fetch a new one a minute before, or let a library do it "
            "(`google.auth`, `msal`, `authlib`, `requests-oauthlib`):\n\n"
            "```python\n"
            "answer = response.json()\n"
            'self._token = answer["access_token"]\n'
            'self._ends = time.monotonic() + answer["expires_in"] - 60\n'
            "```"
        ),
        silent=(
            "Tokens that are used once and not kept; code whose class or module speaks of an end, a refresh or a 401 "
            "anywhere; caches with a time limit; libraries that renew tokens themselves; tokens of a refresh request."
        ),
        references=(
            "https://datatracker.ietf.org/doc/html/rfc6749#section-5.1",
            "https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens#token-lifetime",
            "https://cloud.google.com/docs/authentication/token-types#access-lifetime",
        ),
        bug_hunt=(31,),
        cwe=(613,),
    )
    valid = _examples_tokens.VALID
    invalid = _examples_tokens.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each token that is kept."""
        from cloudact_lint.rules.integration._tokens import Tokens

        for kept in Tokens(project).kept():
            yield self._finding(kept)

    def _finding(self, kept: Kept) -> Finding:
        what = f"`{kept.what}`"
        related = []
        if kept.where.path != kept.path or kept.where.span.row != kept.at.row:
            related.append(Related(kept.where, f"kept in {what} here"))
        return self.finding(
            kept.path,
            kept.at,
            f"the access token is kept in {what}, and when it ends (`expires_in`) is never read: then every call with "
            "it "
            "fails with 401 until the process starts again. Keep the end beside it and fetch a new one before that",
            confidence=Confidence.MEDIUM,
            related=related,
            anchor=f"{kept.function}:{kept.what}",
        )
