"""A small registry of made-up rules, so that these tests say nothing about real ones."""

from cloudact_lint.config.catalogue import Catalogue
from cloudact_lint.findings import Finding, Location, Severity, Span
from cloudact_lint.rule import Option, RuleMeta


def meta(code, slug, default="on", options=()):
    summary = f"{slug} found"
    return RuleMeta(code, slug, summary, Severity.MEDIUM, default, ("python",), "Why.", "Instead.", options=options)


METAS = (
    meta("CA101", "hardcoded-url", options=(Option("allowed-hosts", (), "Hosts."), Option("strict", False, "Strict."),
                                            Option("limit", 5, "Limit."))),
    meta("CA104", "batch-size", "advice"),
    meta("CA201", "missing-cap"),
    meta("CA205", "missing-labels", "advice"),
    meta("CA902", "syntax-error"),
)
CATALOGUE = Catalogue(METAS)


def finding(code="CA101", path="a.py", kind="on", severity=Severity.MEDIUM):
    return Finding(code, "slug", "message", severity, Location(path, Span(1, 1, 1, 2)), kind)
