from . import hcc_bench_faults
from . import hcc_bench_field
