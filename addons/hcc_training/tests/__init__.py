from . import (
    test_attendance,
    test_calendar,
    test_certificate,
    test_course,
    test_enrol,
    test_security,
    test_session,
)
