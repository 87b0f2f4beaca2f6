"""CA107: a lookup that falls back to another environment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.config.settings import Settings
from cloudact_lint.context import FileContext, LibcstContext
from cloudact_lint.facts.records import FileFacts
from cloudact_lint.findings import Confidence, Finding, Kind, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.config import _examples_crossing
from cloudact_lint.rules.config._crossing import Crossing, crossing
from cloudact_lint.rules.config._facts import rows_of_defaults
from cloudact_lint.rules.config._names import environment
from cloudact_lint.rules.config._silence import for_people, is_checked
from cloudact_lint.rules.config._site import Frame, Site, is_test

if TYPE_CHECKING:
    import libcst

_GATE = r"[eE](?:nviron|nv\w*[.(\[)]|nv_)|process\.env|BaseSettings|\$\{\w+:?-|\|\|\s*'|config\("
_VALUE = lazy_pattern(r"\s*[A-Za-z][\w.:/-]*[-_.:][\w.:/-]+\s*")
_GETTER = lazy_pattern(
    r"(^|\.)(getenv|environ\.(get|setdefault|pop)|get_?env\w*|env_?(or|var)\w*|env(\.\w+)?|config)$", re.IGNORECASE
)
_VARIABLE = lazy_pattern(
    r"(?:environ(?:\.get|\.pop)?|getenv|[gG]et_?[eE]nv\w*|\benv(?:\.\w+)?|config)\s*[\[(]\s*[\"'`](?P<a>[A-Za-z]\w+)[\"'`]"
    r"|(?:process|import\.meta|Bun)\.env(?:\?)?\.(?P<b>\w+)|(?:process|Bun)\.env\[[\"'`](?P<c>\w+)"
    r"|[\"'](?P<d>\w+)[\"']\s+(?:not\s+)?in\s+(?:os\.)?environ"
)
_TS_VALUE = lazy_pattern(
    r"(?:(?:\|\||\?\?)=?|[{,]\s*[A-Z][A-Z0-9_]+\s*=|\.env\.\w+\s*:|[eE]nv\w*(?:\.get)?\(\s*[\"'`]\w+[\"'`]\s*,|\.default\(|"
    r"if\s*\(\s*!\s*[\w.]+\s*\)\s*\{?\s*[\w.]+\s*=)\s*(?=[\"'`][A-Za-z][\w.:/-]+[\"'`])"
)
_DEMO = lazy_pattern(r"(^|/)([^/]*[-_])?(demo|playground|sandbox|sample)([-_][^/]*)?/", re.IGNORECASE)


class CrossEnvironmentDefault(Rule):
    """Reports fallbacks that lead from one environment into the data of another."""

    meta = RuleMeta(
        code="CA107",
        slug="cross-environment-default",
        summary="an environment lookup whose fallback is another environment's project, dataset or host",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "typescript", "yaml", "notebook"),
        why=(
            "`os.getenv(\"GCP_PROJECT_ID\", \"acme-testing-1\")` hides a missing variable: the service starts, every "
            "request succeeds, and production reads and writes test data (or a developer's machine writes to "
            "production). The mistake is found when somebody misses the data. A lookup that fails is found at the "
            "first start."
        ),
        instead=(
            "Let the lookup fail, or fall back to nothing that exists elsewhere:\n\n"
            "```python\nproject = os.environ[\"GCP_PROJECT_ID\"]\n```\n\n"
            "```yaml\nGCP_PROJECT_ID: ${GCP_PROJECT_ID:?set it}\n```"
        ),
        silent=(
            "Fallbacks on this machine (`localhost`, `local-dev-project`) and placeholders (`your-project`). Fallbacks "
            "of the environment that the variable, the file, the key or the branch names (`STAGE_PROJECT` with "
            "`acme-stage`, a `docker-compose.dev.yml` with `acme-dev`); local, dev and test count as one. Names that "
            "no environment owns. Hosts that may be a vendor's, unless the variable names another environment "
            "(`https://sandbox.vendor.com` is a good default). Error and log text, comparisons, tests. In folders of "
            "demos the finding is advice."
        ),
        references=("https://12factor.net/config",),
        bug_hunt=(19,),
    )
    valid = _examples_crossing.VALID
    invalid = _examples_crossing.INVALID
    gate = _GATE.encode()

    def definitions(self, facts: FileFacts) -> Iterable[tuple[int, int]]:
        """Second choices."""
        return rows_of_defaults(facts)

    def visitor(self, context: LibcstContext) -> libcst.CSTVisitor | None:
        """Looks at each string of a definition."""
        if is_test(context.path, context.settings):
            return None
        from cloudact_lint.rules.config._python import StringVisitor

        def check(site: Site) -> None:
            for variable, found in _judge(site, context.settings):
                context.report(
                    site.span(), found.message(variable), kind=_kind(context.path), confidence=_confidence(found),
                    anchor=f"{variable}:{found.value}",
                )

        return StringVisitor(context, re.compile(r"[\w.:/-]*[-_.:]").search, check)

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        """TypeScript and YAML."""
        if is_test(context.path, context.settings):
            return
        if context.source.language == "typescript":
            from cloudact_lint.rules.config._typescript import sites

            starts = [match.end() + 1 for match in _TS_VALUE.finditer(context.source.text)]
            places = (
                (variable, found, site.span())
                for site in sites(context.source, starts)
                for variable, found in _judge(site, context.settings)
            )
        elif context.source.language == "yaml":
            from cloudact_lint.rules.config._yaml import defaults_in_yaml

            places = (item for item in defaults_in_yaml(context))
        else:
            return
        for variable, found, span in places:
            yield self.finding(
                context.path, span, found.message(variable), kind=_kind(context.path), confidence=_confidence(found),
                anchor=f"{variable}:{found.value}",
            )


def _kind(path: str) -> Kind:
    return "advice" if _DEMO.search(path) else "on"


def _confidence(found: Crossing) -> Confidence:
    return Confidence.HIGH if found.here else Confidence.MEDIUM


def _judge(site: Site, settings: Settings) -> Iterator[tuple[str, Crossing]]:
    value = site.text.strip()
    if not _VALUE.fullmatch(site.text) or is_checked(site) or for_people(site):
        return
    variable = _looked_up(site)
    if not variable:
        return
    around = _around(site, settings)
    found = crossing(variable, value, around, settings) if around != "?" else None
    if found is not None:
        yield variable, found


def _looked_up(site: Site) -> str:
    """The variable whose absence makes the code take the string; empty for none."""
    for frame in site.near:
        if frame.kind == "fallback":
            return _variable_of(frame.detail, site)
        getter = frame.kind == "arg" and frame.detail != "0" and _GETTER.search(frame.name)
        if getter and re.fullmatch(r"\w+", frame.first):
            return frame.first
        if frame.kind == "param" and re.fullmatch(r"[A-Z][A-Z0-9_]+", frame.name) and "process.env" in site.source.text:
            return frame.name  # const { NAME = 'value' } = process.env
        if frame.kind in ("ternary", "guard") and re.match(r"\s*(\(?\s*!|not\b|.*\bis None)", frame.detail):
            return _variable_of(frame.detail, site)
    return _settings_field(site)


def _variable_of(code: str, site: Site) -> str:
    match = _VARIABLE.search(code)
    if match is None:
        name = re.search(r"([A-Za-z_][\w.]*)\W*(is None|===? *\w+)?\W*$", code)
        if name is not None:
            assigned = re.search(rf"(?<![\w.]){re.escape(name[1])}\s*(?::[^=\n]+)?=(?!=)([^\n]*)", site.scope)
            match = _VARIABLE.search(assigned[1]) if assigned is not None else None
    return (match["a"] or match["b"] or match["c"] or match["d"]) if match is not None else ""


def _settings_field(site: Site) -> str:
    """The field of a settings class, or of a schema of variables, that the string is the default of."""
    scope, call = site.first("function", "class"), site.first("arg")
    if scope is not None and scope.kind == "class" and re.search(r"Settings", scope.detail):
        field = site.first("assign")
        simple = call is None or (re.search(r"(^|\.)Field$", call.name) and call.detail in ("0", "default"))
        return field.name.upper() if field is not None and simple else ""
    key = site.first("key")
    schema = call is not None and call.name.endswith(".default") and key is not None
    return key.name if schema and key is not None and re.fullmatch(r"[A-Z][A-Z0-9_]+", key.name) else ""


def _around(site: Site, settings: Settings) -> str:
    """The environment of the branch, the key, the class or the file; ``?`` where a branch cannot be understood."""
    for frame in site.frames:
        test = _without_lookups(frame) if frame.kind in ("guard", "ternary") else ""
        if re.search(r"env|stage|prod|dev", test, re.IGNORECASE):
            found = environment(test, settings)
            return found if found and not re.search(r"!|\bnot\b", frame.detail) else "?"
        if frame.kind in ("key", "class", "function", "assign") and (found := environment(frame.name, settings)):
            return found
    for part in reversed(site.source.path.split("/")):
        if found := environment(part, settings):
            return found
    return ""


def _without_lookups(frame: Frame) -> str:
    return re.sub(r"process\.env|import\.meta\.env|os\.environ|\bos\b|getenv", " ", _VARIABLE.sub(" ", frame.detail))
