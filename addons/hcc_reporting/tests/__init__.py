from . import test_figures_agree
from . import test_figures_xlsx
from . import test_journey_counts
from . import test_kpi_fact
from . import test_kpi_security
