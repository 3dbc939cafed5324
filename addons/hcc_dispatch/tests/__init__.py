from . import test_hcc_absence_import
from . import test_hcc_coverage_alarm
from . import test_hcc_roster
from . import test_hcc_shift_swap
from . import test_board
from . import test_day_repair
from . import test_urgent
from . import test_overrun
