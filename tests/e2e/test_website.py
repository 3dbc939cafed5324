"""The public pages with Odoo's `website` installed: the same, word by word."""

import re

import pytest
import requests
from lxml import html

POINT_STEP = "ward=00004&procedure=unknown&eid=yes&sim=yes"
PAGES = (
    "/hcc",
    "/hcc/privacy",
    "/hcc/offline",
    "/hcc/find",
    "/hcc/sign-in",
    "/hcc/points",
    "/hcc/complain",
    "/hcc/rate",
    "/hcc/figures",
    "/hcc/figures/2026-13",
    "/hcc/figures/2026-01.csv",
    "/hcc/book/ward",
    "/hcc/book/procedure?ward=00004",
    "/hcc/book/check?ward=00004&procedure=unknown",
    f"/hcc/book/place?{POINT_STEP}",
    f"/hcc/book/slots?{POINT_STEP}&place=home",
    "/hcc/nothing/like/this",
    "/hcc/manifest.webmanifest",
    "/hcc/sw.js",
)
#: what differs from one answer to the next: keys of forms, the server's port
_CHANGING = re.compile(r'(?<=value=")[0-9a-f]{32}\.[^"]*|127\.0\.0\.1:\d+')


@pytest.fixture(scope="module")
def website_server(hcc_context):
    """A server on a copy of the demonstration with Odoo's website installed."""
    database = hcc_context.clone("demo")
    hcc_context.setup.update(database, install=["website"])
    server = hcc_context.serve(database)
    yield server
    server.stop()
    hcc_context.drop(database)


@pytest.fixture(scope="module")
def plain_server(hcc_context):
    """A server without it, in which nobody has booked anything else meanwhile."""
    database = hcc_context.clone("demo")
    server = hcc_context.serve(database)
    yield server
    server.stop()
    hcc_context.drop(database)


def read(server, path, session=None, **options):
    session = session or requests.Session()
    return session.get(server.base_url + path, timeout=60, **options)


def words(response):
    return _CHANGING.sub("…", response.text)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_are_the_same(plain_server, website_server, prefix):
    for path in PAGES:
        plain = read(plain_server, prefix + path)
        other = read(website_server, prefix + path)
        assert other.status_code == plain.status_code, path
        assert words(other) == words(plain), path
        for name in ("Content-Security-Policy", "Cache-Control", "Content-Type"):
            assert other.headers.get(name) == plain.headers.get(name), (path, name)


def test_wrong_ways_are_the_same(plain_server, website_server):
    for path in ("/hcc/privacy", "/en/hcc/privacy", "/hcc/nothing"):
        plain, other = (
            requests.post(server.base_url + path, data={"a": "b"}, timeout=60)
            for server in (plain_server, website_server)
        )
        assert plain.status_code == other.status_code == 405
        assert words(other) == words(plain), path


def test_language_there_and_back(website_server):
    session = requests.Session()
    for language in ("en", "vi", "en"):
        page = html.fromstring(read(website_server, "/hcc/find", session).text)
        if page.get("lang") == language:
            continue
        (link,) = page.xpath(f"//footer//a[@lang='{language}']/@href")
        page = html.fromstring(session.get(link, timeout=60).text)
        assert page.get("lang") == language


def test_sign_in(website_server):
    session = requests.Session()
    address = f"{website_server.base_url}/hcc/sign-in"
    page = html.fromstring(session.get(address, timeout=60).text)
    (form,) = page.xpath("//main//form")
    values = {**dict(form.form_values()), "login": "clerk@demo.hcc"}
    answer = session.post(
        address,
        {**values, "password": "not-this-one"},
        timeout=60,
        allow_redirects=False,
    )
    assert answer.status_code == 422
    answer = session.post(
        address, {**values, "password": "demo"}, timeout=60, allow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/odoo")
