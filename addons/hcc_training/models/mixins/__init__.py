from . import hcc_seats_mixin, hcc_trainer_calendar_mixin
