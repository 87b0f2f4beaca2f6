"""Which routes an address may reach."""

from __future__ import annotations

import pytest

from cloudact_lint.facts.model import NOWHERE, Name
from cloudact_lint.project.services.addresses import UrlHole, segments, shown, split, words
from cloudact_lint.project.services.matching import Routes, answers, asked_segments, overlap
from cloudact_lint.project.services.model import Route


def hole(name="id", kind="value"):
    return UrlHole(kind, Name(name), None)


def path(*parts):
    return parts


def routes(*said):
    made = []
    for text in said:
        methods, _, template = text.partition(" ")
        made.append(Route(frozenset(methods.split(",")), template, "main.py", NOWHERE, "fastapi", None))
    return Routes(made)


def found(known, address, method="GET", prefix=False):
    matched, fit = known.matching(asked_segments(address), method, prefix)
    return sorted(route.path for route in matched if answers(route, method)), fit


def test_a_hole_is_any_one_segment():
    known = routes("GET /orgs/{org}/members", "GET /orgs/{org}", "GET /health")
    assert found(known, path("/orgs/", hole("org"), "/members")) == (["/orgs/{org}/members"], "exact")
    assert found(known, path("/orgs/", hole("org"))) == (["/orgs/{org}"], "exact")
    assert found(known, path("/orgs/acme/teams"))[0] == []


def test_slashes_at_the_end_and_twice_make_no_difference():
    known = routes("GET /orgs/{org}/members/")
    assert found(known, path("/orgs/", hole(), "/members"))[0] == ["/orgs/{org}/members/"]
    assert found(known, path("//orgs/acme//members/"))[0] == ["/orgs/{org}/members/"]


def test_text_wins_over_a_parameter_and_a_value_goes_to_one():
    known = routes("GET /runs/{run}", "GET /runs/latest")
    assert found(known, path("/runs/latest"))[0] == ["/runs/latest"]
    assert found(known, path("/runs/", hole()))[0] == ["/runs/{run}"]


def test_a_value_may_be_the_only_text_there_is():
    known = routes("POST /providers/openai/setup", "POST /providers/gcp/setup")
    both = ["/providers/gcp/setup", "/providers/openai/setup"]
    assert found(known, path("/providers/", hole("provider"), "/setup"), "POST")[0] == both


def test_the_method_decides_between_routes_of_one_path():
    known = routes("GET /orgs/{org}", "DELETE,PUT /orgs/{slug}", "POST /orgs/import")
    assert found(known, path("/orgs/", hole()), "PUT")[0] == ["/orgs/{slug}"]
    assert found(known, path("/orgs/", hole()), "PATCH")[0] == []
    # The less specific route answers where the more specific one has no such method.
    assert found(known, path("/orgs/import"), "GET")[0] == ["/orgs/{org}"]


def test_a_route_that_is_declared_twice_is_answered_by_the_first():
    known = routes("GET /runs/{run}", "GET /runs/{id}", "POST /runs/{id}")
    assert found(known, path("/runs/", hole()))[0] == ["/runs/{run}"]


def test_frameworks_answer_head_and_options():
    known = routes("GET /a")
    assert found(known, path("/a"), "HEAD")[0] == ["/a"]
    assert found(known, path("/a"), "OPTIONS")[0] == ["/a"]
    assert found(routes("POST /a"), path("/a"), "HEAD")[0] == []
    assert found(routes("* /a"), path("/a"), "PATCH")[0] == ["/a"]


@pytest.mark.parametrize(
    ("address", "template", "fits"),
    [
        (path("/", hole("kind"), "s"), "/plans", True),
        (path("/", hole("kind"), "s"), "/plan", False),
        (path("/v", hole("version"), "/x"), "/v{n}/x", True),
        (path("/files/report.", hole("ext")), "/files/report.csv", True),
        (path("/files/report.csv"), "/files/{name}.csv", True),
        (path("/files/report.csv"), "/files/{name}.json", False),
        (path("/files/", hole("name"), ".csv"), "/files/{name}.json", False),
    ],
)
def test_parts_of_segments(address, template, fits):
    assert bool(found(routes(f"GET {template}"), address)[0]) is fits


def test_a_rest_takes_slashes():
    known = routes("GET /files/{path:path}", "POST /run/{org}/{path:path}/now")
    assert found(known, path("/files/a/b/c"))[0] == ["/files/{path:path}"]
    assert found(known, path("/files"))[0] == ["/files/{path:path}"]
    assert found(known, path("/run/acme/a/b/now"), "POST")[0] == ["/run/{org}/{path:path}/now"]
    assert found(known, path("/run/acme/a/b/later"), "POST")[0] == []


def test_what_is_put_in_at_the_end_may_be_several_segments():
    known = routes("POST /trigger/{org}/{provider}/{domain}/{pipeline}")
    assert found(known, path("/trigger/", hole("org"), "/", hole("pipelinePath")), "POST") == (
        ["/trigger/{org}/{provider}/{domain}/{pipeline}"], "loose",
    )  # fmt: skip
    assert found(known, path("/trigger/", hole("org"), "/", hole("x", "segment")), "POST")[0] == []
    assert found(known, path("/trigger/", hole("org"), "/", hole("runId")), "POST")[0] == []
    assert found(known, path("/trigger/", hole("org"), hole("rest")), "POST")[1] == "loose"


def test_in_the_middle_only_what_is_called_a_path_is_one():
    known = routes("GET /orgs/{org}/files/{path:path}")
    assert found(known, path("/orgs/", hole("org"), "/member"))[0] == []
    assert found(known, path("/orgs/", hole("subpath"), "/member"))[0] == ["/orgs/{org}/files/{path:path}"]


def test_a_front_that_is_not_known():
    known = routes("GET /api/v1/orgs/{org}", "GET /orgs")
    assert found(known, path("/orgs/", hole()), prefix=True)[0] == ["/api/v1/orgs/{org}"]
    assert found(known, path("/teams/", hole()), prefix=True)[0] == []


def test_patterns_of_parameters_may_hold_slashes_and_braces():
    assert found(routes("GET /orgs/{org:[a-z/]{3,5}}/x"), path("/orgs/", hole(), "/x"))[0] != []


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [("a\0", "\0b", True), ("a\0", "b\0", False), ("\0/x", "y/\0", True), ("\0", "a/b", False), ("\1", "a/b", True)],
)
def test_texts_with_holes(one, other, answer):
    assert overlap(one, other) is answer
    assert overlap(other, one) is answer


# Addresses -----------------------------------------------------------------------------------


def test_addresses_come_apart():
    assert split(("https://api.example.com:8000/v1/x?y=1",)).base == "api.example.com:8000"
    assert shown(split(("https://user:pw@api.example.com/v1/x#y",)).path) == "/v1/x"
    variable = hole("API_URL", "variable")
    parts = split((variable, "/orgs/", hole("org"), "?limit=", hole("limit")))
    assert parts.base is variable
    assert shown(parts.path) == "/orgs/{}"
    assert split(("/api/x",)).base == "/"
    assert split(("//cdn.example.com/x",)).base is None
    assert split(("http://", hole("host"), ":8001/runs")).base == ":8001"
    assert split(()).base is None
    assert split((variable, "v1/x")).glued


def test_a_query_that_is_put_in_ends_the_path():
    assert shown(split((hole("API", "variable"), "/runs", hole("params", "query"))).path) == "/runs"
    assert [shown(one) for one in segments(("/a/", hole(), "-b/", hole(), hole(), "/"))] == ["a", "{}-b", "{}{}"]


def test_words():
    assert words("NEXT_PUBLIC_API_URL") == ["next", "public", "api", "url"]
    assert words("02-dataPipeline-service") == ["02", "data", "pipeline", "service"]
