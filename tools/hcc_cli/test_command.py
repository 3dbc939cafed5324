def test(layout, console, arguments):
    raise SystemExit("not yet")
