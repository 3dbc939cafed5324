from . import hcc_collaborator_ending
from . import hcc_statement_answer
from . import hcc_statement_contest
from . import hcc_statement_make
