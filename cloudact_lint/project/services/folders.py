"""The folder of a service: where its packages, its image or its dependencies are declared."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.project.project import Project

_ROOT_FILE = lazy_pattern(
    r"(?:pyproject\.toml|requirements[\w.-]*\.(?:txt|in)|setup\.(?:py|cfg)|Pipfile|Dockerfile[\w.-]*|[\w.-]+\.Dockerfile"
    r"|package\.json|Procfile|app\.ya?ml)",
    re.IGNORECASE,
)


class Folders:
    """Finds the folders of services. One for a project; answers are remembered."""

    def __init__(self, project: Project) -> None:
        self._root = Path(project.settings.root)
        self._paths = project.records
        self._is_root: dict[str, bool] = {}

    @classmethod
    def of(cls, project: Project) -> Folders:
        """The one of this project."""
        known = project.shared.get("service-folders")
        if not isinstance(known, Folders):
            known = project.shared["service-folders"] = cls(project)
        return known

    def service(self, path: str) -> str:
        """The nearest folder above a file that declares a service, else the one that holds its top package."""
        folder = posixpath.dirname(path)
        while True:
            if self.declares(folder):
                return folder
            if not folder:
                return self.top_package(path)
            folder = posixpath.dirname(folder)

    def declares(self, folder: str) -> bool:
        """Whether a folder has a file that services begin with, whether or not it is one that is analysed."""
        if folder not in self._is_root:
            try:
                names = [item.name for item in (self._root / folder).iterdir()]
            except OSError:
                prefix = folder + "/" if folder else ""
                names = [path[len(prefix) :] for path in self._paths if path.startswith(prefix)]
            self._is_root[folder] = any(_ROOT_FILE.fullmatch(name) for name in names)
        return self._is_root[folder]

    def top_package(self, path: str) -> str:
        """The folder that holds the outermost package a file belongs to; its own folder where it is in none."""
        folder = posixpath.dirname(path)
        while folder and f"{folder}/__init__.py" in self._paths:
            folder = posixpath.dirname(folder)
        return posixpath.dirname(folder) if posixpath.basename(folder) == "src" else folder
