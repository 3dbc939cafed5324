"""Running other programs: output to a log, failures told in one sentence."""

import ctypes
import os
import signal
import subprocess

from .errors import HccError, explain_output

TAIL_LINES = 12


def tail(text, lines=TAIL_LINES):
    return "\n".join(text.strip().splitlines()[-lines:])


def run(command, *, what, log=None, on_line=None, check=True, **options):
    """Run `command`, keep its output.

    :param what: names the thing in messages ("The Python packages")
    :param log: file that gets the output
    :param on_line: called with each line as it comes
    :return: the output
    :raises HccError: it failed, with the reason if the output names it
    """
    lines = []
    stdin = subprocess.PIPE if "input" in options else subprocess.DEVNULL
    given = options.pop("input", None)
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **options,
        )
    except FileNotFoundError as error:
        raise HccError(f"{what}: the program {command[0]} is missing.") from error
    if given is not None:
        process.stdin.write(given)
        process.stdin.close()
    try:
        for line in process.stdout:
            lines.append(line)
            if on_line:
                on_line(line.rstrip("\n"))
        code = process.wait()
    except BaseException:
        stop(process)
        raise
    text = "".join(lines)
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(text)
    if code and check:
        known = explain_output(what, text)
        if known:
            raise known
        where = f"The whole output is in {log}." if log else ""
        raise HccError(f"{what} failed (code {code}):\n{tail(text)}\n", where)
    return text


def _die_with_parent():
    # PR_SET_PDEATHSIG: nothing that we start outlives a killed ./hcc
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def start(command, **options):
    """Start a long-lived program in a session of its own."""
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_parent,
        **options,
    )


def stop(process, grace=15):
    """End a program that `start` or `run` began: politely, then firmly."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        try:
            if os.getpgid(process.pid) == process.pid:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        except ProcessLookupError:
            pass
        process.wait()
