from . import (
    hcc_session_cancel,
    hcc_session_enrol,
    hcc_session_series,
    hcc_training_enrol,
    hcc_training_enrol_line,
)
