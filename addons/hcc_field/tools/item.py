"""One action of a device on its way to a visit. No Odoo here."""

from typing import NamedTuple

APPLIED, ATTACHED, REFUSED = "applied", "attached", "refused"


class Rule(NamedTuple):
    """How a kind of action is treated."""

    #: within a visit lower ones come first; those of one rank as they were made
    rank: int = 50
    #: whether it shows that the visit took place: then nothing of it is thrown away
    proves: bool = False
    #: whether it counts whatever became of the visit, and of the device
    always: bool = False
    #: whether its payload is kept when it was applied
    keep: bool = False


class Item:
    """An action of a device, opened.

    Handlers read it and set what became of it; without a word of theirs it was
    applied.
    """

    __slots__ = (
        "action",
        "at",
        "entry",
        "forced",
        "jumped",
        "kind",
        "number",
        "payload",
        "seq",
        "since",
        "status",
        "text",
        "uid",
        "words",
    )

    def __init__(self, *, uid, kind, seq, payload, number=0, entry=None, at=None):
        self.uid = uid
        self.kind = kind
        self.seq = seq
        #: id of the assignment, as the device said it
        self.number = number
        #: dict
        self.payload = payload
        #: ``hcc.assignment`` in sudo, as the helper
        self.entry = entry
        #: naive UTC
        self.at = at
        #: since when the helper knew of the visit, naive UTC
        self.since = None
        #: whether the clock of the device jumped
        self.jumped = False
        #: ``hcc.field.action``
        self.action = None
        #: whether a coordinator takes it over
        self.forced = False
        self.status = APPLIED
        #: what the helper is told of it
        self.words = ""
        #: what the office reads of it
        self.text = ""

    def attach(self, words):
        """Keep it for the coordinator to decide."""
        self.status, self.words = ATTACHED, words

    def refuse(self, words):
        """Do not keep it; the helper reads why."""
        self.status, self.words = REFUSED, words

    def reset(self):
        """What a handler said of it before it failed does not count."""
        self.status, self.words, self.text = APPLIED, "", ""
