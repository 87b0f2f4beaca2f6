"""``python -m cloudact_lint`` and the ``cloudact-lint`` command: arguments in, exit status out."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit status; never raises for what a user did."""
    gc.disable()  # a run is short, and what it makes are trees without circles
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a console that lacks a character shows "?" for it
            reconfigure(errors="replace")
    try:
        status = _run(arguments)
        with contextlib.suppress(ValueError):  # a server closed it with its client
            sys.stdout.flush()
        gc.freeze()  # spares a last look through everything on the way out
        return status
    except BrokenPipeError:
        return _reader_gone()
    except KeyboardInterrupt:
        _say("interrupted\n")
        return 130


def _run(arguments: Sequence[str] | None) -> int:
    import click

    from cloudact_lint.cli import cli
    from cloudact_lint.errors import UserError, nearest

    try:
        status = cli.main(args=arguments, prog_name="cloudact-lint", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except click.NoSuchOption as error:
        known = [name for one in error.ctx.command.params for name in one.opts] if error.ctx else []
        return _wrong(f"there is no option '{error.option_name}'", nearest(error.option_name, known) or _usage(error))
    except click.ClickException as error:
        text = error.format_message().rstrip(".").replace("\n", " ")
        return _wrong(text[:1].lower() + text[1:], _usage(error))
    except click.Abort:
        raise KeyboardInterrupt from None
    except UserError as error:
        return _wrong(error.message, error.help)
    except BrokenPipeError:
        raise
    except Exception as error:
        return _broken(error)


def _usage(error: object) -> str:
    context = getattr(error, "ctx", None)
    return f"'{context.command_path} --help' shows what there is" if context is not None else ""


def _wrong(message: str, help: str) -> int:
    _say(f"error: {message}\n" + (f"help: {help}\n" if help else ""))
    return 2


def _broken(error: Exception) -> int:
    """Something in the analyser itself failed: a sentence for the user, more on request."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""  # noqa: PTH119
    _say(f"internal error: {type(error).__name__}: {error}{where}\n")
    if os.environ.get("CLOUDACT_LINT_DEBUG"):
        _say("".join(traceback.format_exception(error)))
    else:
        _say("help: this is a bug in cloudact-lint; CLOUDACT_LINT_DEBUG=1 shows where it comes from\n")
    return 3


def _say(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()


def _reader_gone() -> int:
    """The reader of a pipe has seen enough: end without a word, also at interpreter exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 141


if __name__ == "__main__":
    sys.exit(main())
