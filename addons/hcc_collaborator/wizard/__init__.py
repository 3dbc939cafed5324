from . import hcc_practice_refusal
