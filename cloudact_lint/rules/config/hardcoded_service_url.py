"""CA101: the address of one's own service written into the code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.context import FileContext, LibcstContext
from cloudact_lint.facts.records import FileFacts
from cloudact_lint.findings import Finding, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Option, Rule, RuleMeta
from cloudact_lint.rules.config import _examples_url
from cloudact_lint.rules.config._facts import rows_of_strings
from cloudact_lint.rules.config._names import segments
from cloudact_lint.rules.config._silence import for_people, is_checked, is_chosen, is_default
from cloudact_lint.rules.config._site import Site, is_environment_file, is_test
from cloudact_lint.rules.config._urls import own_host

if TYPE_CHECKING:
    import libcst

_GATE = r"(?:https?|wss?)://[A-Za-z0-9\[]"
_HEAD = lazy_pattern(rf"(?:[\"'`]\s*){_GATE}")
_LITERAL = lazy_pattern(_GATE)
_OTHER_USE = lazy_pattern(
    r"(^|_)(origins?|cors|allow(ed)?(_\w+)?|trusted(_\w+)?|whitelist|allowlist|csrf(_\w+)?|redirect_uris?|csp|servers|"
    r"(json_)?schema|id|context|xmlns|namespace|ns|iss|issuer|aud|audience|scopes?|licen[cs]e(_url)?|href|src|action|"
    r"homepage(_url)?|docs?_url|documentation_url|referer|referrer|same_as|logo(_url)?|canonical|remote_patterns|"
    r"connect_src|content_security_policy|proxy|proxies|no_proxy|links?|hosts|same_origin\w*|urls_to_test|emulators?(_\w+)?)$"
)
_LOCAL_WORDS = frozenset(
    "local localhost dev development emulator mock stub fake demo example test health healthcheck".split()  # noqa: SIM905
)
_OTHER_CALLS = lazy_pattern(
    r"emulator|cors|origins?$|namespace|(^|\.)(Namespace|URIRef|mount|add_middleware)$", re.IGNORECASE
)
_JSX_SERVICE = lazy_pattern(r"(^(api|base|server|service|backend|endpoint)|Endpoint$|ApiUrl$|BaseUrl$)", re.IGNORECASE)


class HardcodedServiceUrl(Rule):
    """Reports strings that are nothing but the address of a service that moves with the environment."""

    meta = RuleMeta(
        code="CA101",
        slug="hardcoded-service-url",
        summary="the URL of an own or local service written into the code",
        severity=Severity.LOW,
        default="on",
        languages=("python", "typescript", "notebook"),
        why=(
            "`http://localhost:8000`, a Cloud Run host or the URL of one Supabase project are right in one environment "
            "and wrong in all others: the code works where it was written and calls nothing, or worse, the wrong "
            "deployment, in staging and production. Nobody sees it in review, because the string looks reasonable."
        ),
        instead=(
            "Read the address from the environment or from the settings class, and let the settings class hold the "
            "default for local work:\n\n"
            "```python\nAPI_URL = os.environ[\"API_SERVICE_URL\"]\n```\n\n"
            "```ts\nconst apiUrl = process.env.API_SERVICE_URL ?? 'http://localhost:8000'\n```"
        ),
        silent=(
            "Addresses of third parties (a fixed, public API is the same everywhere). Every fallback of a lookup: "
            "`os.getenv(X, url)`, `process.env.X || url`, a `return url` or an assignment on a branch that a missing "
            "variable or the environment chooses, a name that is assigned again from the environment, parameter "
            "defaults, fields of settings, model and data classes, argparse and click defaults, names that say "
            "`default` or `local`. Docstrings, comments, error, help and log text, examples, code samples. Schema, "
            "namespace and licence URIs, OAuth scopes, issuers and audiences, OpenAPI `servers`. Prefix checks and "
            "comparisons. Links in rendered markup. CORS and redirect lists, dev-server proxies. Hosts or ports that "
            "are computed. Tests and the configuration of test runners; files of one environment "
            "(`environments/environment.ts`)."
        ),
        options=(
            Option("allowed-hosts", (), "hosts, or patterns such as `*.internal`, that may be written into the code"),
        ),
        references=("https://12factor.net/config",),
        bug_hunt=(13,),
    )
    valid = _examples_url.VALID
    invalid = _examples_url.INVALID
    gate = _GATE.encode()

    def definitions(self, facts: FileFacts) -> Iterable[tuple[int, int]]:
        """Strings that begin with an address."""
        return rows_of_strings(facts, _LITERAL)

    def visitor(self, context: LibcstContext) -> libcst.CSTVisitor | None:
        """Looks at each string of a definition."""
        if is_test(context.path, context.settings):
            return None
        from cloudact_lint.rules.config._python import StringVisitor

        def check(site: Site) -> None:
            for message, anchor in self._judge(site, context):
                context.report(site.span(), message, anchor=anchor)

        return StringVisitor(context, _LITERAL.search, check)

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        """TypeScript and JavaScript."""
        if context.source.language != "typescript" or is_test(context.path, context.settings):
            return
        from cloudact_lint.rules.config._typescript import sites

        for site in sites(context.source, (match.start() for match in _HEAD.finditer(context.source.text))):
            for message, anchor in self._judge(site, context):
                yield self.finding(context.path, site.span(), message, anchor=anchor)

    def _judge(self, site: Site, context: FileContext) -> Iterator[tuple[str, str]]:
        allowed = tuple(context.option(self, "allowed-hosts"))
        host = own_host(site.text, context.settings, allowed)
        if not host or is_environment_file(context.path) or _is_other_use(site) or _is_quiet(site):
            return
        name = site.bound or (call.name if (call := site.first("arg")) else "")
        url = site.text.strip() if len(site.text) <= 60 else site.text.strip()[:57] + "..."
        where = f"{name}: '{url}'" if name else f"'{url}'"
        yield (
            f"{where} is the address of one deployment of an own service, written into the code: in every other "
            f"environment it is wrong; read it from the environment or the settings instead"
        ), f"{name}:{host}"


def _is_quiet(site: Site) -> bool:
    return for_people(site) or is_default(site) or is_checked(site) or is_chosen(site)


def _is_other_use(site: Site) -> bool:
    for name in site.names:
        words = segments(name)
        if _OTHER_USE.search("_".join(words)) or _LOCAL_WORDS.intersection(words) or name.startswith(("@", "$")):
            return True
    if any({"@context", "@type"} & set(frame.detail.split(",")) for frame in site.all("key")):
        return True
    around = (word for frame in site.all("function", "class") for word in segments(frame.name))
    if any(word in _LOCAL_WORDS and word not in ("demo", "example") for word in around):
        return True
    markup = site.first("jsx-attr")
    if markup is not None and not _JSX_SERVICE.search(markup.name) and not site.first("function"):
        return True
    call = site.first("arg")
    if call is None:
        return False
    # new URL(path, base): the base only makes a path parse.
    return _OTHER_CALLS.search(call.name) is not None or (call.name == "URL" and call.detail == "1")
