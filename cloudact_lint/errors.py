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
    close = closest(word, choices, 0.5)
    return f"did you mean '{close}'?" if close else ""


def closest(word: str, choices: Iterable[str], cutoff: float = 0.7) -> str:
    """The one of ``choices`` that looks most like ``word``, case aside; empty if none is like it by ``cutoff``."""
    lowered = {choice.lower(): choice for choice in choices}
    close = difflib.get_close_matches(word.lower(), list(lowered), n=1, cutoff=cutoff)
    return lowered[close[0]] if close else ""
