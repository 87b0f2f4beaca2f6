"""Whether a query start is limited, or labelled: by its configuration, its client, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.fields import Field, Fields
from cloudact_lint.project.origins import Env, Leaf
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope

CAP = ("maximum_bytes_billed", "maximumBytesBilled")
DRY = ("dry_run", "dryRun")
DEFAULT = ("default_query_job_config", "_default_query_job_config")


@dataclass(slots=True)
class Verdict:
    """What was seen on the paths that lead to a query start.

    ``absent``: paths on which nothing says a limit, so that a client's default would hold;
    ``lifted``: paths on which the limit is said to be none; ``capped``: paths with one;
    ``unknown``: paths that cannot be seen.
    """

    absent: bool = False
    lifted: bool = False
    capped: bool = False
    unknown: bool = False

    def add(self, other: Verdict) -> None:
        """Further paths."""
        self.absent = self.absent or other.absent
        self.lifted = self.lifted or other.lifted
        self.capped = self.capped or other.capped
        self.unknown = self.unknown or other.unknown

    def backed_by(self, default: Verdict) -> Verdict:
        """The same paths where ``default`` holds for those that say nothing."""
        if not self.absent:
            return self
        result = Verdict(False, self.lifted, self.capped, self.unknown)
        result.add(default)
        return result

    @property
    def is_open(self) -> bool:
        """Whether some path has no limit for certain."""
        return self.absent or self.lifted


class Limits:
    """Answers for configurations, clients and option objects; ``names`` are those of the setting that is asked for."""

    def __init__(self, resolver: Resolver, names: tuple[str, ...] = CAP) -> None:
        self.fields, self.names = Fields.of(resolver), names

    def of_object(self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None) -> Verdict:
        """A configuration object or an options dict. ``nothing`` and ``missing`` are open paths."""
        verdict = self.of_fields(self.fields.of_expr(expr, scope, at, env, self.names))
        if verdict.is_open and self.is_dry(expr, scope, at, env):
            return Verdict(capped=True)
        return verdict

    def of_fields(self, found: Iterable[Field]) -> Verdict:
        """What the answers for the limiting field amount to."""
        verdict = Verdict()
        for item in found:
            if item.state == "given":
                self._given(item, verdict)
            elif item.state == "unknown":
                verdict.unknown = True
            else:
                verdict.absent = True
        return verdict

    def _given(self, item: Field, verdict: Verdict) -> None:
        """The value of the limit: None and 0 are no limit, not even where the client has one."""
        for leaf in self.fields.origins.leaves(item.expr, item.scope, item.at, item.env):
            if is_zero(leaf):
                verdict.lifted = True
            else:
                verdict.capped = True

    def is_dry(self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None) -> bool:
        """Whether the job only estimates: ``dry_run`` is true on every path, not only when somebody asks for it."""
        found = self.fields.of_expr(expr, scope, at, env, DRY)
        return bool(found) and all(self._is_true(item) for item in found)

    def _is_true(self, item: Field) -> bool:
        if item.state != "given":
            return False
        leaves = self.fields.origins.leaves(item.expr, item.scope, item.at, item.env)
        return all(isinstance(leaf.expr, m.Const) and bool(leaf.expr.value) for leaf in leaves)

    def of_client(self, expr: m.Expr | None, scope: Scope, at: Span | None, env: Env | None = None) -> Verdict:
        """The default configuration of a client; one that cannot be seen counts as none."""
        verdict = Verdict()
        for item in self.fields.of_expr(expr, scope, at, env, DEFAULT):
            if item.state == "given":
                verdict.add(self.of_object(item.expr, item.scope, item.at, item.env))
            else:
                verdict.absent = True
        return verdict


def is_zero(leaf: Leaf) -> bool:
    """None, 0, "0" and False."""
    expr = leaf.expr
    if isinstance(expr, m.Const):
        return not expr.value
    return isinstance(expr, m.Text) and "".join(getattr(part, "text", "x") for part in expr.parts) in ("", "0")
