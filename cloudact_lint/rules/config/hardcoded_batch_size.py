"""CA104: the size of a batch written into a function."""

from __future__ import annotations

from collections.abc import Iterable

from cloudact_lint.context import FileContext
from cloudact_lint.findings import Finding, Severity
from cloudact_lint.lazy import lazy_pattern
from cloudact_lint.rule import Option, Rule, RuleMeta
from cloudact_lint.rules.config._examples_sizes import INVALID, VALID
from cloudact_lint.rules.config._site import is_test
from cloudact_lint.rules.config._sizes import Size, narrowed, sizes, words

_ONE_OFF = lazy_pattern(r"(?i)(?:^|/)(?:migrations?|alembic)/")
"""Code that runs once."""
_NAMES = ("batch_size", "chunk_size", "chunksize", "page_size", "fetch_size")


class HardcodedBatchSize(Rule):
    """Reports whole numbers bound to names of batch sizes inside functions."""

    meta = RuleMeta(
        code="CA104",
        slug="hardcoded-batch-size",
        summary="the size of a batch, chunk or page written into a function",
        severity=Severity.LOW,
        default="advice",
        languages=("python", "typescript"),
        why=(
            "How many rows go into one insert, request or page depends on how wide they are, on memory and on quotas, "
            'and these differ by environment and change with the data. When a load fails with "request too large" '
            "or a limit of the API, a number in a function needs a release, and its copies in five other loaders "
            "are forgotten."
        ),
        instead=(
            "Read it from the settings, with the number as their default, or make it a parameter with a default:\n\n"
            "```python\n"
            "def load(rows, batch_size: int = settings.insert_batch_size): ...\n"
            "```"
        ),
        silent=(
            "Constants of a module or a class, defaults of parameters and fields, fallbacks of look-ups, numbers that "
            "are computed or chosen; 0, 1 and -1; chunks of bytes (whole kilobytes, reads and uploads of a file); "
            "the page size of a table on screen (`.tsx`, `.jsx`); migrations, notebooks and tests."
        ),
        options=(Option("names", _NAMES, "names, in snake case, that stand for a size; longer names may end in them"),),
        references=(
            "https://cloud.google.com/bigquery/quotas#streaming_inserts",
            "https://12factor.net/config",
        ),
        bug_hunt=(44,),
    )
    valid = VALID
    invalid = INVALID

    def check_file(self, context: FileContext) -> Iterable[Finding]:
        """Each number where it is bound."""
        source, module = context.source, context.facts.module
        if module is None or source.language not in ("python", "typescript") or _ONE_OFF.search(context.path):
            return
        if is_test(context.path, context.settings):
            return
        names = tuple(words(name) for name in context.option(self, "names"))
        if not _mentions(source.text, names):
            return
        on_screen = context.path.endswith((".tsx", ".jsx"))

        def wanted(name: str) -> bool:
            if on_screen and name.endswith("page_size"):
                return False
            return any(name == each or name.endswith(f"_{each}") for each in names)

        for size in sizes(module.body, wanted, source.language == "typescript"):
            anchor = f"{size.function}:{size.name}"
            yield self.finding(context.path, narrowed(size, source), _message(size), anchor=anchor)


def _mentions(text: str, names: Iterable[str]) -> bool:
    """Whether any of the names is in a text at all, however it is written: few files need a walk."""
    plain = text.lower().replace("_", "")
    return any(name.replace("_", "") in plain for name in names)


def _message(size: Size) -> str:
    name = size.function.rpartition(".")[2]
    where = f"in `{name}`" if name else "in a function"
    return (
        f"`{size.name}` is {size.value} {where}, for every environment and however wide the rows are; read it from the "
        "settings, or make it a parameter with a default"
    )
