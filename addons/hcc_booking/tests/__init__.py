from . import test_hcc_procedure
from . import test_hcc_slot_finder
from . import test_hcc_booking
