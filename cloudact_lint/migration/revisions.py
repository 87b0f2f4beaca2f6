"""The project as a git revision has it, read from git's objects: the work tree is not touched."""

from __future__ import annotations

from cloudact_lint.facts.records import FileFacts, FileIndex
from cloudact_lint.project.project import Project
from cloudact_lint.source import git
from cloudact_lint.source.discovery import chooser
from cloudact_lint.source.text import language_of

_SPEAKING = frozenset({"schema", "yaml", "sql", "python", "notebook"})
"""Languages in which tables are described."""


def project_at(project: Project, revision: str) -> Project:
    """The project of a revision. Raises UserError if there is no git or no such revision."""
    root = project.settings.root
    commit = git.commit_of(root, revision, "--from")
    wanted = chooser(project.settings)
    old = {path: name for path, name in git.tree(root, commit) if language_of(path) in _SPEAKING and wanted(path)}
    known = project.records
    changed = [path for path, name in old.items() if path not in known or git.blob_name(root, path, name) != name]
    limit = project.settings.max_file_size
    fresh = {path: _facts(path, data, limit) for path, data in git.contents(root, old, changed)}
    records: dict[str, FileIndex] = {
        path: fresh[path].index if path in fresh else project.records[path]
        for path in sorted(old) if path in fresh or path in project.records
    }
    return Project(project.settings, records, lambda path: fresh[path] if path in fresh else project.facts(path))


def _facts(path: str, data: bytes, limit: int) -> FileFacts:
    from cloudact_lint import facts as extractors
    from cloudact_lint.source.notebook import read_notebook
    from cloudact_lint.source.text import SourceFile, UndecodableError

    try:
        if len(data) > limit:
            raise ValueError
        if language_of(path) == "notebook":
            return extractors.extract(*read_notebook(path, data))
        return extractors.extract(SourceFile.from_bytes(path, data))
    except (UndecodableError, ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return FileFacts(FileIndex(path, language_of(path) or "schema", ""))
