"""Layers of configuration, one over the other, into Settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from cloudact_lint.config.catalogue import Catalogue, covers
from cloudact_lint.config.keys import ALL_NAMES, BY_NAME, key_named
from cloudact_lint.config.place import Place
from cloudact_lint.config.settings import Settings
from cloudact_lint.config.validate import validate
from cloudact_lint.errors import nearest

_FIELDS = {"rules": "rule_options"}


class Layer(NamedTuple):
    """What one file, preset or command line says: validated values by key as written."""

    source: str
    values: Mapping[str, Any]


def make_layer(source: str, values: Mapping[Any, Any], place: Place) -> Layer:
    """Validate ``values``. Raises ConfigError for keys and values that are wrong."""
    checked = {}
    for name, value in values.items():
        here = place.below(name)
        key = key_named(str(name)) if isinstance(name, str) else None
        if key is None:
            here.fail("unknown key", nearest(str(name), ALL_NAMES))
        if name != "extends":
            checked[name] = validate(key, value, here)
    return Layer(source, checked)


class _State:
    """Settings in the making, with who said what."""

    def __init__(self) -> None:
        default = Settings()
        self.values: dict[str, Any] = {
            field_of(name): getattr(default, field_of(name)) for name in BY_NAME if name != "extends"
        }
        self.origins: dict[tuple[str, str], str] = {}

    def put(self, layer: Layer) -> None:
        self._select(layer)
        for name, value in layer.values.items():
            key = key_named(name)
            assert key is not None
            field = field_of(key.name)
            old = self.values[field]
            if name != key.name or key.merge == "add":
                self.values[field] = _union(old, value, key.ordered)
            elif key.merge == "map":
                self.values[field] = _joined(key.name, old, value)
            else:
                self.values[field] = value
                self._forget(key.name)
            self._remember(key.name, value, layer.source)

    def _select(self, layer: Layer) -> None:
        """A layer's choice of rules wins over what the layers below said of the same rules."""
        chosen = (*layer.values.get("select", ()), *layer.values.get("extend-select", ()))
        dropped = layer.values.get("ignore", ())
        self.values["ignore"] = tuple(code for code in self.values["ignore"] if code not in chosen)
        if "select" in layer.values:
            self.values["extend_select"] = ()
        for field in ("select", "extend_select"):
            self.values[field] = tuple(
                code for code in self.values[field] if not any(covers(wide, code) for wide in dropped)
            )

    def _forget(self, name: str) -> None:
        for key in [key for key in self.origins if key[0] == name]:
            del self.origins[key]

    def _remember(self, name: str, value: Any, source: str) -> None:
        entries = [""]
        if isinstance(value, tuple):
            entries += [item if isinstance(item, str) else str(item[0]) for item in value]
        for entry in entries:
            self.origins[name, entry] = source


def merge(layers: Iterable[Layer], root: str) -> Settings:
    """Settings of a project at ``root``, later layers over earlier ones."""
    state = _State()
    sources = []
    for layer in layers:
        state.put(layer)
        sources.append(layer.source)
    origins = tuple((name, entry, source) for (name, entry), source in state.origins.items())
    return Settings(root=root, sources=tuple(dict.fromkeys(sources)), origins=origins, **state.values)


def command_line(values: Mapping[str, Any], catalogue: Catalogue) -> Layer:
    """A layer of options given on the command line; absent ones are left out by the caller."""
    checked = {}
    for name, value in values.items():
        key = BY_NAME[name]
        checked[name] = validate(key, value, Place("", {}, catalogue, at=(f"--{name}",)))
    return Layer("command line", checked)


def field_of(name: str) -> str:
    """The field of Settings that holds a key."""
    return _FIELDS.get(name, BY_NAME[name].field)


def _union(old: tuple[Any, ...], new: tuple[Any, ...], ordered: bool) -> tuple[Any, ...]:
    joined = dict.fromkeys((*old, *new))
    return tuple(joined) if ordered else tuple(sorted(joined))


def _joined(name: str, old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    if name in ("column-families", "deprecated-columns", "services"):
        return tuple(sorted({item[0]: item for item in (*old, *new)}.values()))
    table = dict(old)
    for entry, value in new:
        if name == "rules":
            value = tuple(sorted({**dict(table.get(entry, ())), **dict(value)}.items()))
        elif name in ("per-file-ignores", "pipelines"):
            value = _union(table.get(entry, ()), value, False)
        table[entry] = value
    return tuple(sorted(table.items()))
