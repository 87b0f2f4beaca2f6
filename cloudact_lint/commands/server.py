"""``cloudact-lint server``: the language server, over standard input and output."""

from __future__ import annotations

from cloudact_lint.errors import UserError


def run(cache_dir: str, config: str) -> int:
    """Serve one client until it leaves. Raises UserError where the libraries are not installed."""
    try:
        import lsprotocol  # noqa: F401
        import pygls  # noqa: F401
    except ImportError:
        raise UserError(
            "the language server needs the extra 'server'", "pip install 'cloudact-lint[server]', or add pygls"
        ) from None
    import gc

    from cloudact_lint.integrations.lsp.server import create

    gc.enable()  # unlike a run, a server lives for days
    server = create(cache_dir, config)
    try:
        server.start_io()
    finally:
        server.close_all()
    return 0
