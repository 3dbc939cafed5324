from . import hcc_collaborator_ending
from . import hcc_statement_answer
from . import hcc_statement_contest
from . import hcc_statement_make
from . import hcc_applicant_form
from . import hcc_selection_decision
from . import hcc_selection_scoring
from . import hcc_selection_scoring_line
