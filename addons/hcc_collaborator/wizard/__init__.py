from . import hcc_equipment_form
from . import hcc_equipment_sign
from . import hcc_equipment_report
