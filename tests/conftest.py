"""Fixtures of the tests outside the addons: databases and servers to throw away."""

import sys

import pytest

from hcc_pytest.context import load


@pytest.fixture(scope="session")
def hcc_context():
    """The environment that ./hcc test made (see tools/hcc_pytest/context.py)."""
    context = load()
    if context is None:
        pytest.skip("needs a database and Odoo: run it with ./hcc test")
    yield context
    context.close()


@pytest.fixture
def cloned_db(hcc_context):
    """Name of a fresh database without demonstration data, dropped afterwards."""
    name = hcc_context.clone("test")
    yield name
    hcc_context.drop(name)


@pytest.fixture(scope="session")
def odoo_configured(hcc_context):
    """Odoo's configuration in this process, for tests that use its registry."""
    import odoo.tools

    options = hcc_context.setup.options("none")
    options = [option for option in options if not option.startswith("--database")]
    odoo.tools.config.parse_config(options, setup_logging=False)
    return odoo.tools.config


class Kept:
    """One Odoo registry for many tests of this process: its models are built once.

    The database below it is a fresh copy for each test.

    :param name: of that database, a fresh one
    """

    def __init__(self, context, name):
        self.context = context
        self.name = name
        self.registry = None

    def renew(self):
        """:return: the registry, on a fresh copy of the template"""
        from odoo.modules.registry import Registry

        if self.registry is None:
            self.registry = Registry(self.name)
            return self.registry
        self.context.renew(self.name)
        self.registry.clear_all_caches()
        self.registry.cache_invalidated.clear()
        self.registry.setup_signaling()
        return self.registry

    def close(self):
        """End its connections: nobody may hold a database that is copied anew."""
        import odoo.sql_db

        news = sys.modules.get("odoo.addons.hcc_dispatch.board_news")
        if news:
            news.finish()
        odoo.sql_db.close_db(self.name)

    def delete(self):
        from odoo.modules.registry import Registry

        Registry.delete(self.name)
        self.close()
        self.context.drop(self.name)


@pytest.fixture(scope="session")
def kept_registry(odoo_configured, hcc_context):
    kept = Kept(hcc_context, hcc_context.clone("test"))
    yield kept
    kept.delete()


@pytest.fixture
def cloned_registry(kept_registry):
    """An Odoo registry on a fresh database; real cursors, real commits."""
    yield kept_registry.renew()
    kept_registry.close()


@pytest.fixture(scope="session")
def kept_quiet_registry(odoo_configured, hcc_context):
    server, name = hcc_context.quiet_clone()
    kept = Kept(hcc_context, name)
    yield str(server.socket), kept
    kept.delete()


@pytest.fixture
def quiet_registry(odoo_configured, kept_quiet_registry):
    """Like `cloned_registry`, on a cluster where nothing else runs.

    For what PostgreSQL counts for a whole cluster, such as the oldest transaction
    that runs.
    """
    socket, kept = kept_quiet_registry
    usual = odoo_configured["db_host"]
    odoo_configured["db_host"] = socket
    try:
        yield kept.renew()
        kept.close()
    finally:
        odoo_configured["db_host"] = usual


@pytest.fixture
def odoo_server(hcc_context):
    """Factory of servers: `odoo_server(db, workers=0, options=())`.

    Each has `base_url` and `log`, and is stopped after the test.
    """
    started = []

    def start(database, workers=0, options=(), path="/web/login"):
        server = hcc_context.serve(database, workers, options, path)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()
