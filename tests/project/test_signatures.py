"""What calls a signature refuses, and when that is certain."""

from __future__ import annotations

import pytest

from cloudact_lint.project.bigquery import BigQuery
from cloudact_lint.project.signatures.lineage import Lineage
from cloudact_lint.project.signatures.refusals import Refusals
from cloudact_lint.project.signatures.shape import given
from cloudact_lint.project.values import ClassValue, External
from tests.support import files_of, project_from


def refused(text):
    """The faults of the calls in ``app.py``, each as (row, what is wrong)."""
    project = project_from(files_of(text))
    refusals = Refusals.of(BigQuery.of(project).resolver)
    found = {}
    for site in project.calls_in("app.py"):
        refusal = refusals.refusal(site.call, site.scope)
        if refusal is not None:
            fault = refusal.fault
            found[site.call.at.row] = (fault.unknown, fault.missing, fault.twice, fault.too_many)
    return found


def test_each_kind_of_fault_is_told_apart():
    assert refused(
        """\
        def f(a, b, /, c, *, d, e=1): ...
        f(1, 2, 3, d=4)
        f(1, 2, 3, d=4, x=5)
        f(1, 2, d=4)
        f(1, 2, 3, c=3, d=4)
        f(1, 2, 3, 4, d=4)
        f(1, b=2, c=3, d=4)
        """
    ) == {
        3: (("x",), (), (), 0),
        4: ((), ("c",), (), 0),
        5: ((), (), ("c",), 0),
        6: ((), (), (), 1),
        7: (("b",), ("b",), (), 0),
    }


@pytest.mark.parametrize(
    "call", ["f(*rest)", "f(**rest)", "f(1, *rest)", "f(*rest, b=1)", "f(b=1, **rest)", "f(1, 2)", "f(b=2, a=1)"]
)
def test_what_a_spread_may_hold_is_believed(call):
    assert refused(f"def f(a, b): ...\n{call}\n") == {}


@pytest.mark.parametrize("call", ["f(*rest, c=1)", "f(1, 2, 3, *rest)", "f(c=1, **rest)", "f(1, a=1, **rest)"])
def test_what_a_spread_cannot_mend_is_a_fault(call):
    assert list(refused(f"def f(a, b): ...\n{call}\n")) == [2]


def test_the_order_of_bases_is_pythons():
    project = project_from(
        {"app.py": "class A: ...\nclass B(A): ...\nclass C(A): ...\nclass D(B, C): ...\nclass E(A, B): ...\n"}
    )
    lineage = Lineage(BigQuery.of(project).resolver)
    module = project.module("app.py")
    classes = {s.name: ClassValue(s, module) for s in module.body}
    assert [base.cls.name for base in lineage.of(classes["D"])] == ["D", "B", "C", "A"]
    assert lineage.of(classes["E"]) is None  # Python refuses it too


def test_a_base_that_cannot_be_known_leaves_no_order():
    text = "from lib import make\nBase = make()\nclass A(Base): ...\nclass B(lib.Thing): ...\n"
    project = project_from({"app.py": text})
    lineage = Lineage(BigQuery.of(project).resolver)
    module = project.module("app.py")
    a, b = [ClassValue(s, module) for s in module.body[-2:]]
    assert lineage.of(a) is None
    assert lineage.of(b) is None


def test_classes_that_inherit_from_each_other_have_no_order():
    assert refused("class A(B): ...\nclass B(A): ...\nA(1)\nB(1)\n") == {}


def test_outside_bases_end_what_is_known():
    project = project_from({"app.py": "from lib import Thing\nclass A(Thing): ...\n"})
    lineage = Lineage(BigQuery.of(project).resolver)
    (cls,) = [ClassValue(s, project.module("app.py")) for s in project.module("app.py").body if hasattr(s, "bases")]
    assert lineage.of(cls)[1:] == (External("lib.Thing"),)
    assert lineage.method(lineage.of(cls), "run") is None


def test_a_subclass_elsewhere_that_takes_the_call_clears_it():
    text = """\
        from base import Step
        def run(step: Step):
            step.work(1)
        # file: base.py
        class Step:
            def work(self): ...
        # file: more.py
        from base import Step
        class Load(Step{generic}):
            def work(self, {params}): ...
        """
    assert refused(text.replace("{generic}", "").replace("{params}", "number")) == {}
    assert list(refused(text.replace("{generic}", "").replace("{params}", "*, number"))) == [3]


_ANNOTATED = """\
from typing import Annotated, Any, Optional
class Store:
    def rows(self): ...
def run(store: ANNOTATION):
    store.rows(1)
"""


@pytest.mark.parametrize("whole", ["Store", "Store | None", "Optional[Store]", "'Store'", "Annotated[Store, 1]"])
def test_an_annotation_that_says_all_is_believed(whole):
    assert list(refused(_ANNOTATED.replace("ANNOTATION", whole))) == [5]


@pytest.mark.parametrize("partly", ["Store | Any", "Other", "list[Store]", "Store | Other", "Any", "type[Store]"])
def test_an_annotation_that_says_less_is_not(partly):
    assert refused(_ANNOTATED.replace("ANNOTATION", partly)) == {}


def test_the_shape_of_a_call_counts_what_stands_before_a_star():
    project = project_from({"app.py": "f(1, *a, 2, b=3, **c)\n"})
    (site,) = project.calls_in("app.py")
    shape = given(site.call)
    assert (shape.lead, shape.plain, shape.star, shape.names, shape.spread) == (1, 2, True, ("b",), True)
