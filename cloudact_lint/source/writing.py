"""Writing back what was read: same encoding, same mode, whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from cloudact_lint.source.text import SourceFile

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encoded(source: SourceFile, text: str) -> bytes:
    """``text`` in the encoding of a file, with its byte order mark. Raises ValueError if it cannot be written so."""
    mark = next((mark for mark in _BOMS if source.data.startswith(mark)), b"")
    return mark + text.encode(source.encoding.removesuffix("-sig"))


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file whole, keeping its mode; a link stays a link. Raises OSError."""
    target = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".cloudact-lint-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
