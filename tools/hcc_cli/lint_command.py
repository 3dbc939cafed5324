def lint(layout, console, arguments):
    raise SystemExit("not yet")
