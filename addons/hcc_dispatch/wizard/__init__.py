from . import hcc_illness
from . import hcc_illness_line
from . import hcc_intake
