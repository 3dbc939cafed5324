from . import hcc_appointment
from . import hcc_dossier
from . import hcc_kpi_words
from . import hcc_kpi_report
from . import hcc_request
from . import res_users
