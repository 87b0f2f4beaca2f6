"""Services, from what a configuration says of them."""

from __future__ import annotations

import re
from typing import Any

from cloudact_lint.config.place import Place, describe, from_root, table, texts
from cloudact_lint.config.settings import ServiceSettings
from cloudact_lint.errors import nearest

KEYS = ("folder", "ports", "hosts", "variables")
_VARIABLE = re.compile(r"[A-Za-z_]\w*")


def services(value: Any, place: Place) -> tuple[ServiceSettings, ...]:
    """The services of ``services``, sorted by name."""
    return tuple(sorted(_service(str(name), item, place.below(name)) for name, item in table(value, place).items()))


def _service(name: str, value: Any, place: Place) -> ServiceSettings:
    given = table(value, place)
    for key in given:
        if key not in KEYS:
            place.below(key).fail("unknown key", nearest(str(key), KEYS))
    folder = given.get("folder", "")
    place.below("folder").expect(folder, str)
    if folder:
        folder = from_root(folder, place)
        folder = "" if folder == "." else folder
    variables = texts(given.get("variables", []), place.below("variables"))
    for word in variables:
        if not _VARIABLE.fullmatch(word):
            place.below("variables").fail(f"'{word}' is no name of an environment variable")
    hosts = texts(given.get("hosts", []), place.below("hosts"))
    for host in hosts:
        if "/" in host:
            place.below("hosts").fail(f"must hold hosts like api.example.com:8000, not '{host}'")
    return ServiceSettings(name, folder, _ports(given.get("ports", []), place.below("ports")), tuple(hosts),
                           tuple(variables))


def _ports(value: Any, place: Place) -> tuple[int, ...]:
    place.expect(value, list, "a list of ports")
    for port in value:
        if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
            place.fail(f"must hold ports, numbers from 1 to 65535, not {describe(port)}")
    return tuple(value)
