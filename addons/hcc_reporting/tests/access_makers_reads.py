"""Makers of who read what, and of breaches."""

from datetime import datetime, timedelta

from odoo import Command

from .access_factory import make_by, maker

#: of what happened already
BEFORE = datetime(2026, 11, 20)

make_by("hcc.journal.check", lambda scope: {"at": BEFORE, "state": "intact"})


@maker("hcc.read.log")
def _read_log(scope):
    log = scope.env["hcc.read.log"]
    reader = scope.env.ref("base.user_admin")
    citizen = scope.get("hcc.citizen")
    scope.env.cr.flush()
    citizen.with_user(reader)._note_read((), "open")
    scope.env.cr.flush()
    return log.search(
        [("res_id", "=", citizen.id), ("user_id", "=", reader.id)], limit=1
    )


@maker("hcc.breach")
def _breach(scope):
    breach = scope.make(
        "hcc.breach",
        user_id=scope.env.ref("base.user_admin").id,
        date_from=BEFORE,
        date_to=BEFORE + timedelta(hours=1),
        known_at=BEFORE,
    )
    breach._write_guarded({"ward_ids": [Command.set(scope.ward.ids)]})
    return breach


@maker("hcc.breach.person")
def _breach_person(scope):
    return scope.make(
        "hcc.breach.person",
        breach_id=scope.get("hcc.breach").id,
        citizen_id=scope.get("hcc.citizen").id,
        ward_id=scope.ward.id,
    )
