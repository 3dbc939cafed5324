from . import mixins  # isort: skip
from . import (
    hcc_attendance,
    hcc_certificate,
    hcc_collaborator,
    hcc_course,
    hcc_course_material,
    hcc_course_reading,
    hcc_qualification,
    hcc_session,
    hcc_session_feedback,
    hcc_training_demo,
    res_users,
)
