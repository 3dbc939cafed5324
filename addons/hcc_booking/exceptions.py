"""What a booking may be refused for; both are shown to people as they are."""

from odoo.exceptions import UserError, ValidationError


class SlotTaken(UserError):
    """The time was free when it was offered, and is not any more.

    :ivar bool is_seen: this transaction saw it, before it wrote anything
    """

    def __init__(self, message, is_seen=False):
        self.is_seen = is_seen
        super().__init__(message)


class HelperTaken(SlotTaken):
    """This helper has another visit at that time."""


class BookingError(UserError):
    """Bad input, all of it at once.

    :ivar errors: {name of the field: message for the person who typed it}
    """

    def __init__(self, errors):
        self.errors = dict(errors)
        super().__init__("\n".join(self.errors.values()))


class HelperNotFit(ValidationError):
    """This helper may not take this visit; the text says why."""


class BookingDoubt(UserError):
    """It may be a second booking by mistake: ask back, and book when told so.

    :ivar references: of what may be the same; only for who may see them anyway
    """

    def __init__(self, message, references=()):
        self.references = list(references)
        super().__init__(message)


class CannotWrite(Exception):
    """A message cannot go out this way; the text is a short word of why."""
