"""Prints the code model in one line for each statement, so that a test can show what it expects."""

from __future__ import annotations

from cloudact_lint.facts.model import (
    Alt,
    Assign,
    Attr,
    Bin,
    Block,
    Call,
    Class,
    Const,
    Dict,
    Do,
    Expr,
    FuncExpr,
    Function,
    Global,
    If,
    Import,
    Jump,
    Lambda,
    Loop,
    Name,
    Not,
    Other,
    Param,
    Piece,
    Raise,
    Return,
    Seq,
    Star,
    Stmt,
    Sub,
    Text,
    Try,
)  # fmt: skip


def show(value: Expr | None) -> str:
    """An expression, nearly as Python would write it."""
    if value is None:
        return "-"
    if isinstance(value, Name):
        return value.id
    if isinstance(value, Attr):
        return f"{show(value.base)}.{value.name}"
    if isinstance(value, Call):
        return f"{show(value.func)}({', '.join(map(show, value.args))})"
    if isinstance(value, Text):
        return '"' + "".join(p.text if isinstance(p, Piece) else f"{{{show(p.value)}}}" for p in value.parts) + '"'
    if isinstance(value, Const):
        return repr(value.value)
    if isinstance(value, Dict):
        return "{" + ", ".join(f"{show(k)}: {show(v)}" if k else f"**{show(v)}" for k, v in value.items) + "}"
    if isinstance(value, Seq):
        return f"[{', '.join(map(show, value.items))}]"
    if isinstance(value, Star):
        return f"*{show(value.value)}"
    if isinstance(value, Alt):
        test = show(value.test) + "; " if value.test else ""
        return f"<{test}{f' {value.op} '.join(map(show, value.options))}>"
    if isinstance(value, Bin):
        return f"({show(value.left)} {value.op} {show(value.right)})"
    if isinstance(value, Not):
        return f"not {show(value.value)}"
    if isinstance(value, Sub):
        return f"{show(value.base)}[{show(value.index)}]"
    if isinstance(value, Lambda):
        return f"lambda {params(value.params)}: {show(value.body)}"
    if isinstance(value, FuncExpr):
        return f"func {value.function.name}({params(value.function.params)}) {{ {inline(value.function.body)} }}"
    assert isinstance(value, Other)
    return f"?({', '.join(map(show, value.children))})"


def params(found: tuple[Param, ...]) -> str:
    """The parameters of a function."""
    return ", ".join(
        ("*" if param.kind == "*" else "") + param.name
        + (f": {show(param.annotation)}" if param.annotation else "")
        + (f" = {show(param.default)}" if param.default else "")
        for param in found
    )  # fmt: skip


def inline(body: Block) -> str:
    """Statements on one line."""
    return "; ".join(" / ".join(lines(statement)) for statement in body)


def block(head: str, body: Block) -> list[str]:
    """A head and the lines under it."""
    return [head, *("  " + line for statement in body for line in lines(statement))]


def lines(statement: Stmt) -> list[str]:
    """A statement, line by line."""
    if isinstance(statement, Assign):
        annotation = f": {show(statement.annotation)}" if statement.annotation else ""
        return [f"{show(statement.target)}{annotation} {statement.op} {show(statement.value)}"]
    if isinstance(statement, Do):
        return [show(statement.value)]
    if isinstance(statement, Return):
        return [f"{'yield' if statement.is_yield else 'return'} {show(statement.value)}"]
    if isinstance(statement, Raise):
        return [f"raise {show(statement.value)}"]
    if isinstance(statement, If):
        orelse = block("else", statement.orelse) if statement.orelse else []
        return block(f"if {show(statement.test)}", statement.body) + orelse
    if isinstance(statement, Loop):
        head = f"for {show(statement.target)} in " if statement.target else "while "
        return block(head + show(statement.source), statement.body)
    if isinstance(statement, Try):
        result = block("try", statement.body)
        for handler in statement.handlers:
            result += block(f"except {handler.name}".rstrip(), handler.body)
        return result + (block("finally", statement.final) if statement.final else [])
    if isinstance(statement, Jump):
        return [statement.word]
    if isinstance(statement, Global):
        return [f"global {', '.join(statement.names)}"]
    if isinstance(statement, Import):
        word = "reexport" if statement.reexport else "import"
        return [f"{word} {statement.name} of {statement.module} as {statement.local or '-'}"]
    decorators = [f"@{show(decorator)}" for decorator in statement.decorators]
    if isinstance(statement, Function):
        word = "async def" if statement.is_async else "def"
        returns = f" -> {show(statement.returns)}" if statement.returns else ""
        return decorators + block(f"{word} {statement.qualname}({params(statement.params)}){returns}", statement.body)
    assert isinstance(statement, Class)
    bases = f"({', '.join(map(show, statement.bases))})" if statement.bases else ""
    return decorators + block(f"class {statement.qualname}{bases}", statement.body)
