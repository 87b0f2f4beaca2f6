"""Many names in few words: ``level_{1..10}_{id,name}``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cloudact_lint.lazy import lazy_pattern

_NUMBERED = lazy_pattern(r"(.*?)(\d+)(\D*)")
_RUN = 3
"""How many names in a row are worth a template."""


def compact(names: Iterable[str]) -> list[str]:
    """The names in their order; numbered ones that follow each other as one template, with braces as in a shell."""
    plain: list[str] = []
    numbered: dict[tuple[str, str], list[int]] = {}
    for name in dict.fromkeys(names):
        found = _NUMBERED.fullmatch(name)
        if found and len(found[2]) < 10 and (found[2] == "0" or not found[2].startswith("0")):
            if (found[1], found[3]) not in numbered:
                plain.append(name)  # keeps the place of the group
            numbered.setdefault((found[1], found[3]), []).append(int(found[2]))
        else:
            plain.append(name)
    runs = {key: _runs(numbers) for key, numbers in numbered.items()}
    return _written(plain, runs)


def _written(plain: Sequence[str], runs: dict[tuple[str, str], list[str]]) -> list[str]:
    done: set[tuple[str, str]] = set()
    out: list[str] = []
    for name in plain:
        found = _NUMBERED.fullmatch(name)
        key = (found[1], found[3]) if found else None
        if key is None or key not in runs:
            out.append(name)
        elif key not in done:
            alike = [other for other in runs if other[0] == key[0] and runs[other] == runs[key] and other not in done]
            if all("{" in run for run in runs[key]):
                done.update(alike)
                out += [f"{key[0]}{run}{_either([other[1] for other in alike])}" for run in runs[key]]
            else:
                done.add(key)
                out += [f"{key[0]}{run}{key[1]}" for run in runs[key]]
    return out


def _either(endings: list[str]) -> str:
    if len(endings) == 1:
        return endings[0]
    shared = len(endings[0]) - len(endings[0].lstrip("_"))
    head = endings[0][:shared] if all(ending.startswith(endings[0][:shared]) for ending in endings) else ""
    return head + "{" + ",".join(ending.removeprefix(head) for ending in endings) + "}"


def _runs(numbers: Sequence[int]) -> list[str]:
    """``{1..4}``, ``7``: numbers that follow each other together."""
    ordered = sorted(set(numbers))
    groups: list[list[int]] = []
    for number in ordered:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    out: list[str] = []
    for group in groups:
        long = len(group) >= _RUN
        out += [f"{{{group[0]}..{group[-1]}}}"] if long else [str(number) for number in group]
    return out
