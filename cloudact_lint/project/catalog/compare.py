"""How two descriptions of a table differ."""

from __future__ import annotations

from typing import NamedTuple

from cloudact_lint.facts.schema_model import Clustered, Field, Partition
from cloudact_lint.project.catalog.table import flat


class Described(NamedTuple):
    """What is compared: the fields, and how the table is laid out where that is said."""

    fields: tuple[Field, ...]
    partition: Partition | None = None
    cluster: tuple[Clustered, ...] = ()


class Difference(NamedTuple):
    """One thing that two descriptions say differently; empty where one says nothing.

    ``what`` is ``column``, ``type``, ``mode``, ``default``, ``description``, ``partition`` or ``cluster``.
    """

    column: str
    what: str
    left: str
    right: str


def differences(left: Described, right: Described) -> tuple[Difference, ...]:
    """Column by column in the order of ``left``, then what only ``right`` has, then the layout."""
    found: list[Difference] = []
    ours, theirs = dict(flat(left.fields)), dict(flat(right.fields))
    for name, field in ours.items():
        if name in theirs:
            found += _of_field(name, field, theirs[name])
        else:
            found.append(Difference(name, "column", type_of(field), ""))
    found += [Difference(name, "column", "", type_of(field)) for name, field in theirs.items() if name not in ours]
    for what, one, other in (
        ("partition", partition_text(left.partition), partition_text(right.partition)),
        ("cluster", cluster_text(left.cluster), cluster_text(right.cluster)),
    ):
        if one.lower() != other.lower():
            found.append(Difference("", what, one, other))
    return tuple(found)


def _of_field(name: str, ours: Field, theirs: Field) -> list[Difference]:
    pairs = (
        ("type", _plain_type(ours), _plain_type(theirs)), ("mode", ours.mode, theirs.mode),
        ("default", ours.default, theirs.default), ("description", ours.description, theirs.description),
    )
    return [Difference(name, what, one, other) for what, one, other in pairs if one.strip() != other.strip()]


def _plain_type(field: Field) -> str:
    return field.type + field.parameters.replace(" ", "")


def type_of(field: Field) -> str:
    """``NUMERIC(10, 2) REQUIRED``, ``STRUCT REPEATED``, ``STRING``."""
    mode = "" if field.mode == "NULLABLE" else f" {field.mode}"
    return f"{field.type}{field.parameters}{mode}"


def partition_text(partition: Partition | None) -> str:
    """``DAY on created_at, kept 90 days, filter required``."""
    if partition is None:
        return ""
    text = f"{partition.unit} on {partition.column}" if partition.column else "by ingestion"
    if partition.expiration_days:
        text += f", kept {partition.expiration_days:g} days"
    return text + (", filter required" if partition.require_filter else "")


def cluster_text(cluster: tuple[Clustered, ...] | None) -> str:
    """``customer_id, city``."""
    return ", ".join(one.name for one in cluster or ())
