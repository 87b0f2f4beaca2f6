"""A BigQuery script cut into statements, keeping blocks, transactions and handlers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cloudact_lint.facts.records import SqlStatement, TableRef
from cloudact_lint.facts.sql_dynamic import Payload, payload
from cloudact_lint.facts.sql_statement import describe
from cloudact_lint.facts.sql_tables import read_path, source_tables
from cloudact_lint.facts.sql_tokens import Token, is_hole, tokens, word_set

_OPENERS = {"IF": "THEN", "WHILE": "DO", "FOR": "DO", "ELSEIF": "THEN"}
_LOOPS = frozenset(("LOOP", "WHILE", "FOR", "REPEAT"))
_GUARDS = frozenset(("IF", "CASE"))
_FLAGS = {"HANDLER": "handler", **dict.fromkeys(_GUARDS, "guarded"), **dict.fromkeys(_LOOPS, "loop")}
_MAX_NESTING = 3
_VERBS = word_set("SELECT WITH INSERT UPDATE DELETE MERGE CREATE DROP ALTER TRUNCATE ASSERT DECLARE CALL EXECUTE BEGIN")


class Cut(NamedTuple):
    """A statement and what it is written with: its tokens, in ``text``, which begins at ``base``.

    There are more cuts than statements: EXECUTE IMMEDIATE whose payload is known, and CASE, WHEN and
    UNTIL of scripts are only cuts.
    """

    statement: SqlStatement
    text: str
    base: int
    tokens: Sequence[Token]


class Splitter:
    """One walk over the tokens of a text; fills ``statements``, ``tables``, ``cuts`` and ``procedure``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.statements: list[SqlStatement] = []
        self.tables: list[TableRef] = []
        self.cuts: list[Cut] = []
        self.procedure = ""
        self._tokens: list[Token] = []
        self._base = 0
        """Where ``text`` begins in the text given: not at 0 inside EXECUTE IMMEDIATE."""
        self._blocks: list[str] = []
        self._open: dict[str, int] = dict.fromkeys(("guarded", "loop", "handler"), 0)
        self._transaction = 0
        self._transactions = 0
        self._opened_at = 0
        """How many blocks were open when the transaction began."""
        self._payloads: dict[str, Payload] = {}
        self._dynamic = 0

    def run(self) -> None:
        """Cut the whole text."""
        self._walk(tokens(self.text))

    @property
    def open_blocks(self) -> tuple[str, ...]:
        """The blocks that no END has closed so far, outermost first."""
        return tuple(self._blocks)

    def _walk(self, found: list[Token]) -> None:
        outer, self._tokens = self._tokens, found
        index = 0
        while index < len(found):
            index = self._step(index)
        self._tokens = outer

    def _word(self, index: int) -> str:
        return self._tokens[index].word if index < len(self._tokens) else ""

    def _push(self, block: str) -> None:
        self._blocks.append(block)
        if block in _FLAGS:
            self._open[_FLAGS[block]] += 1

    def _pop(self) -> str:
        block = self._blocks.pop()
        if block in _FLAGS:
            self._open[_FLAGS[block]] -= 1
        return block

    def _step(self, at: int) -> int:
        """Take in what begins at token ``at``: a block's edge or a statement. The index after it."""
        word, following = self._word(at), self._word(at + 1)
        if word == ";":
            return at + 1
        if following in _VERBS and is_hole(self._tokens[at], self.text):
            return at + 1  # {{ config(…) }} before a statement
        if following == ":" and self._word(at + 2) in ("BEGIN", "LOOP", "WHILE", "FOR", "REPEAT"):
            return at + 2
        if word == "BEGIN":
            if following in ("TRANSACTION", "TRAN", ";", ""):
                return self._begin_transaction(at)
            self._push("BEGIN")
            return at + 1
        if word == "EXCEPTION" and following == "WHEN" and "BEGIN" in self._blocks:
            return self._handler(at)
        if word == "END":
            return self._end(at)
        if word in _OPENERS and (word != "ELSEIF" or "IF" in self._blocks):
            return self._opener(at)
        if word in ("LOOP", "REPEAT") and following not in ("(", "."):
            self._push(word)
            return at + 1
        if word == "ELSE" and self._blocks:
            return at + 1
        if word == "CASE":
            return self._case(at)
        if word == "WHEN" and "CASE" in self._blocks:
            return self._until(at, "THEN")
        if word == "UNTIL" and "REPEAT" in self._blocks:
            return self._until(at, "END")
        return self._statement(at)

    def _begin_transaction(self, at: int) -> int:
        self._transactions += 1
        self._transaction = self._transactions
        self._opened_at = len(self._blocks)
        end = self._end_of_statement(at)
        self._emit("BEGIN TRANSACTION", None, at, end)
        return end

    def _handler(self, at: int) -> int:
        while self._blocks and self._pop() != "BEGIN":
            pass
        self._push("HANDLER")
        self._transaction = 0
        return self._until(at, "THEN")

    def _end(self, at: int) -> int:
        kind = self._word(at + 1)
        if kind in _LOOPS or kind in _GUARDS:
            while self._blocks and self._pop() != kind:
                pass
            return at + 2
        while self._blocks and self._pop() not in ("BEGIN", "HANDLER"):
            pass
        return at + 1

    def _opener(self, at: int) -> int:
        """``IF condition THEN``, ``WHILE condition DO``, ``FOR x IN (query) DO``."""
        word = self._word(at)
        end = self._find(at + 1, _OPENERS[word])
        if end < 0:
            return self._statement(at)
        self._read_tables(at, end)
        self._emit(word, None, at, end)
        if word != "ELSEIF":
            self._push(word)
        return end + 1

    def _case(self, at: int) -> int:
        if (end := self._find(at + 1, "WHEN")) < 0:
            return self._statement(at)
        self._read_tables(at, end)
        if end > at + 1:
            self._emit("CASE", None, at, end, listed=False)
        self._push("CASE")
        return end

    def _until(self, at: int, word: str) -> int:
        end = self._find(at + 1, word)
        if end < 0:
            return self._end_of_statement(at)
        self._read_tables(at, end)
        if self._word(at) in ("WHEN", "UNTIL"):
            self._emit(self._word(at), None, at, end, listed=False)
        return end if word == "END" else end + 1

    def _find(self, at: int, word: str) -> int:
        """The next ``word`` outside parentheses and CASE expressions, before any ``;``; else -1."""
        depth = cases = 0
        for index in range(at, len(self._tokens)):
            here = self._tokens[index].word
            if here == "(":
                depth += 1
            elif here == ")":
                depth -= 1
            elif here == ";":
                return -1
            elif here == word and depth <= 0 and cases == 0:
                return index
            elif here == "CASE":
                cases += 1
            elif here == "END" and cases:
                cases -= 1
        return -1

    def _end_of_statement(self, at: int) -> int:
        """The index of the ``;`` that ends the statement, or of the END of its block."""
        cases = depth = 0
        for index in range(at, len(self._tokens)):
            word = self._tokens[index].word
            if word == ";":
                return index
            if word == "(":
                depth += 1
            elif word == ")":
                depth -= 1
            elif word == "CASE":
                cases += 1
            elif word == "END":
                if not cases and self._blocks and depth <= 0 and index > at:
                    return index
                cases = max(0, cases - 1)
        return len(self._tokens)

    def _statement(self, at: int) -> int:
        word = self._word(at)
        if word == "CREATE" and (body := self._procedure(at)) >= 0:
            return body
        end = self._end_of_statement(at)
        if end == at:
            return at + 1
        if word == "EXECUTE" and self._word(at + 1) == "IMMEDIATE":
            self._execute(at, end)
            return end
        if word in ("SET", "DECLARE"):
            self._remember(at, end)
        found = describe(self.text, self._tokens[at:end])
        self.tables += map(self._placed, found.tables)
        self._emit(found.kind, found.target, at, end, found.flags, found.keys)
        if word == "COMMIT" or (word == "ROLLBACK" and len(self._blocks) <= self._opened_at):
            self._transaction = 0
        return end

    def _procedure(self, at: int) -> int:
        """``CREATE PROCEDURE name(…) … BEGIN``: the index of its body; -1 if it is no such thing."""
        index = at + 1
        while self._word(index) in ("OR", "REPLACE", "TEMP", "TEMPORARY"):
            index += 1
        if self._word(index) != "PROCEDURE":
            return -1
        index += 1
        while self._word(index) in ("IF", "NOT", "EXISTS"):
            index += 1
        name, index = read_path(self.text, self._tokens, index)
        begin = self._find(index, "BEGIN")
        if name is None or begin < 0:
            return -1
        self.procedure = self.procedure or ".".join(name.parts)
        found = describe(self.text, self._tokens[at:index])
        self._emit("CREATE", name, at, begin, found.flags)
        self._transaction = 0
        self._push("BEGIN")
        return begin + 1

    def _remember(self, at: int, end: int) -> None:
        """Keep what ``SET v = 'sql'`` and ``DECLARE v STRING DEFAULT 'sql'`` say of a variable."""
        name = self._word(at + 1)
        sign = "=" if self._word(at) == "SET" else "DEFAULT"
        for index in range(at + 2, min(end, at + 8)):
            if self._word(index) == sign:
                value = self._payload(self._tokens[index + 1 : end])
                if value is not None:
                    self._payloads[name] = value
                else:
                    self._payloads.pop(name, None)
                return

    def _payload(self, expression: list[Token]) -> Payload | None:
        return payload(self.text, expression, self._base, self._payloads)

    def _execute(self, at: int, end: int) -> None:
        stop = end
        for word in ("INTO", "USING"):
            if 0 <= (found := self._find(at + 2, word)) < stop:
                stop = found
        made = self._payload(self._tokens[at + 2 : stop])
        if made is None or self._dynamic >= _MAX_NESTING:
            self._emit("EXECUTE", None, at, end, ("unparsed",))
            return
        self._emit("EXECUTE", None, at, end, listed=False)
        outer = (self.text, self._base, len(self._blocks))
        self._base, self.text = made
        self._dynamic += 1
        self._walk(tokens(self.text))
        self._dynamic -= 1
        self.text, self._base, depth = outer
        while len(self._blocks) > depth:
            self._pop()

    def _read_tables(self, at: int, end: int) -> None:
        self.tables += map(self._placed, source_tables(self.text, self._tokens[at:end]))

    def _emit(
        self,
        kind: str,
        target: TableRef | None,
        at: int,
        end: int,
        flags: tuple[str, ...] = (),
        keys: tuple[str, ...] = (),
        listed: bool = True,
    ) -> None:
        start, last = self._tokens[at].start, self._tokens[max(at, end - 1)].end
        context = ["dynamic"] if self._dynamic else []
        context += [flag for flag, count in self._open.items() if count]
        statement = SqlStatement(
            kind,
            self._placed(target) if target else None,
            start + self._base,
            last - start,
            self._transaction,
            (*flags, *context),
            keys,
        )
        if listed:
            self.statements.append(statement)
        self.cuts.append(Cut(statement, self.text, self._base, self._tokens[at:end]))

    def _placed(self, ref: TableRef) -> TableRef:
        return ref._replace(offset=ref.offset + self._base) if self._base else ref
