"""A call over the network, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span
from cloudact_lint.project.project import CallSite
from cloudact_lint.project.scopes import Scope

Library = Literal["requests", "httpx", "aiohttp", "urllib", "urllib3", "fetch", "axios", "ky", "got", "node-fetch"]


@dataclass(frozen=True, slots=True, eq=False)
class NetworkCall:
    """One request that the repository's code makes.

    It stands where the library is called. A function of the repository around that (``fetchWithTimeout(url, …)``,
    ``self._request("GET", path)``) is a wrapper; :attr:`through` are the calls that led here, the outermost first.
    """

    site: CallSite
    library: Library
    method: str
    """In upper case; ``""`` when it cannot be told."""
    url: m.Expr | None
    """The address as given to the library (or to the outermost wrapper, if ``through`` is not empty)."""
    url_scope: Scope
    options: m.Expr | None
    """The options object of TypeScript, None in Python (see ``site.call.keywords``)."""
    client: m.Call | None
    """The call that made its client or session, where there is one and it was found."""
    client_scope: Scope | None
    through: tuple[CallSite, ...] = ()

    @property
    def outermost(self) -> CallSite:
        """The call that says what is asked for: of the outermost wrapper, else of the library."""
        return self.through[0] if self.through else self.site

    @property
    def at(self) -> Span:
        """Where :attr:`outermost` stands."""
        return self.outermost.call.at
