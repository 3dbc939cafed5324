from . import test_hcc_area_role
