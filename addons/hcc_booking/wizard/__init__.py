from . import hcc_shift_publish
from . import hcc_shift_publish_line
