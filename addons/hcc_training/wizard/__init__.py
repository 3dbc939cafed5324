from . import hcc_session_cancel, hcc_session_enrol, hcc_session_series
