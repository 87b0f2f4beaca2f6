"""CA605: a secret written into the source, or a column that holds one as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.context import FileContext
from cloudact_lint.findings import Confidence, Finding, Severity, Span
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.integration import _examples_plaintext

if TYPE_CHECKING:
    from cloudact_lint.project.project import Project
    from cloudact_lint.rules.integration._secret_literals import Named
    from cloudact_lint.rules.integration._secret_shapes import Shaped


class PlaintextCredential(Rule):
    """Looks for literals that are secrets, by shape and by name, and for columns that are not protected."""

    meta = RuleMeta(
        code="CA605",
        slug="plaintext-credential",
        summary="a secret written into the source, or a column that stores one as it is",
        severity=Severity.CRITICAL,
        default="on",
        languages=("python", "typescript", "sql", "schema", "yaml", "notebook"),
        why=(
            "Whoever can read the repository, a build log or a bundle can use a secret that is written there, and "
            "taking it out later leaves it in the history. A column that holds keys or passwords as they are gives "
            "them to everybody who may query the table, export it, or read a backup of it."
        ),
        instead=(
            "Take the secret out **and revoke it**; read it from Secret Manager or the environment, with no "
            "fallback:\n\n"
            '```python\nsigning_key = os.environ["SIGNING_KEY"]\n```\n\n'
            "Store a hash of what is only compared (passwords, API keys that you issue), and what must be read again "
            "encrypted by Cloud KMS or with AEAD functions; say so in the column's description, or keep the name of a "
            "secret in Secret Manager instead."
        ),
        silent=(
            "Placeholders (`your-api-key`, `xxx`, `changeme`, `<…>`, `${…}`, `example`, `test`, `dummy`), text that "
            "counts up or repeats, words; names of things (variables, columns, paths, `projects/…/secrets/…`); hashes "
            "and encrypted values; keys made to be public (Supabase's anon key, Stripe's `pk_…`, a Firebase web "
            "configuration); tests, examples, labels, messages. Columns whose name or description speaks of a hash, "
            "encryption, a fingerprint, a mask or a reference. The secret itself is never printed: excerpts show `*`."
        ),
        references=(
            "https://cloud.google.com/docs/authentication/api-keys-best-practices",
            "https://cloud.google.com/secret-manager/docs/best-practices",
            "https://cloud.google.com/bigquery/docs/aead-encryption-concepts",
            "https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns",
        ),
        bug_hunt=(32,),
        cwe=(798, 312),
    )
    valid = _examples_plaintext.VALID
    invalid = _examples_plaintext.INVALID

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        """Literals of one file."""
        from cloudact_lint.rules.config._site import is_test
        from cloudact_lint.rules.integration import _secret_literals, _secret_shapes

        text, data = context.source.text, context.source.data
        if context.source.language == "notebook" or b"\0" in data[:64]:
            data = text.encode("utf-8", "replace")
        by_shape = _secret_shapes.may_hold(data)
        by_name = _secret_literals.may_hold(data.lower(), quoted=context.source.language != "yaml")
        if not (by_shape or by_name) or is_test(context.path, context.settings):
            return
        taken: list[Span] = []
        for secret in _secret_shapes.shaped(text) if by_shape else ():
            span = context.source.span(secret.start, secret.end)
            taken.append(span)
            yield self._shaped(context, secret, span)
        for named in _named(context) if by_name else ():
            if not any(_overlap(named.at, span) for span in taken):
                taken.append(named.at)
                yield self._named(context, named)

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Columns of all tables."""
        from cloudact_lint.rules.integration._secret_columns import plain_columns

        for column in plain_columns(project):
            yield self.finding(
                column.path,
                column.at,
                column.message(),
                severity=column.severity,
                kind=column.kind,
                evidence=column.evidence,
                anchor=column.anchor,
            )

    def _shaped(self, context: FileContext, secret: Shaped, span: Span) -> Finding:
        article = "an" if secret.what[0] in "AEIO" else "a"
        return self.finding(
            context.path,
            span,
            f"{article} {secret.what} ({secret.shown}…) is written into the source: whoever can read the repository, a "
            "build log or a bundle can use it, and its history keeps it. Revoke it, and read it from Secret Manager or "
            "the environment",
            severity=secret.severity,
            kind=secret.kind,
            secret=True,
            anchor=secret.what,
        )

    def _named(self, context: FileContext, named: Named) -> Finding:
        return self.finding(
            context.path, named.at, _message(named), confidence=named.confidence, secret=True, anchor=named.name
        )


def _named(context: FileContext) -> Iterator[Named]:
    from cloudact_lint.rules.integration._secret_literals import Named, in_code, in_yaml
    from cloudact_lint.rules.integration._secret_sql import in_sql

    if context.facts.module is not None:
        yield from in_code(context.facts.module.body)
    elif context.source.language == "yaml":
        yield from in_yaml(context.facts.yaml)
    elif context.source.language == "sql":
        for found in in_sql(context.source.text):
            yield Named(found.name, "sql", context.source.span(found.start, found.end), Confidence.MEDIUM)


def _message(named: Named) -> str:
    if named.how == "fallback":
        return (
            f"'{named.name}' falls back to a secret that is written into the source: where the variable is missing, "
            "the "
            "service runs with a key that everybody who reads the code knows. Fail instead"
        )
    what = {"compared": "compared with", "default": "by default"}.get(named.how, "set to")
    return (
        f"'{named.name}' is {what} a secret that is written into the source: whoever can read the repository, a build "
        "log or a bundle can use it, and its history keeps it. Revoke it, and read it from Secret Manager or the "
        "environment"
    )


def _overlap(one: Span, other: Span) -> bool:
    return one[:2] < other[2:] and other[:2] < one[2:]
