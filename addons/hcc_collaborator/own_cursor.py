"""A cursor beside the request's own transaction."""

from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from odoo.sql_db import Cursor


def own_cursor(env):
    """A cursor that sees what others have committed by now, and keeps at once
    what it writes, whatever becomes of the request.

    Each statement is by itself. Use it as a context manager; the pool gives the
    connection back its usual level.
    """
    cr = env.registry.cursor()
    # tests have one transaction for everything
    if isinstance(cr, Cursor):
        cr.connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    return cr
