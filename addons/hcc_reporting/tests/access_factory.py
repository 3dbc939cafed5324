"""One real record of every model, for the access matrix.

A *scope* is a corner of the small city of ``HccCase``: ``mine`` belongs to the
collaborator (and to the portal user) who asks, ``ward`` to a colleague of the same
ward, ``elsewhere`` to a ward of another branch. Each maker returns one record of its
model in a scope; a model without a maker fails the matrix.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from odoo.tools import SQL

SCOPES = ("mine", "ward", "elsewhere")
DAY = date(2026, 11, 25)
START = datetime(2026, 11, 25, 2, 0)
STOP = START + timedelta(hours=1)
MAKERS = {}


@dataclass
class Scope:
    """A corner of the city and the records made there, by model."""

    env: object
    name: str
    ward: object
    team: object
    point: object
    collaborator: object
    partner: object
    trainer: object
    made: dict = field(default_factory=dict)

    def get(self, model):
        """Return the one record of the model in this scope, made when needed."""
        if model not in self.made:
            self.made[model] = MAKERS[model](self)
            self.env.flush_all()
        return self.made[model]

    def make(self, model, **values):
        return self.env[model].create(values)


def maker(model):
    def register(function):
        MAKERS[model] = function
        return function

    return register


def make_by(model, values):
    """Register a maker that creates the model from ``values(scope)``."""
    MAKERS[model] = lambda scope: scope.make(model, **values(scope))


# ----------------------------------------------------------------------
# hcc_collaborator
# ----------------------------------------------------------------------
MAKERS["hcc.branch"] = lambda scope: scope.ward.branch_id
MAKERS["hcc.ward"] = lambda scope: scope.ward
MAKERS["hcc.team"] = lambda scope: scope.team
MAKERS["hcc.service.point"] = lambda scope: scope.point
MAKERS["hcc.collaborator"] = lambda scope: scope.collaborator
MAKERS["hcc.qualification"] = lambda scope: scope.collaborator.qualification_ids[:1]
make_by(
    "hcc.ward.alias",
    lambda scope: {
        "ward_id": scope.ward.id,
        "name": f"Old {scope.name}",
        "kind": "ward",
    },
)
make_by(
    "hcc.collaborator.relative",
    lambda scope: {"collaborator_id": scope.collaborator.id, "name": "Relative"},
)
make_by(
    "hcc.qualification.type",
    lambda scope: {"name": "Type", "code": f"type_{scope.name}"},
)
make_by(
    "hcc.selection.criterion",
    lambda scope: {"name": f"Criterion {scope.name}", "kind": "ability"},
)
make_by(
    "hcc.holiday",
    lambda scope: {
        "name": "Day",
        "date": date(2031, 3, 3 + SCOPES.index(scope.name)),
        "kind": "holiday",
        "status": "official",
    },
)


@maker("hcc.notice")
def _notice(scope):
    return scope.env["hcc.notice"]._tell(
        scope.collaborator, "training", lambda person: ("Words", "Words")
    )


@maker("hcc.journal")
def _journal(scope):
    scope.env["hcc.journal"]._log(scope.collaborator, "looked_at")
    return scope.env["hcc.journal"].search(
        [("action", "=", "looked_at"), ("res_id", "=", scope.collaborator.id)]
    )


@maker("hcc.journal.seal")
def _journal_seal(scope):
    number = 10**9 + SCOPES.index(scope.name)
    return scope.make(
        "hcc.journal.seal",
        at=START,
        xid_from=number,
        xid_to=number,
        digest=f"digest {number}",
    )


# ----------------------------------------------------------------------
# hcc_booking: procedures and roster
# ----------------------------------------------------------------------
make_by(
    "hcc.procedure",
    lambda scope: {"code": f"T.{scope.name}", "name": "Test", "group": "cu_tru"},
)
make_by(
    "hcc.procedure.synonym",
    lambda scope: {"procedure_id": scope.get("hcc.procedure").id, "name": "Word"},
)
make_by(
    "hcc.procedure.document",
    lambda scope: {"procedure_id": scope.get("hcc.procedure").id, "name": "Paper"},
)
make_by(
    "hcc.availability",
    lambda scope: {
        "collaborator_id": scope.collaborator.id,
        "weekday": "5",
        "kind": "on_call",
    },
)
make_by(
    "hcc.absence",
    lambda scope: {
        "collaborator_id": scope.collaborator.id,
        "start": START + timedelta(days=20),
        "stop": STOP + timedelta(days=20),
        "kind": "family",
    },
)


@maker("hcc.shift")
def _shift(scope):
    shift = scope.make(
        "hcc.shift",
        collaborator_id=scope.collaborator.id,
        ward_id=scope.ward.id,
        kind="on_call",
        start=START - timedelta(hours=2),
        stop=START + timedelta(hours=6),
    )
    if shift.state == "draft":
        shift.action_publish()
    return shift


# ----------------------------------------------------------------------
# hcc_booking: requests
# ----------------------------------------------------------------------
make_by(
    "hcc.citizen",
    lambda scope: {
        "name": "Citizen",
        "phone": "+84912000111",
        "ward_id": scope.ward.id,
        "disability": "severe",
        "poverty": "poor",
    },
)
make_by(
    "hcc.consent.text",
    lambda scope: {"version": f"test-{scope.name}", "body": "I agree."},
)
make_by(
    "hcc.request",
    lambda scope: {
        "ward_id": scope.ward.id,
        "citizen_id": scope.get("hcc.citizen").id,
        "requester_id": scope.get("hcc.citizen").id,
        "partner_id": scope.partner.id,
        "procedure_ids": scope.get("hcc.procedure").ids,
        "description": "Words of the citizen",
        "place": "home",
        "state": "booked",
    },
)


@maker("hcc.appointment")
def _appointment(scope):
    scope.get("hcc.shift")
    return scope.make(
        "hcc.appointment",
        request_id=scope.get("hcc.request").id,
        place="home",
        start=START,
        stop=STOP,
        # one more than there will be: it then needs a hand
        helpers_needed=2,
    )


make_by(
    "hcc.assignment",
    lambda scope: {
        "appointment_id": scope.get("hcc.appointment").id,
        "collaborator_id": scope.collaborator.id,
        "state": "accepted",
    },
)


@maker("hcc.dossier")
def _dossier(scope):
    scope.get("hcc.assignment")
    return scope.make(
        "hcc.dossier",
        request_id=scope.get("hcc.request").id,
        appointment_id=scope.get("hcc.appointment").id,
        collaborator_id=scope.collaborator.id,
        procedure_id=scope.get("hcc.procedure").id,
        code="H26.1-261123-0001",
        outcome="filed",
    )


@maker("hcc.consent")
def _consent(scope):
    text = scope.get("hcc.consent.text")
    return scope.make(
        "hcc.consent",
        citizen_id=scope.get("hcc.citizen").id,
        request_id=scope.get("hcc.request").id,
        ward_id=scope.ward.id,
        text_id=text.id,
        digest=text.digest,
        body_shown=text.body,
        how="web",
    )


make_by(
    "hcc.message",
    lambda scope: {
        "kind": "offer",
        "recipient": "collaborator",
        "ward_id": scope.ward.id,
        "collaborator_id": scope.collaborator.id,
        "request_id": scope.get("hcc.request").id,
        "channel": "inbox",
        "body": "Words",
        "state": "pending",
    },
)


make_by("hcc.waiting", lambda scope: {"request_id": scope.get("hcc.request").id})
make_by(
    "hcc.waiting.offer",
    lambda scope: {
        "waiting_id": scope.get("hcc.waiting").id,
        "start": START,
        "stop": STOP,
        "expires_at": START,
        "state": "declined",
    },
)
make_by(
    "hcc.unmet.demand",
    lambda scope: {
        "day": DAY,
        "ward_id": scope.ward.id,
        "place": "home",
        "kind": "no_slot",
    },
)


make_by(
    "hcc.home.reason",
    lambda scope: {
        "name": "Reason",
        "code": f"test-{scope.name}",
        "question": "Words",
    },
)
make_by(
    "hcc.home.evidence",
    lambda scope: {
        "request_id": scope.get("hcc.request").id,
        "ward_id": scope.ward.id,
        "reason_id": scope.get("hcc.home.reason").id,
        "paper": "seen",
        "seen_by_id": scope.env.uid,
        "seen_at": START,
    },
)


make_by(
    "hcc.complaint",
    lambda scope: {
        "ward_id": scope.ward.id,
        "request_id": scope.get("hcc.request").id,
        "kind": "money_asked",
        "text": "Words of the citizen",
        "deadline": STOP,
        "collaborator_ids": scope.collaborator.ids,
    },
)


@maker("hcc.slot.hold")
def _slot_hold(scope):
    span = {
        "ward_id": scope.ward.id,
        "place": "home",
        "start": START + timedelta(days=9),
        "stop": STOP + timedelta(days=9),
    }
    visit = scope.make("hcc.appointment", state="held", **span)
    return scope.make(
        "hcc.slot.hold",
        visitor=f"test {scope.name}",
        expires_at=STOP,
        appointment_id=visit.id,
        **span,
    )


def make_twins(scope):
    """Two citizens of one name and telephone."""
    twin = {
        "name": f"Twin {scope.name}",
        "phone": "+84912000222",
        "ward_id": scope.ward.id,
    }
    return scope.env["hcc.citizen"].create([twin, twin])


@maker("hcc.duplicate")
def _duplicate(scope):
    twins = make_twins(scope)
    scope.env.flush_all()
    return scope.env["hcc.duplicate"].search([("citizen_id", "=", twins[1].id)])


@maker("hcc.attention")
def _attention(scope):
    scope.get("hcc.assignment")
    return scope.env["hcc.attention"].search(
        [("request_id", "=", scope.get("hcc.request").id)], limit=1
    )


@maker("hcc.request.history")
def _request_history(scope):
    scope.get("hcc.assignment")
    return scope.env["hcc.request.history"].search(
        [("request_id", "=", scope.get("hcc.request").id)], limit=1
    )


# ----------------------------------------------------------------------
# hcc_training
# ----------------------------------------------------------------------
make_by("hcc.course", lambda scope: {"name": "Course", "code": f"T.{scope.name}"})


@maker("hcc.session")
def _session(scope):
    session = scope.make(
        "hcc.session",
        course_id=scope.get("hcc.course").id,
        trainer_id=scope.trainer.id,
        branch_id=scope.ward.branch_id.id,
        place="Room",
        start=START,
        seats=5,
    )
    session._open()
    return session


@maker("hcc.attendance")
def _attendance(scope):
    return scope.get("hcc.session")._enrol(scope.collaborator)


@maker("hcc.certificate")
def _certificate(scope):
    attendance = scope.get("hcc.attendance")
    return scope.make("hcc.certificate", **attendance._prepare_certificate_values())


# ----------------------------------------------------------------------
# hcc_reporting
# ----------------------------------------------------------------------
def _make_assist(scope):
    """An assist that ended: what the figures count."""
    scope.get("hcc.shift")
    visit = scope.make(
        "hcc.appointment",
        request_id=scope.get("hcc.request").id,
        place="home",
        start=START + timedelta(hours=3),
        stop=STOP + timedelta(hours=3),
        done_at=STOP + timedelta(hours=3),
        state="done",
    )
    scope.make(
        "hcc.assignment",
        appointment_id=visit.id,
        collaborator_id=scope.collaborator.id,
        state="done",
    )
    scope.env.flush_all()
    return visit


@maker("hcc.kpi.source")
def _kpi_source(scope):
    visit = scope.made.get("assist") or _make_assist(scope)
    scope.made["assist"] = visit
    return scope.env["hcc.kpi.source"].search(
        [("ward_id", "=", scope.ward.id), ("day", "=", DAY)], limit=1
    )


@maker("hcc.kpi.fact")
def _kpi_fact(scope):
    scope.get("hcc.kpi.source")
    scope.env["hcc.kpi.rollup"]._fold()
    return scope.env["hcc.kpi.fact"].search(
        [("ward_id", "=", scope.ward.id), ("day", "=", DAY)], limit=1
    )


# ----------------------------------------------------------------------
# What belongs to a user, not to a place
# ----------------------------------------------------------------------
def get_records(model, scopes, user):
    """Return {scope name: record} of a model, as the user would meet them."""
    env = scopes["mine"].env
    if model == "hcc.area.role":
        return _get_area_roles(env, user)
    records = {name: scope.get(model) for name, scope in scopes.items()}
    if env[model].is_transient():
        _sign(records["mine"], user)
    return records


def _get_area_roles(env, user):
    roles = env["hcc.area.role"].search([])
    own = roles.filtered(lambda role: role.user_id == user)[:1]
    others = roles - own
    branches = others.branch_id.sorted("code")
    return {
        "mine": own or others.filtered(lambda role: role.scope == "city")[:1],
        "ward": others.filtered(lambda role: role.branch_id == branches[0])[:1],
        "elsewhere": others.filtered(lambda role: role.branch_id == branches[-1])[:1],
    }


def _sign(record, user):
    """Make the user the author of a form."""
    record.env.execute_query(
        SQL(
            "UPDATE %s SET create_uid = %s WHERE id = %s RETURNING id",
            SQL.identifier(record._table),
            user.id,
            record.id,
        )
    )
    record.invalidate_recordset(["create_uid"])


# Makers of single topics, each in a file of its own; last, since they register here
from . import (  # noqa: E402, F401
    access_makers_accounts,
    access_makers_badge,
    access_makers_boards,
    access_makers_closure,
    access_makers_dispatch_ill,
    access_makers_dispatch_run,
    access_makers_dossier,
    access_makers_equipment,
    access_makers_exam,
    access_makers_field_sync,
    access_makers_figures,
    access_makers_mandate,
    access_makers_people,
    access_makers_pilot,
    access_makers_privacy,
    access_makers_public,
    access_makers_reads,
    access_makers_recruit,
    access_makers_review,
    access_makers_roster,
    access_makers_safety,
    access_makers_scale,
    access_makers_train,
)
