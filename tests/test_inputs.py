"""Bad input gets a clear answer: a short run of ./hcc bench input, and its judge."""

import sys

import pytest

from hcc_cli.bench_command import BenchContext
from hcc_cli.console import Console
from hcc_pytest.context import ROOT

BENCH = ROOT / "bench"
INPUTS = 400
PAGE = '<html lang="vi"><h1><span>Hẹn gặp</span></h1>'


@pytest.fixture(scope="module")
def bench():
    """The modules of the bench, by name."""
    sys.path.insert(0, str(BENCH))
    try:
        import _forms
        import _judge
        import input as bench_input
        from _load import Answer

        yield {
            "forms": _forms,
            "judge": _judge,
            "input": bench_input,
            "answer": lambda status, text="", location="": Answer(
                status, location, text, 0.0
            ),
        }
    finally:
        sys.path.remove(str(BENCH))


def test_judge_sees_what_is_wrong(bench):
    judge, answer = bench["judge"], bench["answer"]
    assert judge.has_failed(answer(None))
    assert judge.has_failed(answer(500, PAGE))
    assert judge.has_failed(answer(200, f"{PAGE} psycopg2.errors.DataError"))
    assert not judge.has_failed(answer(404, PAGE))
    assert judge.is_clear(answer(404, PAGE))
    assert not judge.is_clear(answer(400, "<html lang=en><h1>Bad Request</h1>"))
    assert not judge.is_clear(answer(400, "Bad Request"))
    assert not judge.is_clear(answer(200, '<html lang="vi"><h1></h1>'))
    assert not judge.is_clear(answer(200, f"{PAGE}<hcc-input>"))
    assert judge.is_clear(answer(303, location="/hcc"))
    assert not judge.is_clear(answer(303, location="//example.com"))
    assert not judge.is_clear(answer(303, location="https://example.com/"))


def test_form_that_is_shown_again_says_why(bench):
    judge, answer = bench["judge"], bench["answer"]
    again = f'{PAGE}<form method="post" action="/hcc/find"></form>'
    assert not judge.is_clear(answer(200, again), "/hcc/find?x=1")
    assert judge.is_clear(answer(200, again), "/hcc/complain")
    assert judge.is_clear(answer(200, f'{again}<p role="alert">'), "/hcc/find")


class Counting:
    """A cursor that counts what a test says."""

    def __init__(self):
        self.counts = {}

    def execute(self, query):
        self.query = query

    def fetchone(self):
        return [self.counts.get(self.query, 0)]


def test_books_find_what_is_half_written(bench):
    judge, cursor = bench["judge"], Counting()
    books = judge.Books(cursor)
    assert books.close(0) == {}
    name, query = next(iter(judge.HALF_WRITTEN.items()))
    cursor.counts = {query: 2, 'SELECT COUNT(*) FROM "hcc_request"': 1}
    refused = {name: 2, "made by forms that were refused": 1}
    assert books.close(0) == refused
    assert books.close(0) == {}, "each is told once"


def test_forms_are_read_as_a_browser_does(bench):
    page = """<form action="send" method="post"><input type="hidden" name="token"
        value="t"><input name="phone"><select name="ward"><option value="">-</option>
        <option value="1">A</option></select><textarea name="text"></textarea>
        <input type="checkbox" name="consent"><button>Gửi</button></form>
        <form><input name="q"></form>"""
    first, second = bench["forms"].read_forms("page", "/hcc/a", page)
    assert (first.method, first.path) == ("POST", "/hcc/send")
    assert first.fields == {
        "token": ["t"],
        "phone": ["0912345678"],
        "ward": ["1"],
        "text": ["Xin giúp tôi"],
        "consent": ["on"],
    }
    assert (second.method, second.path) == ("GET", "/hcc/a")


def test_bad_input_gets_a_clear_answer(bench, hcc_context, capsys):
    made = {kind: [name] for kind, name in hcc_context.values["templates"].items()}
    context = BenchContext(hcc_context.setup, made, Console(sys.stdout))
    try:
        figures = bench["input"].run(context, INPUTS)
    finally:
        context.close()
    told = capsys.readouterr().out
    assert figures["inputs"] >= INPUTS
    assert figures["forms"] > 20
    wrong = [figures[name] for name in ("server_errors", "half_written", "unclear")]
    assert wrong == [0, 0, 0], told
