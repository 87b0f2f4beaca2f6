"""Which service a host, a port or an environment variable stands for, asked from a file of the repository.

A repository may hold many small systems whose services all listen on port 8080: of several that fit, the one whose
folder is nearest to the file that asks counts, and where that is no single one, none.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from cloudact_lint.project.services.addresses import Split, split, words
from cloudact_lint.project.services.containers import Setting
from cloudact_lint.project.services.model import Application, Service

LOCAL_HOSTS = ("localhost", "127.0.0.1", "0.0.0.0", "[::1]", "::1", "host.docker.internal")
# Words that say no more of a variable than that it holds an address, or of a service than that it is one.
_EMPTY = frozenset((
    "url", "urls", "uri", "base", "host", "hostname", "endpoint", "address", "addr", "origin", "root", "domain", "next",
    "public", "vite", "react", "app", "nuxt", "ng", "expo", "gatsby", "service", "services", "svc", "server", "http",
    "https", "internal", "external", "the", "my", "default", "local", "prod", "dev", "test", "stage", "staging", "v",
))  # fmt: skip
_FAR = 3
_BACK = frozenset(("api", "backend", "back", "rest", "server"))
_FRONT = frozenset(("frontend", "front", "web", "ui", "client", "site", "website", "webapp", "dashboard"))


@dataclass(slots=True)
class Draft:
    """A service while it is being put together."""

    name: str
    folder: str
    named: bool = False
    """Whether somebody called it so: a compose file, the configuration."""
    frontend: bool = False
    aside: bool = False
    """Whether it stands in the folder of another and nothing is known to start it."""
    applications: list[Application] = field(default_factory=list)
    ports: set[int] = field(default_factory=set)
    published: set[int] = field(default_factory=set)
    """Ports of the machine it runs on that lead to it; its own where it runs in no container."""
    usual: set[int] = field(default_factory=set)
    """Ports that its tools take unless told otherwise."""
    hosts: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    """Those that the configuration names."""
    evidence: list[str] = field(default_factory=list)

    def says(self, what: str) -> None:
        """Keep how something is known."""
        if what not in self.evidence:
            self.evidence.append(what)

    def service(self) -> Service:
        """The finished record."""
        ports = self.ports or self.published or self.usual
        local = {f"localhost:{port}" for port in self.published or ports}
        return Service(
            self.name, self.folder, tuple(self.applications), frozenset(ports | self.published),
            frozenset(self.hosts | local), frozenset(self.variables), tuple(self.evidence),
        )


class Directory:
    """The services of a project, to be asked who is meant."""

    def __init__(
        self, services: Sequence[Service], settings: Iterable[Setting], frontends: Iterable[Service] = (),
        guessed: Iterable[Service] = (), said: Mapping[str, Service] | None = None,
    ) -> None:
        """``frontends`` only serve pages. The ports of ``guessed`` are those that its tools take unless told.

        ``said`` are the variables of the configuration.
        """
        self._said = said or {}
        self.services = tuple(services)
        self._frontends = {id(service) for service in frontends}
        self._guessed = {id(service) for service in guessed}
        self._settings: dict[str, list[Setting]] = defaultdict(list)
        for setting in settings:
            self._settings[setting.name].append(setting)
        self._globs = [(host, service) for service in services for host in service.hosts if "*" in host]

    # Places ------------------------------------------------------------------------------

    def of_file(self, path: str) -> Service | None:
        """The service whose folder holds a file."""
        holding = [s for s in self.services if not s.folder or path.startswith(s.folder + "/")]
        return max(holding, key=lambda service: len(service.folder), default=None) if holding else None

    def is_frontend(self, service: Service) -> bool:
        """Whether a service only serves pages."""
        return id(service) in self._frontends

    def is_near(self, service: Service, path: str) -> bool:
        """Whether a service and a file can belong to one system."""
        return self._away(service.folder, path) <= _FAR

    def at(self, host: str, near: str) -> Service | None:
        """The service that answers at ``host``, ``host:port`` or ``:port``."""
        host = host.lower()
        name, _, port = host.rpartition(":") if ":" in host.strip("[]") else (host, "", "")
        if not name:
            return self._only([service for service in self.services if int(port) in service.ports], near)
        if name in LOCAL_HOSTS:
            local = f"localhost:{port or 80}"
            there = [service for service in self.services if local in service.hosts]
            said = [service for service in there if id(service) not in self._guessed]
            chosen = self._only(said, near)
            if chosen is not None or any(self.is_near(service, near) for service in said):
                return chosen
            return self._only([service for service in there if id(service) in self._guessed], near)
        found = [s for s in self.services if host in s.hosts or name in s.hosts]
        return self._only(found or [s for pattern, s in self._globs if fnmatchcase(host, pattern)], near)

    def _only(self, found: Sequence[Service], near: str) -> Service | None:
        """The one of those that fit which a file can mean: beside it, or the only one and not far away.

        A repository of many small systems has many services on one port, each meant by its own neighbours.
        """
        if len(found) < 2:
            return found[0] if found and self._away(found[0].folder, near) <= _FAR else None
        nearest = _nearest(list(found), near, lambda service: service.folder)
        beside = len(nearest) == 1 and self._away(nearest[0].folder, near) <= 1
        return nearest[0] if beside else None

    def _away(self, folder: str, near: str) -> int:
        """By how many folders the farther of two services, one that of a file, is below what holds both."""
        own = self.of_file(near)
        common = _common(folder, near)
        return max(_depth(folder), _depth(own.folder) if own is not None else 0) - common

    def is_sure(self, host: str, service: Service) -> bool:
        """Whether ``service``, which :meth:`at` gave, is not one of several that all take a port by default."""
        if id(service) not in self._guessed:
            return True
        port = host.rpartition(":")[2]
        return sum(port.isdigit() and int(port) in other.ports for other in self.services) < 2

    def is_guessed(self, service: Service) -> bool:
        """Whether nothing says on which port a service listens."""
        return id(service) in self._guessed

    # Variables ---------------------------------------------------------------------------

    def holder(self, setting: Setting) -> Service | None:
        """The service whose address a file sets a variable to."""
        base = split((setting.value,)).base
        return self.at(base, setting.file) if isinstance(base, str) else None

    def named(self, variable: str, near: str) -> tuple[Service | None, frozenset[str]]:
        """The service whose address a variable holds, and the paths that its values are known to end in."""
        if variable in self._said:
            return self._said[variable], frozenset()
        values = self._nearest_values(variable, near)
        found: list[Service] = []
        paths: set[str] = set()
        foreign = False
        for value in values:
            service = self.holder(value)
            if service is None:
                foreign = foreign or not _is_local(value)
                continue
            found.append(service)
            paths.add(_path(split((value.value,))))
        if found:
            one = found[0] if len({id(service) for service in found}) == 1 else None
            return one, frozenset(paths)
        return (None if foreign and not self._hostless(values) else self._by_words(variable, near)), frozenset()

    def _nearest_values(self, variable: str, near: str) -> list[Setting]:
        known = [
            setting for setting in self._settings.get(variable, [])
            if _depth(posixpath.dirname(setting.file)) - _common(posixpath.dirname(setting.file), near) < _FAR
        ]
        return _nearest(known, near, lambda setting: posixpath.dirname(setting.file))

    @staticmethod
    def _hostless(values: list[Setting]) -> bool:
        """Whether the values only stand in for an address: ``https://your-api.example.com``."""
        return all("example" in v.value or "your" in v.value or "<" in v.value or "$" in v.value for v in values)

    def _by_words(self, variable: str, near: str) -> Service | None:
        """The one service that a variable's name speaks of: ``PIPELINE_SERVICE_URL``."""
        known = [_stem(word) for word in words(variable) if word not in _EMPTY]
        own = [word for word in known if word not in _BACK]
        here = self.of_file(near)
        around = _nearest([s for s in self.services if s is not here], near, lambda service: service.folder)
        around += [here] if here is not None else []
        if own:
            if all(word in _FRONT for word in own):
                found = [s for s in around if id(s) in self._frontends]
            else:
                found = [s for s in around if _speaks_of(own, s)]
        elif known or "service" in words(variable) or "server" in words(variable):
            found = [s for s in around if _BACK & set(_words_of(s))]
            if len(found) != 1:
                found = [s for s in around if id(s) not in self._frontends]
        else:
            return None
        return self._only(found, near) if len(found) == 1 else None


def _is_local(setting: Setting) -> bool:
    base = split((setting.value,)).base
    return isinstance(base, str) and base.rpartition(":")[0] in LOCAL_HOSTS


def _path(parts: Split) -> str:
    return "".join(part for part in parts.path if isinstance(part, str)).rstrip("/")


def _words_of(service: Service) -> list[str]:
    return [*words(service.name), *words(posixpath.basename(service.folder))]


def _speaks_of(own: list[str], service: Service) -> bool:
    """Whether the words are all of one of the service's names, or its last: a data pipeline is a pipeline."""
    for name in (service.name, posixpath.basename(service.folder)):
        known = [_stem(word) for word in words(name) if word not in _EMPTY and not word.isdigit() and word not in _BACK]
        if known and (set(known) <= set(own) or own == known[-1:]):
            return True
    return False


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _depth(folder: str) -> int:
    return folder.count("/") + 1 if folder else 0


def _nearest(items: list, near: str, folder_of: object) -> list:  # type: ignore[type-arg]
    """Those items whose folders have most in common with the path of a file."""
    if len(items) < 2:
        return items
    depths = [_common(folder_of(item), near) for item in items]  # type: ignore[operator]
    best = max(depths)
    return [item for item, depth in zip(items, depths) if depth == best]


def _common(folder: str, path: str) -> int:
    """How many folders two paths begin with together."""
    count = 0
    for one, other in zip(folder.split("/") if folder else (), path.split("/")):
        if one != other:
            break
        count += 1
    return count
