"""What the person at the terminal sees: one line a step, a bar for downloads."""

import sys
import time
from contextlib import contextmanager

BAR_WIDTH = 24


def render_bar(fraction, width=BAR_WIDTH):
    """`[######      ]  50 %`; a fraction outside 0..1 is clipped."""
    fraction = min(max(fraction, 0.0), 1.0)
    filled = round(fraction * width)
    return f"[{'#' * filled}{' ' * (width - filled)}] {fraction:4.0%}"


class Step:
    """One step under way; rewrites its line on a terminal only."""

    def __init__(self, title, stream):
        self.title = title
        self.stream = stream
        self.note = ""
        self.started = time.monotonic()
        self.live = stream.isatty()
        self._last = 0.0
        if self.live:
            self._draw("...")

    def _draw(self, text):
        self.stream.write(f"\r\033[K  {self.title}: {text}")
        self.stream.flush()

    def bar(self, fraction, note=""):
        now = time.monotonic()
        if self.live and (now - self._last > 0.1 or fraction >= 1):
            self._last = now
            self._draw(f"{render_bar(fraction)} {note}".rstrip())

    def say(self, note):
        """What the closing line shall tell."""
        self.note = note

    def close(self, word):
        seconds = time.monotonic() - self.started
        took = f" ({seconds:.0f} s)" if seconds >= 1 else ""
        start = "\r\033[K" if self.live else ""
        self.stream.write(f"{start}  {self.title}: {self.note or word}{took}\n")
        self.stream.flush()


class Console:
    def __init__(self, stream=None):
        self.stream = stream or sys.stdout

    @contextmanager
    def step(self, title):
        step = Step(title, self.stream)
        try:
            yield step
        except BaseException as error:
            step.note = ""
            stopped = isinstance(error, KeyboardInterrupt)
            step.close("interrupted" if stopped else "failed")
            raise
        step.close("done")

    def line(self, text=""):
        self.stream.write(f"{text}\n")
        self.stream.flush()
