"""Errors that reach a user: a sentence, and a line of help. Nothing here is a crash."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UserError(Exception):
    """Something the user asked for cannot be done: exit status 2.

    ``help`` says what to write instead; it may be empty.
    """

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class ConfigError(UserError):
    """A configuration file is wrong. The message names the file and the key."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """``did you mean …?`` for the closest of ``choices``, or an empty string."""
    known = list(choices)
    lowered = {choice.lower(): choice for choice in known}
    close = difflib.get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.5)
    return f"did you mean '{lowered[close[0]]}'?" if close else ""
