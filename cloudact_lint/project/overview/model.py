"""The map of a project as frozen data, ready to be written in any format.

Names are what is shown; places are (file, row) with files relative to the root.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Status = Literal["answered", "unanswered", "open", "outside", "unknown"]
"""Of a request: a route answers; the service has none that does; routes of the service are not all known; the host is
somebody else's; who is asked cannot be told."""


class Place(NamedTuple):
    """A row of a file."""

    path: str
    row: int

    def __str__(self) -> str:
        return f"{self.path}:{self.row}"


def who(service: str, path: str) -> str:
    """Who acts in a file: a service, else the topmost folder."""
    return service or (path.partition("/")[0] + "/" if "/" in path else path)


class MappedRoute(NamedTuple):
    """A route and who calls it."""

    service: str
    methods: tuple[str, ...]
    path: str
    handler: str
    place: Place
    callers: tuple[Place, ...]


class MappedCall(NamedTuple):
    """A request; ``service`` is who makes it, ``to`` who is asked (empty: nobody of ours)."""

    service: str
    to: str
    host: str
    """Of somebody else."""
    method: str
    path: str
    place: Place
    status: Status
    base: str
    """What names whom it asks: an environment variable, a host, ``/`` for its own origin."""
    routes: tuple[Place, ...]
    elsewhere: tuple[tuple[str, Place], ...]
    why: str


class MappedService(NamedTuple):
    """A service with what it has and how it is reached."""

    name: str
    folder: str
    frameworks: tuple[str, ...]
    ports: tuple[int, ...]
    hosts: tuple[str, ...]
    variables: tuple[str, ...]
    routes: int
    complete: bool
    """Whether all its routes are known."""
    gaps: tuple[str, ...]
    evidence: tuple[str, ...]


class MappedStep(NamedTuple):
    """A step of a pipeline."""

    id: str
    type: str
    row: int
    runs: str
    """The file of the code that runs it, empty where that cannot be told."""
    after: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]


class MappedPipeline(NamedTuple):
    """A pipeline and its steps."""

    name: str
    service: str
    place: Place
    schedule: str
    steps: tuple[MappedStep, ...]


class Access(NamedTuple):
    """Code, SQL or a step of a pipeline that reads or writes a table."""

    table: str
    mode: Literal["read", "write"]
    place: Place
    service: str
    pipeline: str
    dataset: str = ""
    """As written there; empty where it is put in."""


class MappedTable(NamedTuple):
    """A table and who reads and writes it. ``group`` is its dataset, or what its name begins with."""

    name: str
    group: str
    kind: str
    """``table``, ``view``, …; empty where nothing describes it."""
    described: tuple[str, ...]
    reads: tuple[Access, ...]
    writes: tuple[Access, ...]


class Overview(NamedTuple):
    """Everything."""

    services: tuple[MappedService, ...]
    routes: tuple[MappedRoute, ...]
    calls: tuple[MappedCall, ...]
    pipelines: tuple[MappedPipeline, ...]
    tables: tuple[MappedTable, ...]
