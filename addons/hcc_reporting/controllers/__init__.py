from . import hcc_reporting
