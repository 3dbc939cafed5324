from . import hcc_mandate_entry
from . import hcc_proof_entry
