"""Fixtures of the tests outside the addons: databases and servers to throw away."""

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


@pytest.fixture
def cloned_registry(odoo_configured, hcc_context):
    """An Odoo registry on a fresh database; real cursors, real commits."""
    import odoo.sql_db
    from odoo.modules.registry import Registry

    name = hcc_context.clone("test")
    yield Registry(name)
    Registry.delete(name)
    odoo.sql_db.close_db(name)
    hcc_context.drop(name)


@pytest.fixture
def quiet_registry(odoo_configured, hcc_context):
    """Like `cloned_registry`, on a cluster where nothing else runs.

    For what PostgreSQL counts for a whole cluster, such as the oldest transaction
    that runs.
    """
    import odoo.sql_db
    from odoo.modules.registry import Registry

    server, name = hcc_context.quiet_clone()
    usual = odoo_configured["db_host"]
    odoo_configured["db_host"] = str(server.socket)
    try:
        yield Registry(name)
        Registry.delete(name)
        odoo.sql_db.close_db(name)
    finally:
        odoo_configured["db_host"] = usual
    hcc_context.drop(name)


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
