from . import hcc_reporting
from . import public_figures
