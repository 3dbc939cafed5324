def i18n(layout, console, arguments):
    raise SystemExit("not yet")
