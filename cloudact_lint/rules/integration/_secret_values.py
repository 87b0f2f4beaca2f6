"""What a text looks like: a real secret, a password, or words that stand for one.

Random text is told by how often letters, digits and case alternate: the runs in words and identifiers are long,
those of keys are one or two characters.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cloudact_lint.lazy import lazy_pattern

_RUN = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PIECE = lazy_pattern(r"[A-Za-z0-9+/]+")
_UUID = lazy_pattern(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_STANDS_FOR = lazy_pattern(
    r"your|example|placeholder|change[-_ ]?(?:me|this|in)|dummy|redacted|masked|hidden|removed|sample|fake|mock"
    r"|insert|replace|todo|fixme|xxx|\.\.\.|\*\*\*|…|•|<[^>]*>|\$\{|\{\{|%\(|%s|\$\(|\{[a-z_.\d]*\}|not[-_ ]?(?:a"
    r"|set|used|real)\b"
    r"|insecure|goes[-_ ]?here|[-_ ]here\b|undefined|foobar|foo[-_]?bar|lorem",
    re.IGNORECASE,
)
_WORD_FOR = frozenset(
    {
        "abc",
        "admin",
        "any",
        "bar",
        "bogus",
        "default",
        "demo",
        "dev",
        "development",
        "foo",
        "guest",
        "here",
        "invalid",
        "key",
        "local",
        "my",
        "myapp",
        "none",
        "null",
        "pass",
        "passw0rd",
        "passwd",
        "password",
        "postgres",
        "pwd",
        "qwerty",
        "root",
        "secret",
        "some",
        "string",
        "supersecret",
        "test",
        "testing",
        "testkey",
        "testtoken",
        "tests",
        "token",
        "unset",
        "user",
        "username",
        "wrong",
    }
)
"""Pieces between dashes, underscores and dots that no real secret has."""
_HASHED = lazy_pattern(
    r"\$(?:2[abxy]?|argon2\w*|5|6|scrypt|pbkdf2[\w-]*)\$|pbkdf2_sha\d+\$|bcrypt|argon2|sha\d{1,3}[-:$]|md5[:$]|\{SHA\}",
    re.IGNORECASE,
)
_SEALED = lazy_pattern(
    r"ENC\[|\$ANSIBLE_VAULT|AgB[A-Za-z0-9+/]|vault:|op://|secret://|sm://|gcp-?sm:|arn:|projects/|ssm:|env:|ref\+|file:"
    r"|keyring:|@Microsoft\.KeyVault|ssh-(?:rsa|ed25519) |-----BEGIN (?:PUBLIC|CERT)"
)
"""Encrypted values, and the places where a secret is kept."""
_PUBLIC = lazy_pattern(r"pk_|phc_|pk\.ey|sb_publishable_|rzp_|pub[-_]|ca-pub-|G-|UA-|GTM-|AW-|ssh-|https?:")
"""Keys that are made to be public: Stripe, Clerk, PostHog, Mapbox, Supabase, Google Analytics."""
_NAME = lazy_pattern(
    r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z]+(?:[-_.:/][a-z]+)+|/.*|\./.*|[a-z][a-z+.-]*://[^@]*|[\w.-]+\.[a-z]{2,4}"
)
"""Environment variables, slugs, paths, addresses, file names."""
_SYMBOL = lazy_pattern(r"[!@#$%^&*+=?~]")


def stands_for(value: str) -> bool:
    """Whether a text only shows where a secret goes, or what it would look like."""
    if len(set(value)) < min(6, len(value)) or _STANDS_FOR.search(value) or counts_up(value):
        return True
    pieces = [piece.lower().rstrip("0123456789!") for piece in re.split(r"[-_.:/\s@]+", value)]
    return any(piece in _WORD_FOR for piece in pieces)


def counts_up(value: str, run: int = 5) -> bool:
    """Whether a text holds ``12345``, ``abcdef``, ``aaaaaa`` or their like, of at least ``run`` characters."""
    for step in (0, 1, -1):
        length = 1
        for one, other in pairwise(value):
            length = length + 1 if ord(other) - ord(one) == step else 1
            if length >= run:
                return True
    return False


def is_kept_elsewhere(value: str) -> bool:
    """A hash, an encrypted value, a public key, or the name of the place where the secret is."""
    return any(pattern.match(value) is not None for pattern in (_HASHED, _SEALED, _PUBLIC))


def is_random(value: str, length: int = 16) -> bool:
    """Whether a text is a key: at least ``length`` characters, and no words."""
    if len(value) < length or re.search(r"\s", value) or is_kept_elsewhere(value) or stands_for(value):
        return False
    if _UUID.fullmatch(value):
        return len(set(value)) > 9
    return any(_is_random_piece(piece) for piece in _PIECE.findall(value))


def _is_random_piece(piece: str) -> bool:
    if len(piece) < 12 or not any(char.isdigit() for char in piece) or piece.isdigit():
        return False
    return len(piece) / max(len(_RUN.findall(piece)), 1) <= 3.0 and len(set(piece.lower())) >= 8


def is_password(value: str) -> bool:
    """Whether a text is a password that somebody chose: letters and digits or symbols, no mere words."""
    if not 6 <= len(value) <= 80 or re.search(r"\s", value) or is_kept_elsewhere(value) or stands_for(value):
        return False
    if _NAME.fullmatch(value):
        return False
    letters = any(char.isalpha() for char in value)
    return letters and (any(char.isdigit() for char in value) or _SYMBOL.search(value) is not None)
