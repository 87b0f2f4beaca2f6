"""CA416: a folder of table schemas that does not say which version it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cloudact_lint.findings import Finding, Severity, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_versions

if TYPE_CHECKING:
    from pathlib import Path

    from cloudact_lint.project.project import Project

FEW = 3
"""So many schema files make a folder of schemas."""
_MANIFEST = lazy_pattern(
    r"(?i)(?:schema[-_.]?)?versions?(?:\.[a-z]+)?|(?:schema[-_.]?)?changelog(?:\.[a-z]+)?|changes\.md|manifest\.(?:json|ya?ml)"
    r"|dbt_project\.yml|alembic\.ini|liquibase\.properties|flyway\.(?:conf|toml)"
)
_MIGRATIONS = lazy_pattern(r"(?i)(?:schema[-_])?migrations?|alembic|versions|liquibase|flyway")
_NUMBERED = lazy_pattern(r"(?i)(?:v\d+(?:[._]\d+)*__|\d{3,14}[-_]).+\.(?:sql|py|json|ya?ml|sh)")
_CONFIGURATION = lazy_pattern(r"(?i)(?!package(?:-lock)?\.|tsconfig|docker-compose|compose\.).+\.(?:ya?ml|json|toml)")
_VERSION_KEY = lazy_pattern(rb"(?m)^(?:\s{0,4}\")?(?:schema[-_]?)?version\"?\s*[:=]\s*[\"']?v?\d")
_IN_NAME = lazy_pattern(r"(?i)[._-]v?\d+(?:[._]\d+)*$")
_LARGEST = 1_000_000


class MissingSchemaVersion(Rule):
    """Reports folders of schema files without any sign of a version."""

    meta = RuleMeta(
        code="CA416",
        slug="missing-schema-version",
        summary="a folder of schema files with no version manifest and no migrations",
        severity=Severity.LOW,
        default="advice",
        languages=("schema",),
        why=(
            "Tables that were made last month have last month's columns. Without a version beside the schemas nobody "
            "can say which form a dataset has, which changes it still needs, or whether a deployment is complete."
        ),
        instead=(
            "Put a number beside the schemas and raise it with every change: a `version.yaml`, a `version:` key in "
            "the configuration that lists the tables, or numbered migrations. Record in each dataset which one it has."
        ),
        silent=(
            "Folders with fewer than three schema files; a version, changelog or manifest file, a `version` key in "
            "the folder's configuration, numbered migrations, in the folder or the one above it; schemas most of "
            "which carry the version in their names (`orders_v2`); tests."
        ),
        bug_hunt=(29,),
    )

    valid = _examples_versions.VALID
    invalid = _examples_versions.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """The folders of schema files."""
        from cloudact_lint.project.catalog.catalog import Catalog

        for folder, files in Catalog.of(project).schema_folders().items():
            paths = sorted(path for path in files if not project.is_test(path))
            if len(paths) < FEW or not project.asked(paths[0]) or _in_names(paths):
                continue
            if not _versioned(project, folder):
                yield self.finding(
                    paths[0],
                    Span(1, 1, 1, 1),
                    f"nothing says which version the {len(paths)} schemas in `{folder or '.'}` are: no version file, "
                    "no `version` key, no migrations. A dataset made from an older state cannot be told from a current "
                    "one. Add a version manifest and raise it with every change",
                    anchor=folder,
                )


def _in_names(paths: list[str]) -> bool:
    stems = [path.rpartition("/")[2].rpartition(".")[0] for path in paths]
    return 2 * sum(_IN_NAME.search(stem) is not None for stem in stems) > len(stems)


def _versioned(project: Project, folder: str) -> bool:
    from pathlib import Path

    root = Path(project.settings.root)
    here = root / folder
    places = [here] if here == root else [here, here.parent]
    return any(_manifest(place) for place in places)


def _manifest(folder: Path) -> bool:
    for entry, is_folder in _entries(folder):
        name = entry.name
        if is_folder:
            if _MIGRATIONS.fullmatch(name) and any(not below.name.startswith(".") for below, _ in _entries(entry)):
                return True
        elif _tells_version(entry):
            return True
    return False


def _tells_version(file: Path) -> bool:
    if _MANIFEST.fullmatch(file.name) or _NUMBERED.fullmatch(file.name):
        return True
    return _CONFIGURATION.fullmatch(file.name) is not None and _VERSION_KEY.search(_head(file)) is not None


def _entries(folder: Path) -> Iterator[tuple[Path, bool]]:
    try:
        for entry in sorted(folder.iterdir()):
            yield entry, entry.is_dir()
    except OSError:
        return


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_LARGEST)
    except OSError:
        return b""
