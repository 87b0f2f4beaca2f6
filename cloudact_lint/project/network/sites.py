"""Where the repository calls a library that makes requests, before wrappers are followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloudact_lint.facts import model as m
from cloudact_lint.facts.records import FileIndex
from cloudact_lint.project.annotations import literal_key
from cloudact_lint.project.bigquery import dict_value
from cloudact_lint.project.focus import reachable, with_importers
from cloudact_lint.project.network.libraries import (
    PYTHON_MODULES,
    PYTHON_NAMES,
    TYPESCRIPT_MODULES,
    TYPESCRIPT_NAMES,
    VERBS,
    Use,
    use_of,
)
from cloudact_lint.project.origins import Origins
from cloudact_lint.project.project import CallSite, Project
from cloudact_lint.project.resolver import Resolver
from cloudact_lint.project.values import Parameter, Unknown
from cloudact_lint.project.walking import last_name

_MODULE_FIRST = frozenset(("request", "stream", "urlopen"))
_CLIENT_WORDS = ("client", "session", "http", "request", "api", "axios")


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """A call of a library, and which of its arguments say what is asked for."""

    site: CallSite
    use: Use
    url: m.Expr | None
    method: m.Expr | None
    """The argument that names the method, where it is one of its own."""
    options: m.Expr | None


def requests(project: Project, resolver: Resolver) -> Iterator[Request]:
    """Every request of the project's code; tests do not count."""
    instances = _instances(project)
    for path in _candidates(project, instances):
        index = project.records[path]
        python = index.language != "typescript"
        names = _names(index) if python else _names(index) | instances
        for site in project.calls_in(path):
            name = last_name(site.call.func)
            if name not in names or (python and not _plausible(site.call, name)):
                continue
            use = _use(site, name, resolver)
            if use is not None:
                yield _request(site, use)


def _instances(project: Project) -> frozenset[str]:
    """Names of variables that hold a callable client: ``const api = axios.create({…})``, ``api(url)``."""
    found: set[str] = set()
    for path in project.files_calling("create", "extend"):
        index = project.records[path]
        module = project.module(path) if index.language == "typescript" and _speaks(index) else None
        for statement in module.flat if module is not None else ():
            if not isinstance(statement, m.Assign) or not isinstance(statement.value, m.Call):
                continue
            if last_name(statement.value.func) in ("create", "extend"):
                found.add(last_name(statement.target))
    aliases = {item.local for index in project.records.values() for item in index.imports if item.name in found}
    return frozenset(found | aliases if found else ())


def _candidates(project: Project, instances: frozenset[str]) -> list[str]:
    """Files that use such a library, or what is made of one elsewhere."""
    speaking = [path for path, index in project.records.items() if _speaks(index)]
    near = with_importers(project, speaking)
    within = reachable(project)  # whoever is not imported by a file looked at says nothing of it
    found = []
    for path in sorted(near | {p for p in project.files_calling("fetch", "$fetch") if _is_typescript(p, project)}):
        index = project.records[path]
        if within is not None and path not in within:
            continue
        if not project.is_test(path) and not (_names(index) | instances).isdisjoint(index.calls):
            found.append(path)
    return found


def _is_typescript(path: str, project: Project) -> bool:
    return project.records[path].language == "typescript"


def _speaks(index: FileIndex) -> bool:
    if index.language == "typescript":
        return any(item.module in TYPESCRIPT_MODULES for item in index.imports)
    if index.language not in ("python", "notebook"):
        return False
    return any(not item.level and _is_library(item) for item in index.imports)


def _is_library(item: m.Import) -> bool:
    """Whether a Python import is of a library that makes requests; most of urllib makes none."""
    if item.module.startswith("urllib"):
        return item.module in ("urllib3", "urllib.request") or (item.module, item.name) == ("urllib", "request")
    return item.module.partition(".")[0] in PYTHON_MODULES or item.module.startswith("google.auth.transport")


def _names(index: FileIndex) -> frozenset[str]:
    """The last names under which a file may call a library."""
    typescript = index.language == "typescript"
    names = TYPESCRIPT_NAMES if typescript else PYTHON_NAMES
    modules = TYPESCRIPT_MODULES if typescript else PYTHON_MODULES
    return names | {item.local for item in index.imports if item.name and item.module in modules}


def _plausible(call: m.Call, name: str) -> bool:
    """A quick look at whether a call can be a request: ``get`` is mostly that of a dict."""
    if name not in VERBS or call.keywords or not isinstance(call.func, m.Attr):
        return True
    if not call.args or len(call.args) > 2 or isinstance(call.func.base, (m.Dict, m.Sub)):
        return False
    first = literal_key(call.args[0])
    return first is None or (isinstance(first, str) and ("/" in first or first.startswith("http")))


def _use(site: CallSite, name: str, resolver: Resolver) -> Use | None:
    func = site.call.func
    values = resolver.resolve(func, site.scope, site.call.at)
    for value in values:
        use = use_of(value)
        if use is not None:
            return use
    if not isinstance(func, m.Attr) or not all(isinstance(value, (Unknown, Parameter)) for value in values):
        return None
    words = last_name(func.base if not isinstance(func.base, m.Call) else func.base.func).lower()
    if not any(word in words for word in _CLIENT_WORDS):
        return None
    for base in Origins.of(resolver).values(func.base, site.scope, site.call.at):  # the client is handed in
        for value in resolver.members.get(base, func.name, site.scope):
            use = use_of(value)
            if use is not None:
                return use
    return None


def _request(site: CallSite, use: Use) -> Request:
    if use.library in ("requests", "httpx", "aiohttp", "urllib", "urllib3"):
        return _python(site, use)
    return _typescript(site, use)


def _python(site: CallSite, use: Use) -> Request:
    call = site.call
    if use.library == "urllib":
        url, method = _argument(call, 0, "url", "fullurl"), None
    elif use.verb == "send":
        url, method = None, None
    elif use.verb in VERBS:
        url, method = _argument(call, 0, "url"), None
    else:
        url, method = _argument(call, 1, "url"), _argument(call, 0, "method")
    return Request(site, use, url, method, None)


def _typescript(site: CallSite, use: Use) -> Request:
    args = site.call.args
    if any(isinstance(arg, m.Star) for arg in args):
        return Request(site, use, None, None, None)

    def arg(index: int) -> m.Expr | None:
        return args[index] if index < len(args) else None

    if use.library == "axios":
        if use.verb in ("post", "put", "patch"):
            return Request(site, use, arg(0), None, arg(2))
        if use.verb in VERBS:
            return Request(site, use, arg(0), None, arg(1))
        if len(args) == 1:  # axios(config), axios.request(config); or axios(url)
            one = args[0]
            return Request(site, use, dict_value(one, "url") if isinstance(one, m.Dict) or use.verb else one, None, one)
        return Request(site, use, arg(0), None, arg(1))
    if use.library == "angular":
        if use.verb == "request":
            return Request(site, use, arg(1), arg(0), arg(2))
        return Request(site, use, arg(0), None, arg(2 if use.verb in ("post", "put", "patch") else 1))
    return Request(site, use, arg(0), None, arg(1))


def _argument(call: m.Call, index: int, *names: str) -> m.Expr | None:
    for name, value in call.keywords:
        if name in names:
            return value
    if index < len(call.args) and not any(isinstance(arg, m.Star) for arg in call.args[: index + 1]):
        return call.args[index]
    return None
