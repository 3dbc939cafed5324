from . import hcc_absence_import
from . import hcc_absence_import_line
from . import hcc_shift_offer
from . import hcc_shift_take
from . import hcc_illness
from . import hcc_illness_line
from . import hcc_intake
