from . import test_day_repair
