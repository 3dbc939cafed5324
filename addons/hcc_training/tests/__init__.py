from . import (
    test_attendance,
    test_calendar,
    test_certificate,
    test_course,
    test_enrol,
    test_exam,
    test_exam_routes,
    test_need,
    test_security,
    test_session,
)
