from . import test_hcc_procedure
