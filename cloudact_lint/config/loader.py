"""Find and read configuration: the nearest file wins, what it extends lies below it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cloudact_lint.config.catalogue import Catalogue
from cloudact_lint.config.keys import BY_NAME
from cloudact_lint.config.merge import Layer, command_line, make_layer, merge
from cloudact_lint.config.place import Place
from cloudact_lint.config.reading import Raw, common_folder, display, find, git_root, read
from cloudact_lint.config.settings import Settings
from cloudact_lint.config.validate import validate
from cloudact_lint.errors import ConfigError, UserError, nearest

PRESETS = Path(__file__).parent / "presets"


def preset_names() -> tuple[str, ...]:
    """The presets that ``extends`` knows by name."""
    return tuple(sorted(path.stem for path in PRESETS.glob("*.yaml")))


def load(
    paths: list[str],
    catalogue: Catalogue,
    *,
    config: str = "",
    isolated: bool = False,
    options: Mapping[str, Any] | None = None,
) -> Settings:
    """Settings for checking ``paths``.

    ``config`` is a file to read instead of the nearest one; ``isolated`` reads none.
    ``options`` are keys given on the command line. Raises UserError.
    """
    folder = common_folder(paths)
    path = None if isolated else (_given(config) if config else find(folder))
    root = _root(folder, path)
    layers = list(_layers(path, catalogue, root, ())) if path else []
    if options:
        layers.append(command_line(options, catalogue))
    return merge(layers, str(root))


def load_preset(name: str, catalogue: Catalogue, root: str = ".") -> Settings:
    """The settings of a preset alone."""
    return merge(_layers(_preset(name), catalogue, Path(root), ()), root)


def _given(config: str) -> Path:
    path = Path(os.path.abspath(config))  # noqa: PTH100 - a link is meant where it stands
    if not path.is_file():
        here = path.parent
        names = [entry.name for entry in here.iterdir()] if here.is_dir() else []
        raise UserError(f"there is no configuration file '{config}'", nearest(path.name, names))
    return path


def _root(folder: Path, config: Path | None) -> Path:
    if config is not None and (config.parent == folder or config.parent in folder.parents):
        return config.parent
    return git_root(folder) or folder


def _layers(path: Path, catalogue: Catalogue, root: Path, chain: tuple[Path, ...]) -> Iterator[Layer]:
    """The layers that ``path`` extends, then its own. ``chain`` are the files that led here."""
    raw = read(path)
    preset = path.parent == PRESETS
    source = f"preset {path.stem}" if preset else raw.name
    place = Place(source, {} if preset else raw.lines, catalogue, preset, str(path.parent), str(root))
    chain = (*chain, path)
    for parent in _parents(raw, place):
        if parent in chain:
            names = " extends ".join(_name(file) for file in (*chain, parent))
            place.below("extends").fail(f"goes in a circle: {names}")
        yield from _layers(parent, catalogue, root, chain)
    yield make_layer(source, raw.values, place)


def _parents(raw: Raw, place: Place) -> Iterator[Path]:
    if "extends" not in raw.values:
        return
    here = place.below("extends")
    for word in validate(BY_NAME["extends"], raw.values["extends"], here):
        if word in preset_names():
            yield _preset(word)
            continue
        file = Path(os.path.normpath(raw.path.parent / word))
        if not file.is_file():
            what = "configuration file" if "/" in word or "." in word else "preset"
            known = f"presets: {', '.join(preset_names())}"
            here.fail(f"there is no {what} '{word}'", nearest(word, preset_names()) or known)
        yield file


def _preset(name: str) -> Path:
    path = PRESETS / f"{name}.yaml"
    if name not in preset_names():
        raise ConfigError(f"there is no preset '{name}'", nearest(name, preset_names()))
    return path


def _name(path: Path) -> str:
    return f"preset {path.stem}" if path.parent == PRESETS else display(path)
