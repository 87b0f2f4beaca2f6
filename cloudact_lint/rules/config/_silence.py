"""What keeps the rules of this family quiet: text for people, defaults, comparisons, choices by environment."""

from __future__ import annotations

import re

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.config._names import segments
from cloudact_lint.rules.config._site import Frame, Site

_LOG = lazy_pattern(
    r"(^|\.)(print|pprint|echo|secho|warn|warning|error|info|debug|exception|critical|fatal|log|trace|success|"
    r"notice|fail|help|usage|epilog|describe|alert|confirm|prompt|markdown|caption|toast|Panel|t|"
    r"\w*(Error|Exception|Warning))$|(^|\.)(console|logger|logging|log|toast|chalk|rich|stdout|stderr)\.[\w.]+$"
)
_PEOPLE = lazy_pattern(
    r"(^|_)(placeholders?|examples?|samples?|snippets?|descriptions?|help|usage|labels?|messages?|msg|errors?|hints?|"
    r"tooltips?|title|docs?|documentation|summary|notes?|comment|epilog|text|instructions?|markdown|readme|prompts?|"
    r"extra|template_text|curl|code|detail)$"
)
_EXAMPLE = lazy_pattern(r"example|json_?schema|schema_?extra|openapi|sample|snippet|placeholder", re.IGNORECASE)
_LOOKUP = lazy_pattern(
    r"os\.environ|\benviron\b|getenv|process\.env|import\.meta\.env|Deno\.env|Bun\.env|\bget_?env\w*|\benv\b|ENV\b"
    r"|\bsettings\b|\bconfig\b|\bcfg\b|\bargs\b|\bargv\b",
    re.IGNORECASE,
)
_GETTER = lazy_pattern(
    r"(^|\.)(getenv|setdefault|get|pop|getattr|coalesce|first_non_empty|env|config|fallback|"
    r"get_?(env|setting|config|option|param|var|secret)\w*|env_?or\w*|(env|environ)\.\w+|add_argument|option|Option|"
    r"Argument|argument|Field|field|attrib|ib|default\w*|optional|catch)$",
    re.IGNORECASE,
)
_DEFAULT_KEYWORD = lazy_pattern(r"default|fallback|factory", re.IGNORECASE)
_CHECK = lazy_pattern(
    r"(^|\.)(startswith|endswith|startsWith|endsWith|includes|indexOf|match|matches|fullmatch|search|test|replace|"
    r"replaceAll|split|removeprefix|removesuffix|strip|lstrip|rstrip|compile|RegExp|find|count|partition|sub|findall|"
    r"equals?|toBe|toEqual|toContain|assertEqual|assert\w*|expect|has|in_|isinstance)$"
)
_ENVIRONMENT_TEST = lazy_pattern(
    r"env|\bdev|debug|local|\bprod|stag(e|ing)|\btest|_test|mock|emulat|docker|is_?(dev|prod|local|test)|platform|hostname|\bci\b",
    re.IGNORECASE,
)
_ABSENCE = lazy_pattern(r"^\s*(not\b|!)|is None|===? *(null|undefined|''|\"\")|typeof|not in\b")
_CLASS = lazy_pattern(
    r"Settings|Config|Configuration|Options|BaseModel|NamedTuple|TypedDict|Defaults|Constants|Schema|dataclass|attrs?\b|define|frozen|Enum|Model\b"
)


def for_people(site: Site) -> bool:
    """Text that somebody reads: an error, a log line, help, documentation, an example, markup."""
    call = site.first("arg")
    if call is not None and (_LOG.search(call.name) or _PEOPLE.search(_snake(call.detail))):
        return True
    if any(frame.kind in ("raise", "expr", "jsx-text", "import", "type") for frame in site.near):
        return True
    if any(_EXAMPLE.search(name) for name in site.names):
        return True
    return bool(_PEOPLE.search(_snake(site.bound)))


def is_default(site: Site, *, parameters: bool = True) -> bool:
    """The second choice, used where nothing was configured; with ``parameters`` also where no argument is given."""
    keyed = False
    for frame in site.near:
        keyed = keyed or frame.kind == "key"
        if frame.kind in ("fallback", "except") or (parameters and frame.kind == "param"):
            return True
        if frame.kind != "arg":
            continue
        if _DEFAULT_KEYWORD.search(frame.detail) or (not keyed and _is_default_argument(frame)):
            return True
    if any(_is_named_default(frame) for frame in site.all("assign", "key", "function")):
        return True
    return is_settings_field(site) or _is_overridden(site) or _is_last_resort(site)


def _is_default_argument(frame: Frame) -> bool:
    """``lookup(name, HERE)``, ``schema.default(HERE)``; not ``requests.get(url, …)`` or ``client.get(url=…)``."""
    if frame.name.endswith((".default", ".catch")):
        return True
    second = frame.detail.isdigit() and frame.detail != "0" and not frame.first.startswith(("/", "http"))
    return second and _GETTER.search(frame.name) is not None


def _is_named_default(frame: Frame) -> bool:
    words = set(segments(frame.name))
    return bool(words & {"default", "defaults", "fallback", "fallbacks"})


def is_settings_field(site: Site) -> bool:
    """The default of a field of a settings class, model or data class."""
    scope = site.first("function", "class")
    return scope is not None and scope.kind == "class" and _CLASS.search(f"{scope.name} {scope.detail}") is not None


def _is_overridden(site: Site) -> bool:
    """``url = "http://…"`` and, later in the scope, ``url = os.environ[…]``."""
    target = site.first("assign")
    if target is None or not re.fullmatch(r"[\w.$]+", target.name):
        return False
    name = re.escape(target.name)
    own = site.text.partition("{}")[0]
    values = re.findall(rf"(?<![\w.]){name}\s*(?::[^=\n]+)?=(?!=)([^\n]*(?:[(\[{{?|]\s*\n[^\n]*)?)", site.scope)
    return any(_LOOKUP.search(value) for value in values if own not in value)


def _is_last_resort(site: Site) -> bool:
    """``return "http://…"`` at the end of a function that looked elsewhere first."""
    return (
        site.first("return") is not None
        and site.first("arg") is None
        and _LOOKUP.search(site.scope.replace(site.text, "")) is not None
    )


def is_checked(site: Site) -> bool:
    """Compared with, searched for, cut off: not used as an address."""
    call = site.first("arg")
    return site.first("compare", "dictkey", "subscript") is not None or bool(call and _CHECK.search(call.name))


def is_chosen(site: Site) -> bool:
    """Stands on a branch that the environment, or a missing setting, chooses."""
    for frame in site.all("guard", "ternary"):
        if _ENVIRONMENT_TEST.search(frame.detail) or _LOOKUP.search(frame.detail) or "__name__" in frame.detail:
            return True
        if _ABSENCE.search(frame.detail) or re.search(r"url|host|endpoint|base|origin", frame.detail, re.IGNORECASE):
            return True
    return False


def is_chosen_by_environment(site: Site) -> bool:
    """Stands on a branch or under a key that names an environment: a table of environments, not one value for all."""
    tests = [frame.detail for frame in site.all("guard", "ternary")]
    return any(_ENVIRONMENT_TEST.search(test) for test in tests)


def _snake(name: str) -> str:
    return "_".join(segments(name))
