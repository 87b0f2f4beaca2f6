"""Where usage and prices come from."""

import json
import os
from pathlib import Path
from typing import Any


def read_prices() -> list[dict[str, Any]]:
    return json.loads(Path(os.environ["PRICE_LIST"]).read_text(encoding="utf-8"))


def read_usage(org: str) -> list[dict[str, Any]]:
    folder = Path(os.environ["USAGE_FOLDER"], org)
    files = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}
    return [{**row, "source_file": name} for name, rows in files.items() for row in rows]
