"""What code tries: a conversion that only its input can break, best-effort work, or something that can really fail."""

from __future__ import annotations

from collections.abc import Iterator

from cloudact_lint.facts import model as m
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.failures.words import words_of
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.scopes import Scope, child_blocks
from cloudact_lint.project.values import FunctionValue, LambdaValue
from cloudact_lint.project.walking import last_name, statement_expressions, walk

# Functions of the language and its library that only their arguments can break.
_PURE = frozenset((
    # Python
    "Decimal", "Path", "PurePath", "UUID", "ZoneInfo", "abs", "all", "any", "astimezone", "b64decode", "b64encode",
    "bool", "bytes", "capitalize", "casefold", "combine", "compile", "date", "datetime", "decode", "deepcopy", "dict",
    "divmod", "dumps", "encode", "endswith", "enumerate", "findall", "float", "format", "from_bytes", "fromhex",
    "fromisoformat", "fromtimestamp", "frozenset", "fullmatch", "getattr", "getenv", "gethostname", "getsizeof",
    "group", "groups", "hasattr", "hex", "hexdigest", "int", "ip_address", "ip_network", "isalnum", "isdigit",
    "isinstance", "iso8601", "isocalendar", "isoformat", "issubclass", "items", "iter", "join", "keys", "len",
    "literal_eval", "loads", "lower", "lstrip", "map", "match", "max", "min", "model_dump", "model_validate", "ord",
    "parse_qs", "parse_obj", "partition", "quote", "range", "relative_to", "replace", "repr", "reversed", "round",
    "rsplit", "rstrip", "safe_load", "sha256", "sorted", "split", "splitlines", "startswith", "str", "strftime",
    "strip", "strptime", "sub", "sum", "time", "timedelta", "timestamp", "timezone", "title", "total_seconds", "tuple",
    "type", "unquote", "upper", "urljoin", "urlparse", "urlsplit", "values", "weekday", "zip", "estimated_size", "dir",
    "vars", "hash", "chr", "pop", "extend", "append", "add", "is_absolute", "is_relative_to", "with_suffix",
    "from_dict", "from_string", "to_dict", "asdict", "md5", "sha1", "sha512", "blake2b", "crc32", "uuid1", "uuid4",
    "uuid5", "token_hex", "model_copy", "version", "most_common", "model_dump_json", "partial", "signature",
    "get_type_hints", "import_module", "find_spec", "guess_type", "getsource", "date_range", "to_datetime",
    # TypeScript
    "Array", "BigInt", "Boolean", "Date", "Error", "Intl", "Map", "Number", "Object", "RegExp", "Set", "String",
    "TextDecoder", "TextEncoder", "URL", "URLSearchParams", "DateTimeFormat", "NumberFormat", "RelativeTimeFormat",
    "PluralRules", "Collator", "ListFormat", "DisplayNames", "Segmenter", "assign", "at", "atob", "btoa", "canParse",
    "clone", "getItem", "removeItem", "setItem", "ceil", "charAt", "charCodeAt", "concat", "decodeURI",
    "decodeURIComponent", "encodeURI", "encodeURIComponent", "entries", "every", "exec", "floor", "flat", "flatMap",
    "formatToParts", "freeze", "from", "fromEntries", "getDate", "getDay", "getFullYear", "getHours",
    "getMilliseconds", "getMinutes", "getMonth", "getSeconds", "getTime", "getTimezoneOffset", "getUTCDate",
    "getUTCFullYear", "getUTCMonth", "includes", "indexOf", "isArray", "isFinite", "isInteger", "isNaN", "json",
    "lastIndexOf", "localeCompare", "matchAll", "normalize", "now", "padEnd", "padStart", "parse", "parseFloat",
    "parseInt", "pow", "reduce", "replaceAll", "resolvedOptions", "reverse", "shift", "slice", "some", "sort",
    "splice", "stringify", "substring", "substr", "supportedLocalesOf", "test", "text", "toFixed", "toISOString",
    "toJSON", "toLocaleDateString", "toLocaleString", "toLocaleTimeString", "toLowerCase", "toPrecision", "toString",
    "toUTCString", "toUpperCase", "trim", "trimEnd", "trimStart", "trunc", "unshift", "push", "forEach", "has",
    "safeParse", "parseISO", "arrayBuffer", "blob", "formData",
))  # fmt: skip
# What a browser offers: its absence, or a user's refusal, is no failure of the program.
_ROOTS = frozenset((
    "document", "window", "navigator", "localStorage", "sessionStorage", "Intl", "JSON", "Math", "Object", "CSS",
    "performance", "history", "screen", "Notification", "matchMedia", "math", "re", "json", "datetime", "operator",
    "ast", "inspect", "ipaddress", "base64", "struct", "platform", "sys", "ctypes", "locale", "colorsys", "textwrap",
))  # fmt: skip
# Of these only the builtins are: as methods they are asked of clients and stores as well.
_BUILTINS = frozenset((
    "list", "set", "filter", "find", "count", "search", "copy", "resolve", "id", "next", "date", "type",
))  # fmt: skip
_GET = frozenset(("get", "setdefault", "exists", "environ"))
_REMOTE = frozenset(("requests", "httpx", "session", "client", "http", "api", "axios", "redis", "cache", "db", "kv"))
# Work whose failure changes nothing: what is closed, let go of or measured.
_BEST_EFFORT = frozenset((
    "analytics", "beacon", "blur", "cleanup", "close", "dispose", "disconnect", "evict", "flush", "focus", "gauge",
    "invalidate", "kill", "metric", "metrics", "observe", "pause", "play", "posthog", "preload", "prefetch", "release",
    "rmtree", "shutdown", "telemetry", "teardown", "terminate", "track", "tracking", "unlink", "unlock", "unregister",
    "unsubscribe", "vibrate", "warm", "warmup", "heartbeat", "ping", "capture", "detach", "destroy", "aclose",
    "fullscreen", "share",
))  # fmt: skip
_UNDOES = frozenset(("delete", "remove", "clear", "drop", "rollback", "cancel", "abort", "reset", "undo", "revert"))
_CONVERTS = frozenset((
    "check", "coerce", "convert", "decode", "detect", "format", "guess", "infer", "is", "normalise", "normalize",
    "parse", "parsed", "render", "safe", "to", "valid", "validate", "pretty",
))  # fmt: skip
# Words of functions that go to a disk, a network or another process.
_OUTSIDE = frozenset((
    "blob", "bucket", "call", "client", "commit", "connect", "connection", "cursor", "dataset", "db", "download",
    "execute", "fetch", "http", "insert", "invoke", "list", "load", "open", "patch", "popen", "post", "publish", "put",
    "query", "read", "request", "requests", "rpc", "run", "save", "secret", "send", "session", "subprocess", "sync",
    "system", "table", "update", "upload", "upsert", "urlopen", "write",
))  # fmt: skip
_PROBES = frozenset((
    "get_table", "get_dataset", "get_bucket", "get_blob", "head_object", "head_bucket", "describe_table", "getTable",
    "getDataset", "get_model", "get_routine", "get_topic", "get_subscription", "get_secret", "list_buckets",
    "getMetadata", "get_queue", "get_collection", "stat", "lstat",
))  # fmt: skip


# What changes the state of a page, or does something later.
_SETTER = lazy_pattern(r"set[A-Z]|clear(?:Timeout|Interval)$|requestAnimationFrame$|queueMicrotask$|alert$|confirm$")
_LOGGERS = frozenset(("log", "logger", "logging", "console", "analytics", "posthog", "metrics", "telemetry"))
# Parts of a chain or a set-up that do not say what is done.
_PLUMBING = frozenset((
    "then", "catch", "finally", "eq", "neq", "gt", "gte", "lt", "lte", "single", "maybeSingle", "select", "order",
    "limit", "from", "Promise", "race", "all", "to_thread", "run_in_executor", "setTimeout", "locals", "result",
))  # fmt: skip


def _makes_client(name: str) -> bool:
    return name[:1].isupper() or "client" in words_of(name)


def calls_of(block: m.Block) -> Iterator[m.Call]:
    """Every call of a block, those inside its statements and in functions written in place too."""
    for statement in block:
        for expr in statement_expressions(statement):
            for node in walk(expr):
                if isinstance(node, m.Call):
                    yield node
                elif isinstance(node, m.FuncExpr):
                    yield from calls_of(node.function.body)
        for inner in child_blocks(statement):
            yield from calls_of(inner)


def root_name(expr: m.Expr) -> str:
    """``navigator`` for ``navigator.clipboard.writeText(x)``."""
    while True:
        if isinstance(expr, (m.Attr, m.Sub)):
            expr = expr.base
        elif isinstance(expr, m.Call):
            expr = expr.func
        else:
            return expr.id if isinstance(expr, m.Name) else ""


def _is_best_effort(call: m.Call) -> bool:
    if not _BEST_EFFORT.isdisjoint(words_of(last_name(call.func))):
        return True
    base = call.func.base if isinstance(call.func, m.Attr) else None
    return base is not None and not _LOGGERS.isdisjoint(words_of(last_name(base)))


class Tried:
    """Questions about what a ``try`` protects."""

    def __init__(self, block: m.Block, scope: Scope, resolver: Resolver, awaits: bool | None) -> None:
        self.block, self.scope, self.resolver = block, scope, resolver
        self.typescript, self.awaits = awaits is not None, awaits
        self.calls = tuple(calls_of(block))

    def only_imports(self) -> bool:
        """``try: import orjson as json``: an optional dependency."""
        return any(isinstance(s, m.Import) for s in self.block) and all(
            isinstance(s, (m.Import, m.Assign)) for s in self.block
        )

    def pure(self) -> bool:
        """Whether only its input can break it: a conversion, a look at the environment."""
        return all(self._is_pure(call, 0) for call in self.calls)

    def best_effort(self) -> bool:
        """Whether all it does beside conversions is closed, let go of, measured, logged or tidied up."""
        rest = self.risky()
        return bool(rest) and all(_is_best_effort(call) for call in rest)

    def undoes(self) -> bool:
        """Whether it takes something away: a clean-up, where it stands in one."""
        return any(not _UNDOES.isdisjoint(words_of(last_name(call.func))) for call in self.calls)

    def probe(self) -> str:
        """``get_table``, if it only asks whether something is there."""
        rest = self.risky()
        names = {last_name(call.func) for call in rest}
        return names.pop() if len(names) == 1 and names <= _PROBES else ""

    def called(self) -> str:
        """The name of what can fail there: the most telling one."""
        names = [last_name(call.func) for call in self.risky()]
        idle = {name for name in names if name in _PLUMBING or _makes_client(name)}
        acting = [name for name in names if (_OUTSIDE | _UNDOES) & set(words_of(name)) and name not in idle]
        other = [name for name in names if name not in idle]
        return next(iter((*acting, *other, *names)), "")

    def risky(self) -> list[m.Call]:
        """Its calls that can really fail."""
        return [call for call in self.calls if not self._is_pure(call, 0)]

    def _is_pure(self, call: m.Call, depth: int) -> bool:
        name = last_name(call.func)
        base = call.func.base if isinstance(call.func, m.Attr) else None
        root = root_name(call.func)
        if root in _ROOTS or (base is None and self.typescript and _SETTER.match(name)):
            return True
        if name in _GET:
            return base is None or not (_REMOTE | _OUTSIDE) & set(words_of(last_name(base)))
        if name in _PURE or (name in _BUILTINS and (base is None or not self._is_remote(base))):
            return True
        if not name or depth >= 2:
            return not name
        return self._helper_is_pure(call, depth)

    def _is_remote(self, base: m.Expr) -> bool:
        """Whether a chain of calls starts at something that goes outside: ``stripe.invoices.list()``."""
        if self.typescript and self._synchronous():
            return False
        return isinstance(base, (m.Attr, m.Call)) or bool((_REMOTE | _OUTSIDE) & set(words_of(last_name(base))))

    def _helper_is_pure(self, call: m.Call, depth: int) -> bool:
        words = words_of(last_name(call.func))
        if self.typescript and self._synchronous():  # whatever goes to a network is waited for
            return "sync" not in words and root_name(call.func) not in ("fs", "child_process")
        values = self.resolver.resolve(call.func, self.scope, call.at)
        bodies = [value for value in values if isinstance(value, FunctionValue)]
        if bodies and len(bodies) == len(values):
            return all(
                not value.function.is_async and self._inside(value, depth) for value in bodies
            )
        if values and all(isinstance(value, LambdaValue) for value in values):
            return True
        if words and words[0] in _CONVERTS and not _OUTSIDE & set(words):
            return True
        return self._synchronous() and not _OUTSIDE & set(words)

    def _inside(self, value: FunctionValue, depth: int) -> bool:
        body = self.resolver.project.child(value.function, value.scope)
        inner = Tried(value.function.body, body, self.resolver, self.awaits)
        return all(inner._is_pure(call, depth + 1) for call in inner.calls)

    def _synchronous(self) -> bool:
        """Whether nothing is awaited here: in TypeScript what goes outside is asynchronous; or a check by its name."""
        function = self.scope.function
        if self.typescript:
            return not self.awaits and not any(last_name(c.func) in ("then", "catch") for c in self.calls)
        words = words_of(function.name) if function is not None else ()
        return function is not None and not function.is_async and bool(words) and not _CONVERTS.isdisjoint(words[:2])


def tidies_up(name: str) -> bool:
    """Whether a function only closes or cleans, by its name."""
    words = words_of(name)
    return name in ("__del__", "__exit__", "__aexit__", "componentWillUnmount", "ngOnDestroy") or not {
        "cleanup", "clean", "close", "aclose", "shutdown", "stop", "teardown", "dispose", "destroy", "disconnect",
        "release", "unsubscribe", "unmount", "purge", "prune",
    }.isdisjoint(words)  # fmt: skip
