from . import hcc_public_publish
