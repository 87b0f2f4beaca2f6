"""How many rows go together."""

import os

# ok: hardcoded-batch-size
BATCH_SIZE = 500


class Loader:
    # ok: hardcoded-batch-size
    batch_size: int = 500

    def __init__(self) -> None:
        # ruleid: hardcoded-batch-size
        self._batch_size = 100
        # ruleid: hardcoded-batch-size
        page_size: int = 50
        self.page = page_size

    # ok: hardcoded-batch-size
    def load(self, rows: list, chunk_size: int = 500) -> None:
        # ruleid: hardcoded-batch-size
        batch_size = 1_000
        self.send(
            rows,
            # ruleid: hardcoded-batch-size
            chunksize=500,
            # ok: hardcoded-batch-size
            size=3,
        )
        # ok: hardcoded-batch-size
        self.send(rows, batch_size=batch_size, chunk_size=chunk_size)
        # ok: hardcoded-batch-size
        self.send(rows, batch_size=1)

    def send(self, rows: list, **options: int) -> None:
        # ok: hardcoded-batch-size
        batch_size = int(os.environ.get("BATCH_SIZE", "500"))
        # ok: hardcoded-batch-size
        fetch_size = options.get("fetch_size", 100)
        # ok: hardcoded-batch-size
        page_size = options["page_size"] or 100
        # todoruleid: hardcoded-batch-size
        chunk_size = 50 * 10
        print(rows, batch_size, fetch_size, page_size, chunk_size)


def copy(response, file) -> None:
    # ok: hardcoded-batch-size
    for part in response.iter_content(chunk_size=4000):
        file.write(part)
    # todook: hardcoded-batch-size
    chunk_size = 8192
    print(chunk_size)
