from . import hcc_applicant_form
from . import hcc_selection_decision
from . import hcc_selection_scoring
from . import hcc_selection_scoring_line
