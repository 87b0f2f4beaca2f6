"""Where usage and prices come from."""

import json
import os
from pathlib import Path
from typing import Any


def read_prices() -> list[dict[str, Any]]:
    return json.loads(Path(os.environ["PRICE_LIST"]).read_text(encoding="utf-8"))


def read_usage(org: str) -> list[dict[str, Any]]:
    folder = Path(os.environ["USAGE_FOLDER"], org)
    return [row for file in sorted(folder.glob("*.json")) for row in json.loads(file.read_text(encoding="utf-8"))]
