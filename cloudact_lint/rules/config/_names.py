"""What names say: the environment they belong to, whether they are a real project or a placeholder."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from cloudact_lint.config.settings import Settings
from cloudact_lint.lazy import lazy_pattern

_SEGMENT = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_WORDS = {
    "prod": "prod", "production": "prod", "prd": "prod",
    "stage": "stage", "staging": "stage", "stg": "stage", "preprod": "stage", "uat": "stage",
    "test": "test", "testing": "test", "tst": "test", "qa": "test",
    "dev": "dev", "development": "dev", "develop": "dev", "sandbox": "dev",
    "local": "local", "localhost": "local",
}

PROJECT_ID = lazy_pattern(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
"""The syntax of a GCP project id, for a full match."""

_PUBLIC = frozenset({
    "bigquery-public-data", "bigquery-samples", "bigquery-snapshots", "bqutil", "chrome-ux-report",
    "cloud-training-demos", "crypto-ethereum", "data-to-insights", "dataflow-samples", "debian-cloud",
    "deeplearning-platform-release", "fh-bigquery", "firebase-public-project", "gcp-public-data", "gdelt-bq",
    "githubarchive", "githubarchive-old", "httparchive", "isb-cgc", "isb-cgc-bq", "nyc-tlc", "open-targets-prod",
    "patents-public-data", "physionet-data", "publicdata", "the-psf", "ubuntu-os-cloud", "cos-cloud",
    "centos-cloud", "rhel-cloud", "windows-cloud", "windows-sql-cloud", "rocky-linux-cloud", "suse-cloud",
    "fedora-coreos-cloud", "cloud-builders", "google-samples", "distroless", "bigquery-utils", "jslibs",
    "dataflow-templates", "ml-images", "openlineage", "gcp-runtimes", "cloudsql-docker", "k8s-artifacts-prod",
    "tensorflow-cloud-ai", "cloud-samples-data",
})
"""Projects that are the same in every environment because Google or the public own them."""

_GENERIC = frozenset({
    "a", "an", "b", "c", "d", "e", "i", "n", "p", "x", "y", "z", "abc", "acct", "another", "any", "app",
    "application", "bar", "baz", "bigquery", "billing", "bq", "bucket", "changeme", "client", "cloud", "company",
    "concrete", "consumer", "corp", "customer", "data", "dataset", "db", "default", "demo", "dest", "destination",
    "dev", "development", "dummy", "env", "environment", "example", "fake", "foo", "gcp", "gcloud", "google",
    "here", "host", "id", "in", "insert", "invalid", "it", "local", "mock", "my", "name", "new", "null", "number",
    "of", "old", "one", "or", "org", "organization", "other", "our", "own", "placeholder", "proj", "project",
    "projectid", "prj", "prod", "production", "public", "qux", "quota", "real", "repo", "replace", "sample",
    "sandbox", "service", "set", "some", "source", "src", "stage", "staging", "string", "table", "target", "tbd",
    "test", "testing", "the", "this", "to", "todo", "two", "undefined", "unknown", "use", "user", "value", "xx",
    "xxx", "xxxx", "xyz", "xxxxx", "yourproject", "myproject", "you", "your",
})
_PLACEHOLDER = frozenset({
    "my", "your", "yours", "example", "examples", "placeholder", "changeme", "dummy", "fake", "mock", "sample",
    "foo", "bar", "foobar", "replace", "todo", "some", "xxx", "xxxx", "xxxxx", "myproject", "yourproject", "myorg",
    "yourorg", "mycompany", "yourcompany", "tbd", "insert",
})


def segments(name: str) -> list[str]:
    """The words of a name, lower case: ``PROD_GCP_PROJECT``, ``acme-testing-1``, ``apiBaseUrl``."""
    return [word.lower() for word in _SEGMENT.findall(name)]


@lru_cache(maxsize=1024)
def _by_words(name: str) -> str:
    found = [_WORDS[word] for word in segments(name) if word in _WORDS]
    if "non" in segments(name) or "nonprod" in segments(name):
        return "test"
    return "local" if "local" in found else found[-1] if found else ""


def environment(name: str, settings: Settings) -> str:
    """The environment that ``name`` belongs to: as configured, else by its words; empty for none."""
    for known, patterns in settings.environments:
        if any(fnmatchcase(name, pattern) for pattern in patterns):
            return _WORDS.get(known.lower(), known.lower())
    return _by_words(name)


def same_side(one: str, other: str) -> bool:
    """Whether two environments may share their data: local, dev and test do."""
    private = ("dev", "local", "test")
    return one == other or (one in private and other in private)


def is_known_project(text: str, settings: Settings) -> bool:
    """Whether configuration calls ``text`` a project id."""
    return text in settings.project_ids or any(fnmatchcase(text, pattern) for pattern in settings.project_id_patterns)


def is_placeholder(text: str) -> bool:
    """Whether ``text`` only stands for a project id: ``your-project``, ``test-project-123``."""
    words = [word for word in segments(text) if not word.isdigit()]
    return not words or any(word in _PLACEHOLDER for word in words) or all(word in _GENERIC for word in words)


def is_project(text: str, settings: Settings, *, sure: bool = False) -> bool:
    """Whether ``text`` is the id of one particular project of one's own.

    ``sure``: the place takes nothing but project ids, so that one plain word is enough.
    """
    if is_known_project(text, settings):
        return True
    if not PROJECT_ID.fullmatch(text) or text in _PUBLIC or text.startswith(("bigquery-public", "region-", "gcp-sa-")):
        return False
    return (sure or "-" in text) and not is_placeholder(text)


_VENDORS = lazy_pattern(
    r"sentry|jira|git(hub|lab|ee)|bitbucket|azure|devops|supabase|vercel|netlify|linear|posthog|mixpanel|amplitude|sonar"
    r"|lang(smith|chain|fuse)|wandb|mlflow|openai|anthropic|neptune|clearml|comet|crowdin|transifex|doppler|infisical"
    r"|railway|asana|todoist|sanity|contentful|neon|algolia|walletconnect|snyk|launchdarkly|statsig|heap|phoenix",
    re.IGNORECASE,
)
_PROJECT_NAME = lazy_pattern(r"(^|_)project(_?id)?$")


@lru_cache(maxsize=4096)
def names_project(name: str) -> bool:
    """Whether a variable, keyword or key is for a project id: ``PROJECT_ID``, ``gcpProject``, ``project``."""
    if "project" not in name.lower() or is_vendor(name):
        return False
    return _PROJECT_NAME.search("_".join(segments(name))) is not None


def is_vendor(name: str) -> bool:
    """Whether a name speaks of a vendor that has projects of its own kind."""
    return _VENDORS.search(name) is not None


GOOGLE = lazy_pattern(
    r"google[.\-_]cloud|[bB]ig[qQ]uery|gcloud|googleapis|gserviceaccount|\bgcp\b|GCP_|_GCP|gcp_|gcpP|\bgbq\b|vertexai"
)
"""Says that a file deals with Google Cloud at all."""
