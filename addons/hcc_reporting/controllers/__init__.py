from . import hcc_reporting
from . import review
