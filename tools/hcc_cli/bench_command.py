def bench(layout, console, arguments):
    raise SystemExit("not yet")
