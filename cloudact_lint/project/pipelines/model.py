"""Pipelines written in YAML, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cloudact_lint.facts.records import YamlNode
from cloudact_lint.findings import Span
from cloudact_lint.project.pipelines.placeholders import has_placeholder

_NO = ("false", "no", "off")
_YES = ("true", "yes", "on")
RefKind = Literal["table", "procedure", "schema", "sql", "step"]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a step names: a table, a procedure, a schema file, a SQL file, or the output of another step.

    ``key`` is the mapping key it stands under, ``keys`` all keys from the step down to it. ``value`` is
    as written, ``dataset`` what a key beside it says. ``role`` tells whether the step reads or writes it,
    ``""`` where neither is said. ``literal`` is false where a placeholder stands in the telling part.
    """

    kind: RefKind
    key: str
    keys: tuple[str, ...]
    value: str
    at: Span
    dataset: str = ""
    role: Literal["", "read", "write"] = ""
    literal: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of a pipeline; ``node`` is all that the file says of it."""

    id: str
    """Empty where nothing names it."""
    id_key: str
    """The key that names it; empty where the key of the step itself does."""
    at: Span
    """Where its id stands, else where it begins."""
    type: str
    """What runs it, as written; empty where nothing says so."""
    type_key: str
    type_at: Span
    depends_on: tuple[tuple[str, str, Span], ...]
    """The steps it says it comes after: (id, key, place)."""
    references: tuple[Reference, ...]
    node: YamlNode

    @property
    def is_off(self) -> bool:
        """Whether the file itself says that it is not to run."""
        said = {key.value: (node.value or "").lower() for key, node in self.node.items if key is not None}
        return said.get("enabled") in _NO or said.get("disabled") in _YES or said.get("skip") in _YES

    @property
    def is_literal(self) -> bool:
        """Whether its type is written out."""
        return bool(self.type) and not has_placeholder(self.type)


@dataclass(frozen=True, slots=True, eq=False)
class Pipeline:
    """One pipeline: a YAML document, or a part of one, with steps."""

    file: str
    name: str
    """Its id or name, else the name of its file."""
    at: Span
    """Where its id or name stands, else its steps."""
    steps: tuple[Step, ...]
    steps_at: Span
    """Where the key of its steps stands."""
    node: YamlNode
    keys: tuple[str, ...] = ()
    """The mapping keys that lead to it within its file."""
    schedule: YamlNode | None = None
    """What says when it runs; None where nothing does."""
    schedule_key: str = ""
    """The key of its own that says so; empty where it stands among settings or defaults."""
    manual: str = ""
    """The key that says that somebody or something starts it."""
    version: YamlNode | None = None
    complete: bool = True
    """False where steps or their ids come from placeholders or aliases too large to follow."""
    moves_data: bool = True
    """False where only its order makes it a pipeline: steps of agents, of people, of anything."""
    told: tuple[Told, ...] = field(default=())

    @property
    def stem(self) -> str:
        """The name of its file without the ending."""
        return self.file.rpartition("/")[2].partition(".")[0]

    def step(self, id: str) -> Step | None:
        """The step of this id."""
        return next((step for step in self.steps if step.id == id), None)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a pipeline says of whom to tell when it fails.

    ``by`` is ``key`` (``notifications: {on_failure: [email]}``) or ``step`` (a step that sends a message).
    ``path`` are the keys that lead to it, ``whom`` in a few words.
    """

    by: Literal["key", "step"]
    path: tuple[str, ...]
    whom: str
    at: Span
