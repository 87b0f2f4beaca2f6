"""Which files a run over named files has to look at."""

from __future__ import annotations

import pytest
from support import project_from

from cloudact_lint.project.focus import with_importers

PYTHON = {
    "api/src/core/client.py": "def get():\n    return 1\n",
    "api/src/core/__init__.py": "from .client import get\n",
    "api/src/core/store.py": "from src.core import client\n",
    "api/src/app/routes.py": "import src.core.store as store\n",
    "api/src/app/other.py": "import json\n",
    "api/src/app/star.py": "from src.core.client import *\n",
    "jobs/src/core/client.py": "x = 1\n",
    "jobs/src/app/run.py": "from src.core.client import x\n",
}
TYPESCRIPT = {
    "web/lib/client.ts": "export const a = 1\n",
    "web/lib/index.ts": "export * from './client'\n",
    "web/app/page.tsx": "import { a } from '../lib'\n",
    "web/app/deep/page.tsx": "import { a } from '@/lib/client'\n",
    "web/app/none.tsx": "import React from 'react'\n",
    "web/tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./*"]}}}',
}


@pytest.mark.parametrize(
    ("named", "also"),
    [
        ("api/src/app/other.py", set()),
        ("api/src/app/routes.py", set()),
        ("api/src/core/store.py", {"api/src/app/routes.py"}),
        (
            "api/src/core/client.py",
            {"api/src/core/__init__.py", "api/src/core/store.py", "api/src/app/routes.py", "api/src/app/star.py"},
        ),
        ("jobs/src/core/client.py", {"jobs/src/app/run.py"}),
    ],
)
def test_python(named: str, also: set[str]) -> None:
    assert with_importers(project_from(PYTHON), [named]) == {named} | also


def test_typescript(tmp_path) -> None:
    for path, text in TYPESCRIPT.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    project = project_from({p: t for p, t in TYPESCRIPT.items() if not p.endswith(".json")}, root=str(tmp_path))
    found = with_importers(project, ["web/lib/client.ts"])
    assert found == {"web/lib/client.ts", "web/lib/index.ts", "web/app/page.tsx", "web/app/deep/page.tsx"}
