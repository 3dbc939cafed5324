from . import (
    hcc_attendance_enrolment,
    hcc_seats_mixin,
    hcc_session_here,
    hcc_session_notice,
    hcc_session_opinion,
    hcc_session_people,
    hcc_session_where,
    hcc_trainer_calendar_mixin,
)
