"""Examples of CA512. They are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID: tuple[Example, ...] = ()
VALID: tuple[Example, ...] = ()
