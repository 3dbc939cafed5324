from . import test_day_repair
from . import test_urgent
from . import test_overrun
