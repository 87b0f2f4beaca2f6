"""CA412: a literal that a column's description does not list among its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloudact_lint.errors import closest
from cloudact_lint.findings import Finding, Location, Related, Severity, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.schema import _examples_values

if TYPE_CHECKING:
    from cloudact_lint.facts.schema_model import Field
    from cloudact_lint.project.catalog.table import Definition, Table
    from cloudact_lint.project.project import Project
    from cloudact_lint.project.sql.bound import Bound
    from cloudact_lint.rules.schema._values import Used

_DEFAULT = lazy_pattern(r"\s*(?:'([^'\\]+)'|\"([^\"\\]+)\")\s*")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class _Place:
    """A literal that is not among the values of its column."""

    use: Used
    path: str
    span: Span
    values: tuple[str, ...]
    definition: Definition | None


class ValueOutsideDocumentedSet(Rule):
    """Compares literals in SQL, and defaults, with the values that descriptions list."""

    meta = RuleMeta(
        code="CA412",
        slug="value-outside-documented-set",
        summary="a literal compared with or written to a column whose description does not list it",
        severity=Severity.MEDIUM,
        default="advice",
        languages=("sql", "python", "typescript", "schema", "yaml"),
        why=(
            "BigQuery has no ENUM: the description is the only place that says which words a column may hold. A "
            "condition on a word that is never written is never true and nobody is told; a word that is written but "
            "not described falls through every CASE that was made from the description. `'active'` is not `'ACTIVE'`."
        ),
        instead=(
            "Use one of the listed words. If the new one is meant, add it to the description, and look at the queries "
            "that tell the others apart."
        ),
        silent=(
            "Descriptions that do not clearly list a closed set: `e.g.`, `such as`, `etc.`, prose. Columns that cannot "
            "be tied to a table; LIKE; empty text; comparisons that ignore case (`UPPER(status) = 'ACTIVE'`), if only "
            "the case differs; tests."
        ),
        bug_hunt=(24,),
    )

    valid = _examples_values.VALID
    invalid = _examples_values.INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """The SQL of the project, then the defaults in its schemas."""
        from cloudact_lint.project.sql.binder import Binder

        seen: set[tuple[str, int, int, bool]] = set()
        for bound in Binder.of(project).all():
            for group in _unlisted(project, bound).values():
                first = group[0]
                key = (first.path, *first.span[:2], first.use.written)
                if key not in seen:  # a text that has several forms is bound once for each
                    seen.add(key)
                    yield self._used(group)
        yield from self._defaults(project)

    def _used(self, group: list[_Place]) -> Finding:
        first = group[0]
        use = first.use
        given = list(dict.fromkeys(place.use.value for place in group))
        harm = "falls through every query made from the description" if use.written else "no such row is described"
        hints = [hint for hint in (_hint(value, first.values) for value in given) if hint]
        related = []
        if first.definition is not None:
            related.append(Related(first.definition.place(use.field.at), "described here"))
        values = {first.use.value}
        for place in group[1:]:
            if place.use.value not in values:
                values.add(place.use.value)
                related.append(Related(Location(place.path, place.span), f"{place.use.value!r} here"))
        return self.finding(
            first.path,
            first.span,
            f"`{use.field.name}` of `{use.table.name}` is {'set to' if use.written else 'compared with'} "
            f"{_listed(tuple(given))}, which its description does not list ({_listed(first.values)}): "
            + ("; ".join(hints) or harm),
            related=related,
            anchor=f"{use.table.name}.{use.field.name}:{given[0]}",
        )

    def _defaults(self, project: Project) -> Iterator[Finding]:
        from cloudact_lint.rules.schema._described import described
        from cloudact_lint.rules.schema._documented import documented

        for item in described(project):
            for field in item.fields if project.asked(item.path) else ():
                found = _DEFAULT.fullmatch(field.default) if field.default else None
                values = documented(field.name, field.description) if found else ()
                value = (found.group(1) or found.group(2)) if found else ""
                if values and value not in values:
                    yield self.finding(
                        item.path,
                        field.at,
                        f"the default of `{field.name}` is {value!r}, which its description does not list "
                        f"({_listed(values)}){': ' + _hint(value, values) if _hint(value, values) else ''}",
                        anchor=f"{item.name}.{field.name}:default",
                    )


def _unlisted(project: Project, bound: Bound) -> dict[tuple[object, ...], list[_Place]]:
    """The literals of a statement that are not listed, by column."""
    from cloudact_lint.rules.schema._documented import documented
    from cloudact_lint.rules.schema._values import used

    found: dict[tuple[object, ...], list[_Place]] = {}
    for use in used(bound):
        values = documented(use.field.name, use.field.description)
        if not values or use.value in values:
            continue
        if use.folded and use.value.lower() in {value.lower() for value in values}:
            continue
        path, span = bound.span(use.start, use.end)
        definition = _definition(use.table, use.field)
        asked = project.asked(path) or (definition is not None and project.asked(definition.path))
        if asked and not project.is_test(path):
            place = _Place(use, path, span, values, definition)
            found.setdefault((id(use.field), use.written), []).append(place)
    return found


def _definition(table: Table, field: Field) -> Definition | None:
    from cloudact_lint.project.catalog.table import flat

    for definition in table.definitions:
        if any(item is field for _, item in flat(definition.schema.fields)):
            return definition
    return None


def _listed(values: tuple[str, ...]) -> str:
    shown = ", ".join(repr(value) for value in values[:_SHOWN])
    return shown + (f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else "")


def _hint(value: str, values: tuple[str, ...]) -> str:
    for known in values:
        if known.lower() == value.lower():
            return f"it differs from {known!r} in case only, and comparisons tell cases apart"
    close = closest(value, values, 0.75)
    return f"did you mean {close!r}?" if close else ""
