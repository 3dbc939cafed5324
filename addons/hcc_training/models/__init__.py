from . import mixins  # isort: skip
from . import hcc_attendance_exam, hcc_course_exam  # isort: skip
from . import (
    hcc_attendance,
    hcc_certificate,
    hcc_collaborator,
    hcc_course,
    hcc_course_material,
    hcc_course_reading,
    hcc_exam,
    hcc_exam_demo,
    hcc_qualification,
    hcc_session,
    hcc_session_feedback,
    hcc_training_demo,
    hcc_training_need,
    hcc_training_path,
    hcc_training_path_line,
    res_users,
    survey_survey,
    survey_user_input,
)
