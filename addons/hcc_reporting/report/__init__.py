from . import hcc_kpi_fact
from . import hcc_kpi_load
from . import hcc_kpi_source
from . import hcc_kpi_people
