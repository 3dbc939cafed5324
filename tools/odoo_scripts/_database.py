"""What every script here needs: an environment on the database of the options."""

import json
import sys
from contextlib import contextmanager

import odoo.api
import odoo.modules.registry
import odoo.tools


@contextmanager
def environment():
    """:return: (the values that the caller gave, env as superuser)"""
    values = json.loads(sys.argv[1])
    odoo.tools.config.parse_config(sys.argv[2:], setup_logging=True)
    (name,) = odoo.tools.config["db_name"]
    with odoo.modules.registry.Registry(name).cursor() as cr:
        yield values, odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})


def result(value):
    print("RESULT", json.dumps(value), flush=True)
