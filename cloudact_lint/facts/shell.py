"""Shell scripts as facts: the simple commands that would run, with their words.

Not a shell: enough of the grammar to tell commands from comments, strings, patterns and
here-documents, and to follow plain variables such as ``BQ="bq query"``.
"""

from __future__ import annotations

from cloudact_lint.facts.records import FileFacts, FileIndex, ShellCommand
from cloudact_lint.facts.shell_scan import ASSIGNMENT, Scanner
from cloudact_lint.facts.text_places import Places, span_of
from cloudact_lint.source.text import SourceFile

_WRAPPERS = frozenset(
    ("sudo", "exec", "nohup", "env", "command", "builtin", "nice", "stdbuf", "xargs", "timeout", "eval")
)
_SHELLS = frozenset(("bash", "sh", "zsh", "/bin/bash", "/bin/sh", "dash"))


def shell_facts(source: SourceFile) -> FileFacts:
    """The commands of a .sh file."""
    index = FileIndex(source.path, source.language, source.content_hash)
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    return FileFacts(index, shell=commands(text))


def commands(text: str, row: int = 1, column: int = 1, places: Places = ()) -> tuple[ShellCommand, ...]:
    """The simple commands of a shell text that begins at ``row`` and ``column`` of its file.

    ``places`` say more exactly where it stands, as for a YAML block scalar. Never raises.
    """
    scanner = Scanner(text)
    scanner.run(0, "")
    places = places or ((0, row, column),)
    made = []
    for found in scanner.commands:
        if found.words:
            where = span_of(places, found.start, found.end, text)
            made.append(ShellCommand(tuple(found.words), found.input(), found.loop, where))
            made += [inner._replace(at=where) for inner in _inner(made[-1])]
    return tuple(made)


def program(command: ShellCommand) -> tuple[str, ...]:
    """The words of a command without what only runs it: ``sudo``, ``env A=b``, ``timeout 60`` …"""
    words = command.words
    while len(words) > 1 and words[0] in _WRAPPERS and not (words[0] == "command" and words[1] in ("-v", "-V")):
        words = words[1:]
        while len(words) > 1 and (words[0].startswith("-") or ASSIGNMENT.match(words[0]) or words[0][:1].isdigit()):
            words = words[1:]
    return words


def _inner(command: ShellCommand) -> tuple[ShellCommand, ...]:
    """The commands of ``bash -c '…'``."""
    words = program(command)
    if words[0] in _SHELLS and len(words) > 2 and words[1] in ("-c", "-ec", "-lc", "-exc", "-euc"):
        inner = commands(words[2]) if words[2] != command.stdin and len(words[2]) < 20_000 else ()
        return tuple(part._replace(loop=part.loop or command.loop) for part in inner)
    return ()
