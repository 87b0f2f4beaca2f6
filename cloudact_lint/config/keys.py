"""The table of configuration keys: the loader, the JSON Schema and ``config --show`` are made from it."""

from __future__ import annotations

from typing import Literal, NamedTuple

Shape = Literal[
    "codes", "strings", "paths", "flag", "size", "choice", "codes-by-glob", "strings-by-name",
    "severities", "rules", "report", "extends", "text", "path", "families", "deprecated",
    "services", "pipelines",
]
Merge = Literal["replace", "add", "map"]
"""What a key does to the same key of what is extended."""

SEVERITIES = ("low", "medium", "high", "critical")


class Key(NamedTuple):
    """One key of the configuration; ``field`` of Settings is its name with underscores."""

    name: str
    shape: Shape
    help: str
    merge: Merge = "replace"
    extendable: bool = False
    """There is a twin ``extend-NAME`` that adds to the value instead of replacing it."""
    choices: tuple[str, ...] = ()
    ordered: bool = False

    @property
    def field(self) -> str:
        """The field of Settings that holds it."""
        return self.name.replace("-", "_")


KEYS: tuple[Key, ...] = (
    Key("extends", "extends", "A preset by name, a configuration file by relative path, or a list of these."),
    Key("select", "codes", "Rules to run: codes, beginnings of codes (CA2), slugs, or ALL, which shows advice too."),
    Key("extend-select", "codes", "Rules to run beside the selected ones; advice of those named is shown.", "add"),
    Key("ignore", "codes", "Rules not to run; the longer of two matching codes wins.", "add"),
    Key("per-file-ignores", "codes-by-glob", "Rules not to report in files that match a glob.", "map"),
    Key("advice", "flag", "Show findings that are true but a judgement."),
    Key("severity", "choice", "Report nothing below this severity.", choices=SEVERITIES),
    Key("severities", "severities", "Severities that replace the rules' own, by code.", "map"),
    Key("fail-on", "choice", "Findings at or above this severity make the exit status 1.", choices=SEVERITIES),
    Key("exclude", "strings", "Globs of files and folders not to analyse; replaces the default."),
    Key("extend-exclude", "strings", "Globs of files and folders not to analyse, beside the default.", "add"),
    Key("include", "strings", "Globs of the only files to analyse; all files of a known language when empty."),
    Key("respect-gitignore", "flag", "Leave out what .gitignore files leave out."),
    Key("force-exclude", "flag", "Leave out excluded files even when they are named on the command line."),
    Key("max-file-size", "size", "Bytes above which a file is not analysed."),
    Key("test-paths", "strings", "Globs of test code, where rules about production code keep quiet.", extendable=True),
    Key("project-ids", "strings", "Google Cloud project ids that belong to you.", extendable=True),
    Key("project-id-patterns", "strings", "Globs of such ids, e.g. acme-*-data.", extendable=True),
    Key("service-hosts", "strings", "Hosts, with or without a port, of your own services.", extendable=True),
    Key("services", "services", "Your services by name: folder, ports, hosts, and variables that hold the address.",
        "map"),
    Key("allowed-hosts", "strings", "Hosts that may stand in code.", extendable=True),
    Key("environments", "strings-by-name", "Environments, each with globs of the names that belong to it.", "map"),
    Key("append-only-tables", "strings", "Globs of tables in which equal rows are meant.", extendable=True),
    Key("schema-files", "strings", "Globs of the only files to look for table schemas in; all when empty.",
        extendable=True),
    Key("exclude-schema-files", "strings", "Globs of files whose schemas describe no table of yours.", extendable=True),
    Key("column-families", "families", "Columns that belong together, and globs of the tables that have them.", "map"),
    Key("deprecated-columns", "deprecated", "Columns that should be gone, each with what to use instead.", "map"),
    Key("tenant-column", "text", "The column that says whose a row is, in tables that tenants share."),
    Key("tenant-tables", "strings", "Globs of tables, or of their schema files, that tenants share.", extendable=True),
    Key("tenant-exempt-tables", "strings", "Globs of such tables whose rows belong to nobody.", extendable=True),
    Key("standard-tables", "strings", "Globs of tables whose columns are named by an outside standard.",
        extendable=True),
    Key("change-time-columns", "strings", "Globs of columns that say when a row was last changed.", extendable=True),
    Key("baseline", "path", "The file of findings that are set aside; .cloudact-lint-baseline.json when empty."),
    Key("pipelines", "pipelines", "What pipelines written in YAML look like, beside the usual shapes.", "map"),
    Key("src", "paths", "Import roots; found by themselves when empty.", ordered=True),
    Key("semgrep-rules", "paths", "Folders or files with Semgrep rules of your own.", ordered=True),
    Key("engine", "choice", "What runs the rules that both engines have.", choices=("builtin", "semgrep")),
    Key("rules", "rules", "Options of rules, by code or slug.", "map"),
    Key("report", "report", "Rows of a bug report, the rules that answer them, and the order to answer in."),
)

BY_NAME: dict[str, Key] = {key.name: key for key in KEYS}
ALL_NAMES: tuple[str, ...] = tuple(
    name for key in KEYS for name in ((key.name, f"extend-{key.name}") if key.extendable else (key.name,))
)


def key_named(name: str) -> Key | None:
    """The key of a name as written, also for the ``extend-`` twin of one."""
    if key := BY_NAME.get(name):
        return key
    twin = BY_NAME.get(name.removeprefix("extend-"))
    return twin if twin and twin.extendable and name.startswith("extend-") else None
