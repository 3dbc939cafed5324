from . import hcc_bench_history
from . import hcc_bench_report
