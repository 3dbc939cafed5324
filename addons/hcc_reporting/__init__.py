from . import controllers
from . import models
from . import report
from . import wizard


def _drop_figures(env):
    """Take away what Odoo does not know of: tables and triggers in other rooms."""
    env["hcc.review"]._drop_guards()
    env["hcc.kpi.tables"]._drop()
