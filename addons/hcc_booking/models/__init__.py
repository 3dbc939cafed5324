from . import hcc_absence
from . import hcc_availability
from . import hcc_coverage_gap
from . import hcc_procedure
from . import hcc_procedure_document
from . import hcc_procedure_synonym
from . import hcc_shift
from . import hcc_slot_finder
