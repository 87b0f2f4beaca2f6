import urllib.request

import httpx
import requests
from requests import post as send
from requests.adapters import HTTPAdapter

LIMIT = (5, 30)


class Bounded(HTTPAdapter):
    def send(self, request, timeout=None, **kwargs):
        return super().send(request, timeout=timeout or 30, **kwargs)


def functions(url, options):
    # ruleid: missing-timeout
    requests.get(url)
    # ruleid: missing-timeout
    requests.request("PATCH", url, json={})
    # ruleid: missing-timeout
    send(url, json={})
    # ruleid: missing-timeout
    requests.get(url, timeout=None)
    # ok: missing-timeout
    requests.get(url, timeout=LIMIT)
    # ok: missing-timeout
    requests.get(url, **options)
    # ok: missing-timeout
    requests.Request("GET", url)


def sessions(url):
    session = requests.Session()
    # ruleid: missing-timeout
    session.get(url)
    # ok: missing-timeout
    session.get(url, timeout=5)
    with requests.Session() as other:
        # ruleid: missing-timeout
        other.post(url)


def bounded(url):
    session = requests.Session()
    session.mount("https://", Bounded())
    # ok: missing-timeout
    session.get(url)


class Api:
    def __init__(self, url):
        self.url = url
        self.session = requests.Session()

    def orgs(self):
        # todoruleid: missing-timeout
        return self.session.get(f"{self.url}/orgs")


def off(url):
    # ruleid: missing-timeout
    httpx.get(url, timeout=None)
    # ok: missing-timeout
    httpx.get(url)
    # ruleid: missing-timeout
    with httpx.Client(timeout=None) as client:
        # ok: missing-timeout
        client.get(url)


def standard(url):
    # ruleid: missing-timeout
    urllib.request.urlopen(url)
    # ok: missing-timeout
    urllib.request.urlopen(url, timeout=5)
    # ok: missing-timeout
    urllib.request.urlopen(url, None, 5)


def _fetch(url, seconds=None):
    # todoruleid: missing-timeout
    return requests.get(url, timeout=seconds)


def callers():
    return _fetch("https://api.example.com/a"), _fetch("https://api.example.com/b", 5)
