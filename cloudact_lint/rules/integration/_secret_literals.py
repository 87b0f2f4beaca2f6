"""Secrets that are known by what they are called: a name and a literal that is no placeholder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cloudact_lint.facts import model as m
from cloudact_lint.facts.records import YamlNode
from cloudact_lint.findings import Confidence, Span
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rules.integration._secret_code import Held, held
from cloudact_lint.rules.integration._secret_names import is_container, is_shown, secret_sort
from cloudact_lint.rules.integration._secret_sql import in_sql, speaks_sql
from cloudact_lint.rules.integration._secret_values import is_password, is_random

_SCHEME = lazy_pattern(r"(?i)^(?:bearer|basic|token|apikey)\s+(\S+)$")
_SITE_KEYS = frozenset({"authdomain", "projectid", "appid", "messagingsenderid", "storagebucket", "measurementid"})


_WORDS = (
    b"passw", b"passphrase", b"pwd", b"secret", b"apikey", b"api_key", b"api-key", b"token", b"_pass", b"_key",
    b"privatekey", b"accesskey", b"signingkey", b"encryptionkey", b"masterkey", b"adminkey", b"jwt", b"bearer",
    b"auth", b"credential", b"creds", b"aead", b"keyset", b"deterministic_",
)  # fmt: skip
_QUOTED = lazy_pattern(rb"""["'`](?=[^\s"'`]*[0-9!@#$%^&*+=?~])[^\s"'`]{6,}["'`]""")
_BARE = lazy_pattern(rb"""[=:]\s?(?=[^\s"'`]*[0-9!@#$%^&*+=?~])[^\s"'`]{6,}""")
"""What a secret that has a name looks like at the least: six characters, a digit or a symbol among them."""
_FAR = 240
"""So far behind the name it may begin, on the same line."""


def may_hold(data: bytes, quoted: bool) -> bool:
    """A quick look whether a file, in lower case, may hold a secret that has a name; YAML needs no quotes for it."""
    patterns = (_QUOTED,) if quoted else (_QUOTED, _BARE)
    for word in _WORDS:
        at = data.find(word)
        while at >= 0:
            end = data.find(b"\n", at, at + _FAR)
            end = end if end >= 0 else at + _FAR
            if any(pattern.search(data, at, end) is not None for pattern in patterns):
                return True
            at = data.find(word, end)
    return False


class Named(NamedTuple):
    """A secret that something is set to: its name, how it is held, and where it stands."""

    name: str
    how: str
    at: Span
    confidence: Confidence = Confidence.HIGH


def in_code(body: m.Block) -> Iterator[Named]:
    """Named secrets of Python and TypeScript, SQL in their strings included."""
    for text in held(body):
        if _is_secret(text):
            sure = Confidence.MEDIUM if secret_sort(text.name) == "password" else Confidence.HIGH
            yield Named(text.name, text.how, text.at, sure)
        elif speaks_sql(text.value):
            for found in in_sql(text.value):
                yield Named(found.name, "sql", text.at, Confidence.MEDIUM)


def _is_secret(text: Held) -> bool:
    if is_shown(text.names):
        return False
    value, name = text.value.strip(), text.name
    if name.lower() in ("authorization", "auth") and (match := _SCHEME.match(value)):
        return is_random(match[1], 20)
    sort = secret_sort(name)
    if not sort:
        around = any(is_container(other) for other in text.names[:-1])
        return around and is_random(value, 20)
    if _same_words(name, value) or (text.how == "compared" and sort != "password" and not is_random(value, 20)):
        return False
    if sort == "password":
        return is_password(value)
    if name.lower() == "apikey" and len(_SITE_KEYS & {key.lower() for key in text.beside}) > 1:
        return False  # a Firebase web configuration, made to be public
    return is_random(value, 20 if sort == "token" else 16)


def _same_words(name: str, value: str) -> bool:
    """Whether a text only says the name again: ``API_KEY = "api_key_v2"``."""
    plain = re.sub(r"[^a-z]", "", name.lower())
    return re.sub(r"[^a-z]", "", value.lower()) in plain


def in_yaml(documents: tuple[YamlNode, ...]) -> Iterator[Named]:
    """Named secrets of YAML; ``- NAME=value`` of compose files, ``{name: …, value: …}`` of Kubernetes."""
    todo: list[tuple[tuple[str, ...], YamlNode]] = [((), node) for node in reversed(documents)]
    while todo:
        names, node = todo.pop()
        if node.value is not None and not node.items:
            name, sign, value = node.value.partition("=") if "=" in node.value else ("", "", "")
            if not sign or not re.fullmatch(r"[A-Z][A-Z0-9_]+", name):
                name, value = names[-1] if names else "", node.value
            named_so = secret_sort(name) and not is_shown((*names, name))
            if named_so and is_random(value, 16) and not _same_words(name, value):
                yield Named(name, "", node.at)
            continue
        named = {key.value: item for key, item in node.items if key is not None and key.value}
        label = named.get("name")
        for key, item in reversed(node.items):
            word = key.value or "" if key is not None else ""
            if word == "value" and label is not None and label.value:
                word = label.value
            if not word.lower().startswith(("encrypted", "sealed", "sops")):
                todo.append(((*names, word) if word else names, item))
