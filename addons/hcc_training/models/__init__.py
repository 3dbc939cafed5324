from . import mixins  # isort: skip
from . import (
    hcc_attendance,
    hcc_certificate,
    hcc_collaborator,
    hcc_course,
    hcc_qualification,
    hcc_session,
    hcc_training_demo,
    res_users,
)
