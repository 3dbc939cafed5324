from . import breach
from . import dashboard_share
from . import hcc_reporting
from . import review
from . import public_figures
