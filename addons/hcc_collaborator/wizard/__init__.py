from . import hcc_collaborator_import
from . import hcc_collaborator_import_problem
