from . import hcc_bench_peer
