"""The grammar of shell scripts, as far as it takes to find simple commands."""

from __future__ import annotations

import re

from cloudact_lint.facts.shell_words import Variables, Word, WordReader
from cloudact_lint.lazy import lazy_pattern

ASSIGNMENT = lazy_pattern(r"(\w+)(?:\[[^\]]*\])?(\+?)=")
_REDIRECTION = lazy_pattern(r"&>>?|[<>]&-?|<<<|<<-?|>>|>\||<>|[<>]")
_DECLARING = frozenset(("export", "local", "readonly", "declare", "typeset"))
_SKIPPED = frozenset(("then", "else", "elif", "if", "fi", "do", "{", "}", "!", "time", "coproc"))
_LOOPS = frozenset(("while", "until", "for", "select"))
_MAX_DEPTH = 40


class Command:
    """A command while it is read: its here-document comes only after its line."""

    def __init__(self, start: int, loop: bool, source: Command | None) -> None:
        self.words: list[str] = []
        self.start = self.end = start
        self.stdin = ""
        self.loop = loop
        self.source = source
        """The command whose output is piped in."""

    def input(self) -> str:
        """What it reads: a here-document, or the text that echo, printf or cat pipe in."""
        if self.stdin or self.source is None or not self.source.words:
            return self.stdin
        first = self.source.words[0]
        if first in ("echo", "printf"):
            return " ".join(word for word in self.source.words[1:] if not word.startswith("-"))
        return self.source.stdin if first == "cat" else ""


class _Frame:
    """What is open while one script, or one substitution, is read."""

    def __init__(self, at: int) -> None:
        self.current = Command(at, False, None)
        self.cases: list[bool] = []
        """For each open ``case``: whether a pattern comes next."""
        self.opened = 0
        """Parentheses of subshells."""
        self.loops = 0


class Scanner:
    """Reads a text; fills ``commands``, in the order in which they end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.commands: list[Command] = []
        self._variables = Variables()
        self._reader = WordReader(text, self._nested)
        self._heredocs: list[tuple[Command, str, bool]] = []
        self._depth = 0
        self._frame = _Frame(0)

    def run(self, at: int, closer: str) -> int:
        """Read commands until ``closer``; the offset after it."""
        text, outer = self.text, self._frame
        frame = self._frame = _Frame(at)
        while at < len(text):
            char = text[at]
            if char in " \t\r":
                at += 1
            elif char == "\\" and text[at + 1 : at + 2] == "\n":
                at += 2
            elif char == "#":
                at = self._line_end(at)
            elif char == closer and not frame.opened and not (frame.cases and frame.cases[-1]):
                at += 1
                break
            elif frame.cases and frame.cases[-1] and char not in "\n;":
                at = self._pattern(at, frame.cases)
            elif after := self._redirection(at, frame.current):
                at = after
            elif char in "\n;&|()":
                at = self._operator(at, frame)
            else:
                word = self._reader.read(at)
                at = max(word.end, at + 1)
                if word.end > word.start:
                    at = self._add(frame.current, word) if frame.current.words else self._first(word, frame)
        self._finish(frame.current)
        self._frame = outer
        return at

    def _operator(self, at: int, frame: _Frame) -> int:
        """``;``, ``&&``, ``|``, a newline or a parenthesis: a command ends. The offset after it."""
        text, char, current = self.text, self.text[at], frame.current
        if char == "(" and text.startswith("((", at) and not current.words:
            return self._after("))", at)
        if char == "(":
            frame.opened += 1
        elif char == ")" and frame.opened:
            frame.opened -= 1
        double = text[at + 1 : at + 2] == char and char in "&|;"
        self._finish(current)
        if char == ";" and double and frame.cases:
            frame.cases[-1] = True
        at += 2 if double else 1
        if char == "\n":
            at = self._read_heredocs(at)
        frame.current = Command(at, frame.loops > 0, current if char == "|" and not double else None)
        return at

    def _first(self, word: Word, frame: _Frame) -> int:
        """The first word of a command: a keyword, an assignment, a function's name, or a program."""
        text = word.text
        if word.bare and (after := self._keyword(word, frame)):
            return after
        if self._raw(word)[:1] not in "'\"" and (match := ASSIGNMENT.match(text)):
            return self._assign(match, word)
        frame.current.start = word.start
        return self._add(frame.current, word)

    def _keyword(self, word: Word, frame: _Frame) -> int:
        """The offset after a keyword, or the name of a function being defined; 0 for any other word."""
        text, at = word.text, word.end
        if text in _SKIPPED:
            return at
        if text == "case":
            frame.cases.append(True)
            return self._after_in(at)
        if text == "esac" and frame.cases:
            frame.cases.pop()
            return at
        if text in _LOOPS:
            frame.loops += 1
            frame.current = Command(at, True, frame.current.source)
            return self._statement_end(at) if text in ("for", "select") else at
        if text == "done":
            frame.loops = max(0, frame.loops - 1)
            frame.current = Command(at, frame.loops > 0, None)
            return at
        if text == "function":
            return self._reader.read(self._spaces(at)).end
        if text == "[[":
            return self._after("]]", at)
        if self.text.startswith("()", self._spaces(at)):
            return self._spaces(at) + 2
        return 0

    def _raw(self, word: Word) -> str:
        return self.text[word.start : word.end]

    def _add(self, current: Command, word: Word) -> int:
        current.end = word.end
        if current.words and current.words[0] in _DECLARING and (match := ASSIGNMENT.match(word.text)):
            self._variables.assign(match[1], word.text[match.end() :], append=match[2] == "+")
        raw = self._raw(word)
        current.words += self._variables.expand(word, raw) if raw[:1] in '$"' else [word.text]
        return word.end

    def _assign(self, match: re.Match[str], word: Word) -> int:
        """``name=value``, ``name=(array)``; the offset after it."""
        name, append = match[1], match[2] == "+"
        at = word.end
        if match.end() < len(word.text) or self.text[at : at + 1] != "(":
            self._variables.assign(name, word.text[match.end() :], append=append)
            return at
        at += 1
        words: list[str] = []
        while at < len(self.text) and self.text[at] != ")":
            if self.text[at] == "#":
                at = self._line_end(at)
                continue
            element = self._reader.read(at)
            if element.end > at:
                words += self._variables.expand(element, self._raw(element))
            at = max(element.end, at + 1)
        self._variables.assign_array(name, words, append=append)
        return at + 1

    def _redirection(self, at: int, current: Command) -> int:
        """The offset after a redirection that begins at ``at``, or 0."""
        text = self.text
        digits = at
        while digits - at < 3 and text[digits : digits + 1].isdigit():
            digits += 1
        if text[digits : digits + 1] not in ("<", ">") and not text.startswith("&>", at):
            return 0
        match = _REDIRECTION.match(text, digits)
        if match is None:
            return 0
        sign, at = match.group(), match.end()
        if sign in ("<", ">") and text[at : at + 1] == "(":
            return self._nested(at + 1, ")")[0]
        word = self._reader.read(self._spaces(at))
        current.end = max(current.end, word.end)
        if sign == "<<<":
            current.stdin = self._variables.expand(word, self._raw(word))[0] if word.text else ""
        elif sign.startswith("<<") and word.text:
            self._heredocs.append((current, word.text, sign == "<<-"))
        return max(word.end, at)

    def _read_heredocs(self, at: int) -> int:
        """Read the here-documents announced on the line before ``at``."""
        for command, delimiter, tabs in self._heredocs:
            lines: list[str] = []
            while at < len(self.text):
                end = self._line_end(at)
                line = self.text[at:end]
                at = min(end + 1, len(self.text))
                line = line.lstrip("\t") if tabs else line
                if line == delimiter:
                    break
                lines.append(line + "\n")
            command.stdin = "".join(lines)
            if command.words[:1] == ["read"]:
                self._variables.assign(command.words[-1], command.stdin)
        self._heredocs = []
        return at

    def _nested(self, at: int, closer: str) -> tuple[int, str | None]:
        """Read ``$(…)`` or backticks whose inside begins at ``at``."""
        if self._depth >= _MAX_DEPTH:
            return len(self.text), None
        outer, self._heredocs = self._heredocs, []
        count = len(self.commands)
        backticks, self._reader.in_backticks = self._reader.in_backticks, closer == "`"
        self._depth += 1
        end = self.run(at, closer)
        self._depth -= 1
        self._heredocs, self._reader.in_backticks = outer, backticks
        inner = self.commands[count:]
        made = inner[0].stdin.rstrip("\n") if len(inner) == 1 and inner[0].words == ["cat"] and inner[0].stdin else None
        return end, made

    def _finish(self, current: Command) -> None:
        if current.words:
            self.commands.append(current)

    def _pattern(self, at: int, cases: list[bool]) -> int:
        """Pass over a pattern of ``case`` up to its ``)``, or ``esac``."""
        word = self._reader.read(at)
        if word.text == "esac" and word.bare:
            cases.pop()
            return word.end
        if word.end > at:
            return word.end
        if self.text[at] == ")":
            cases[-1] = False
        return at + 1

    def _spaces(self, at: int) -> int:
        while self.text[at : at + 1] in (" ", "\t"):
            at += 1
        return at

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _after(self, mark: str, at: int) -> int:
        end = self.text.find(mark, at)
        return len(self.text) if end < 0 else end + len(mark)

    def _after_in(self, at: int) -> int:
        """The offset after ``word in`` of a ``case``."""
        at = self._reader.read(self._spaces(at)).end
        word = self._reader.read(self._spaces(at))
        return word.end if word.text == "in" else at

    def _statement_end(self, at: int) -> int:
        """Where the words of ``for x in …`` end: at ``;`` or a newline, substitutions read."""
        while at < len(self.text) and self.text[at] not in ";\n":
            if self.text.startswith("\\\n", at):
                at += 2
                continue
            if self.text.startswith("((", at):
                at = self._after("))", at)
                continue
            word = self._reader.read(at)
            at = max(word.end, at + 1)
        return at
