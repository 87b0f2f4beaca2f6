"""Signatures, and what they say to the arguments of a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.findings import Span


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter: ``pos`` takes no keyword, ``kw`` takes nothing else, ``any`` takes both."""

    name: str
    kind: Literal["pos", "any", "kw"]
    required: bool


class Given(NamedTuple):
    """The shape of a call's arguments.

    ``lead`` are the positional ones before any ``*args``, ``plain`` all that are written out.
    """

    lead: int
    plain: int
    star: bool
    names: tuple[str, ...]
    spread: bool


def given(call: m.Call) -> Given:
    """What a call gives."""
    args, keywords = call.args, call.keywords
    star = False
    lead = plain = len(args)
    for index, arg in enumerate(args):
        if type(arg) is m.Star:
            if not star:
                star, lead = True, index
            plain -= 1
    if not keywords:
        return Given(lead, plain, star, (), False)
    names = tuple([name for name, _ in keywords if name is not None])
    return Given(lead, plain, star, names, len(names) < len(keywords))


@dataclass(frozen=True, slots=True)
class Fault:
    """What a signature cannot take: at least one part is filled.

    ``unknown`` keywords, ``missing`` parameters, parameters given ``twice``, and how many positional
    arguments are ``too_many``.
    """

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    too_many: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """What a call may give. ``star`` and ``spread``: any further positional arguments, any further keywords."""

    slots: tuple[Slot, ...]
    star: bool
    spread: bool
    name: str
    """What is called, as its definition says."""
    path: str
    at: Span
    ignored: bool = False
    """Keywords it does not know are dropped without a word."""
    error: str = "TypeError"
    """What is raised for keywords that are unknown or missing."""

    @property
    def positional(self) -> tuple[Slot, ...]:
        """The parameters that positional arguments go to, in order."""
        return tuple([slot for slot in self.slots if slot.kind != "kw"])

    @property
    def keywords(self) -> list[str]:
        """The names that keywords may have."""
        return [slot.name for slot in self.slots if slot.kind != "pos"]

    def fault(self, call: Given) -> Fault | None:
        """Why a call must fail, whatever its ``*args`` and ``**kwargs`` hold; None if it need not."""
        positional = self.positional
        known = self.keywords
        unknown = () if self.spread else tuple([name for name in call.names if name not in known])
        twice = tuple([s.name for s in positional[: call.lead] if s.kind == "any" and s.name in call.names])
        too_many = 0 if self.star else max(0, call.plain - len(positional))
        missing = () if call.spread else tuple(self._missing(call, positional))
        if unknown or twice or too_many or missing:
            return Fault(unknown, missing, twice, too_many)
        return None

    def _missing(self, call: Given, positional: tuple[Slot, ...]) -> list[str]:
        found = [] if call.star else [s for s in positional[call.lead :] if s.required]
        found += [slot for slot in self.slots if slot.kind == "kw" and slot.required]
        return [slot.name for slot in found if slot.kind == "pos" or slot.name not in call.names]


def of_function(function: m.Function, path: str, *, bound: bool) -> Signature | None:
    """The signature of a function as written; ``bound``: its first parameter is filled already. None if it has none."""
    slots: list[Slot] = []
    star = spread = False
    for param in function.params:
        if param.kind == "*":
            star = True
        elif param.kind == "**":
            spread = True
        else:
            slots.append(Slot(param.name, param.kind, param.default is None))
    if bound:
        if slots and slots[0].kind != "kw":
            del slots[0]
        elif not star:
            return None
    return Signature(tuple(slots), star, spread, function.qualname, path, function.at)
