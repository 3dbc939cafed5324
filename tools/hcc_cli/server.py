"""A running Odoo: started, waited for, stopped."""

import http.client
import time

from . import ports, process
from .errors import HccError

LOG_LIMIT = 20 * 1024**2


class OdooServer:
    """One Odoo process (with its workers) on a database.

    :param setup: an odoo_run.Setup
    :param log: its log file
    """

    def __init__(self, setup, database, *, log, port=None, workers=0, options=()):
        self.setup = setup
        self.database = database
        self.log = log
        self.port = port or ports.free_port()
        self.workers = workers
        self.gevent_port = ports.free_port() if workers else None
        self.options = list(options)
        self.process = None

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        arguments = [f"--http-port={self.port}", f"--workers={self.workers}"]
        if self.workers:
            arguments.append(f"--gevent-port={self.gevent_port}")
        arguments += [f"--db-filter=^{self.database}$", *self.options]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.rename(self.log.with_suffix(".log.old"))
        with open(self.log, "ab") as output:
            self.process = process.start(
                self.setup.command(self.database, *arguments),
                stdout=output,
                stderr=output,
                env=self.setup.environment(),
                cwd=self.setup.layout.root,
            )
        return self

    def wait(self, path="/web/login", seconds=120):
        """Until `path` answers.

        :raises HccError: Odoo ended, or answers with an error, or not at all
        """
        end = time.monotonic() + seconds
        status = None
        while time.monotonic() < end:
            if self.process.poll() is not None:
                text = self.log.read_text(errors="replace")
                raise HccError(
                    f"Odoo ended while it started:\n{process.tail(text)}\n",
                    f"Its log is {self.log}.",
                )
            status = self.ask(path)
            if status is not None and status < 500:
                return self
            time.sleep(0.2)
        raise HccError(
            f"Odoo does not answer on {self.base_url}{path}"
            + (f" (it says {status})." if status else "."),
            f"Its log is {self.log}.",
        )

    def ask(self, path):
        """:return: the status of a GET, None if nobody answers"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def stop(self):
        if self.process is not None:
            process.stop(self.process)
