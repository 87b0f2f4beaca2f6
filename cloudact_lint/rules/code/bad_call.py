"""CA508: a call with arguments that what it calls does not take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized

from cloudact_lint.errors import closest
from cloudact_lint.facts import model as m
from cloudact_lint.findings import Confidence, Finding, Location, Related, Severity
from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.project import Project
from cloudact_lint.project.signatures.refusals import Refusal, Refusals
from cloudact_lint.project.signatures.shape import Fault, Signature
from cloudact_lint.project.walking import last_name
from cloudact_lint.rule import Rule, RuleMeta
from cloudact_lint.rules.code._bad_calls import Suspect, Suspects, is_probe
from cloudact_lint.rules.code._columns import listed
from cloudact_lint.rules.code._examples_calls import INVALID
from cloudact_lint.rules.code._examples_calls_silent import VALID


class BadCall(Rule):
    """Compares calls with the signatures of what they call."""

    meta = RuleMeta(
        code="CA508",
        slug="bad-call",
        summary="a call of a function or class of the repository with arguments that its signature does not accept",
        severity=Severity.HIGH,
        default="on",
        languages=("python", "notebook"),
        why=(
            "Python compares arguments with a signature only when the call is reached. A keyword that was renamed, a "
            "parameter that became required, or one argument too many is a TypeError in production, and where a "
            "broad `except` stands around it, an answer that is empty for no visible reason."
        ),
        instead=(
            "Call it as it is defined. Where the definition changed, change every caller with it, or give the new "
            "parameter a default."
        ),
        silent=(
            "What is called is not known for certain, or one of several things it may be would accept the call: also "
            "a method that some subclass overrides. Decorators that may change a signature, metaclasses, a `__new__` "
            "of its own, definitions that depend on a condition, protocols, stubs. `*args` and `**kwargs` fill what "
            "they may fill. pydantic models with aliases or validators that run before, settings models. Calls whose "
            "TypeError is caught by name. Tests, and TypeScript, where the compiler tells. A field that pydantic "
            "drops without a word is advice."
        ),
        references=(
            "https://docs.python.org/3/reference/expressions.html#calls",
            "https://docs.python.org/3/library/dataclasses.html",
            "https://docs.pydantic.dev/latest/concepts/models/",
        ),
        bug_hunt=(1,),
        cwe=(628,),
    )
    valid = VALID
    invalid = INVALID

    def check_project(self, project: Project) -> Iterable[Finding]:
        """One finding for each call."""
        refusals = Refusals.of(BigQuery.of(project).resolver)
        for suspect in Suspects(project, refusals).found():
            refusal = refusals.refusal(suspect.call, suspect.scope)
            if refusal is not None and not is_probe(suspect.call, suspect.scope):
                yield self._finding(suspect, refusal)

    def _finding(self, suspect: Suspect, refusal: Refusal) -> Finding:
        fault, signature = refusal.fault, refusal.signature
        dropped = signature.ignored and not (fault.missing or fault.too_many)
        defined = Location(signature.path, signature.at)
        function = suspect.scope.function
        where = function.qualname if function is not None else ""
        return self.finding(
            suspect.scope.path,
            suspect.call.at,
            _dropped(suspect, refusal) if dropped else _refused(suspect, refusal),
            kind="advice" if dropped else "on",
            severity=Severity.MEDIUM if dropped else None,
            confidence=Confidence.MEDIUM if dropped else Confidence.HIGH,
            related=[Related(defined, f"`{signature.name}` is defined here")] if signature.path else (),
            anchor=f"{where}:{last_name(suspect.call.func)}:{','.join((*fault.unknown, *fault.missing, *fault.twice))}",
        )


def _refused(suspect: Suspect, refusal: Refusal) -> str:
    fault, signature = refusal.fault, refusal.signature
    name = f"`{_shown(suspect.call.func)}`"
    if suspect.runner:
        name += f", handed to `{suspect.runner}`,"
    parts = list(_parts(fault, signature))
    error = "TypeError" if fault.too_many else signature.error
    wrong = "; it ".join(parts)
    handed_self = suspect.call.args[:1] == (m.Name("self"),)
    on_class = refusal.unbound and not handed_self
    instead = "it is a method: call it on an object" if on_class else _instead(fault, signature)
    return f"{name} {wrong}: whenever this call is reached it raises {error}; {instead}"


def _dropped(suspect: Suspect, refusal: Refusal) -> str:
    names = refusal.fault.unknown
    near = _near(refusal.fault, refusal.signature)
    meant = f"; is `{near}` meant?" if near else ": add the field, or leave the argument out"
    them = "it" if len(names) == 1 else "them"
    return (
        f"the model `{_shown(suspect.call.func)}` has no field {listed(list(names))}, and pydantic drops {them} "
        f"without a word{meant}"
    )


def _parts(fault: Fault, signature: Signature) -> Iterator[str]:
    """What is wrong, one clause for each kind."""
    if fault.unknown and not signature.ignored:
        names = list(fault.unknown)
        yield f"has no {_plural('parameter', names)} {listed(names)}"
    if fault.twice:
        yield f"is given {listed(list(fault.twice))} twice, by position and by name"
    if fault.too_many:
        count = len(signature.positional)
        arguments = _plural("argument", signature.positional)
        yield f"takes {count or 'no'} positional {arguments} and is given {count + fault.too_many}"
    if fault.missing:
        yield f"is called without {listed(list(fault.missing))}, which it requires"


def _instead(fault: Fault, signature: Signature) -> str:
    near = _near(fault, signature)
    if near:
        return f"is `{near}` meant?"
    if fault.unknown and not signature.ignored:
        known = signature.keywords
        return f"it takes {listed(known)}" if known else "it takes no keywords"
    if fault.missing and not fault.too_many:
        return f"pass {'it' if len(fault.missing) == 1 else 'them'}"
    return "leave out what it does not take, or change its definition"


def _near(fault: Fault, signature: Signature) -> str:
    """What a keyword that is not known was probably meant to be."""
    if not fault.unknown:
        return ""
    if len(fault.unknown) == 1 and len(fault.missing) == 1:
        return fault.missing[0]
    word = fault.unknown[0]
    free = [name for name in signature.keywords if name not in fault.twice]
    parts = [name for name in free if word in name.split("_")]
    return closest(word, free, 0.6) or (parts[0] if len(parts) == 1 else "")


def _shown(expr: m.Expr) -> str:
    """The callee as far as it helps: ``super().__init__``, else its last name."""
    if isinstance(expr, m.Attr) and isinstance(expr.base, m.Call):
        return f"{last_name(expr.base.func)}().{expr.name}"
    return last_name(expr)


def _plural(word: str, names: Sized) -> str:
    return word if len(names) == 1 else f"{word}s"
