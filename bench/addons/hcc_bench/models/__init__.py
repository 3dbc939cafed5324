from . import hcc_bench_record
from . import hcc_bench
from . import hcc_bench_pages
from . import hcc_bench_slots
from . import hcc_bench_people
from . import hcc_bench_trust
from . import hcc_bench_dispatch
