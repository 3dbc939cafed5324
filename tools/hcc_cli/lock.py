"""Locks between several ./hcc of one checkout; the kernel drops them itself."""

import fcntl
import os
from contextlib import contextmanager


def _open(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


@contextmanager
def exclusive(path, waiting=None):
    """Hold `path` alone; calls `waiting()` once if another one holds it."""
    handle = _open(path)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Shared:
    """A mark "in use" that several processes can set at once."""

    def __init__(self, path):
        self.path = path
        self._handle = None

    def acquire(self):
        if self._handle is None:
            self._handle = _open(self.path)
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def release(self):
        """:return: True if nobody else uses it now"""
        if self._handle is None:
            return False
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            last = True
        except BlockingIOError:
            last = False
        os.close(self._handle)
        self._handle = None
        return last


def try_exclusive(path):
    """:return: a handle to keep open, or None if another process holds it"""
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
