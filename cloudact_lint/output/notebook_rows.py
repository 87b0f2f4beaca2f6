"""Where a notebook cell's rows stand in the file itself.

Findings count rows within their cell, as people see a notebook. GitHub and SARIF viewers
show the file, which is JSON: there a row of a cell is one string of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\],:\n]')


def cell_rows(text: str) -> list[list[int]]:
    """For each code cell, the file's row of each of its rows, if each of its strings is one row.

    A cell written as one string has the row of that string for all of its rows. A text that
    is not the JSON of a notebook gives what can be made out, never an error.
    """
    cells: dict[int, tuple[list[int], bool]] = {}
    for place, row, value in _strings(text):
        if place[:1] != ("cells",) or len(place) < 3 or not place[1].isdecimal():
            continue
        index = int(place[1])
        rows, is_code = cells.setdefault(index, ([], False))
        if place[2:] == ("cell_type",):
            cells[index] = (rows, value == '"code"')
        elif place[2] == "source":
            rows.extend([row] * (1 if len(place) == 4 else value.count("\\n") + 1))
            cells[index] = (rows, is_code)
    return [rows for rows, is_code in cells.values() if is_code]


def _strings(text: str) -> Iterator[tuple[tuple[str, ...], int, str]]:
    """Every string value of a JSON text: the keys and indices that lead to it, its row, its token."""
    path: list[str] = []
    kinds: list[str] = []
    row, key, expects_key = 1, "", False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "\n":
            row += 1
        elif token in "{[":
            kinds.append(token)
            path.append("" if token == "{" else "0")
            expects_key = token == "{"
        elif token in "}]":
            if kinds:
                kinds.pop()
                path.pop()
        elif token == ",":
            if kinds and kinds[-1] == "[":
                path[-1] = str(int(path[-1]) + 1)
            expects_key = bool(kinds) and kinds[-1] == "{"
        elif token == ":":
            if path:
                path[-1] = key
            expects_key = False
        elif expects_key:
            key = token[1:-1]
        else:
            yield tuple(path), row, token
