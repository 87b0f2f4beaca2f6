"""A call over the network, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.origins_base import Env
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.scopes import Scope
from cloudact_lint.project.values import FunctionValue

Library = Literal[
    "requests", "httpx", "aiohttp", "urllib", "urllib3", "fetch", "axios", "ky", "got", "node-fetch", "ofetch",
    "undici", "angular",
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Hop:
    """A call of a wrapper, and the function of the repository that it runs."""

    site: CallSite
    function: FunctionValue


@dataclass(frozen=True, slots=True, eq=False)
class NetworkCall:
    """One request that the repository's code makes.

    It stands where the library is called. A function of the repository around that (``fetchWithTimeout(url, …)``,
    ``self._request("GET", path)``) is a wrapper; :attr:`hops` are the calls that led here, the outermost first.
    """

    site: CallSite
    """The call of the library."""
    library: Library
    method: str
    """In upper case; ``""`` when it cannot be told."""
    url: m.Expr | None
    """The address as given to the library (or to the outermost wrapper, if ``hops`` is not empty)."""
    url_scope: Scope
    options: m.Expr | None
    """The options object of TypeScript, None in Python (see ``site.call.keywords``)."""
    client: m.Call | None
    """The call that made its client or session, where there is one and it was found."""
    client_scope: Scope | None
    verb: str = ""
    """The last name of what is called at the library: ``get``, ``request``, ``fetch``; empty for ``axios(…)``."""
    by_client: bool = False
    """Whether it goes through a client or session, also one that was made out of sight."""
    site_url: m.Expr | None = None
    """The address as given to the library."""
    site_options: m.Expr | None = None
    """The options as given to the library."""
    hops: tuple[Hop, ...] = ()
    env: Env | None = None
    """The calls of :attr:`hops`, for whoever reads arguments of :attr:`site` (see ``Origins``, ``Fields``)."""

    @property
    def through(self) -> tuple[CallSite, ...]:
        """The calls that led to the call of the library, the outermost first."""
        return tuple(hop.site for hop in self.hops)

    @property
    def outermost(self) -> CallSite:
        """The call that says what is asked for: of the outermost wrapper, else of the library."""
        return self.hops[0].site if self.hops else self.site

    @property
    def path(self) -> str:
        """The file of :attr:`outermost`."""
        return self.outermost.path

    @property
    def at(self) -> Span:
        """Where :attr:`outermost` stands."""
        return self.outermost.call.at
