from . import test_hcc_procedure
from . import test_hcc_slot_finder
from . import test_hcc_booking
from . import test_hcc_request_flow
from . import test_hcc_shift
from . import test_hcc_roster_security
from . import test_office_attention
from . import test_office_wizards
