"""Devices and the office reach for one visit at the same moment."""

import importlib.util
import json
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEVICE = str(uuid.UUID(int=8))


def load_seal():
    path = ROOT / "addons" / "hcc_field" / "tools" / "seal.py"
    spec = importlib.util.spec_from_file_location("hcc_field_seal", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def field(rush, make_ward):
    """A visit that its helper accepted, and a device of the helper."""
    return Field(rush, make_ward(helpers=2))


class Field:
    def __init__(self, rush, ward):
        self.rush, self.ward = rush, ward
        self.seal = load_seal().seal
        (self.ids,) = rush.run([self._set_up])
        assert isinstance(self.ids, dict), self.ids

    def _set_up(self, env):
        people = env["hcc.collaborator"].browse(self.ward.collaborator_ids)
        for number, person in enumerate(people):
            person.user_id = env["res.users"].create(
                {
                    "login": f"race-{number}",
                    "name": person.name,
                    "group_ids": [(6, 0, env.ref("base.group_user").ids)],
                }
            )
        values = self.ward.values("field", self.ward.afternoon)
        request = env["hcc.booking"]._submit(values)
        entry = request.current_appointment_id.assignment_ids
        user = entry.user_id
        entry.with_user(user).action_accept()
        device, _token = (
            env["hcc.field.device"].with_user(user)._enroll(DEVICE, "Race phone")
        )
        key = env["hcc.field.key"]._get_public()
        return {
            "entry": entry.id,
            "visit": entry.appointment_id.id,
            "user": user.id,
            "other": (people - entry.collaborator_id).id,
            "device": device.id,
            "key": key,
        }

    def messages(self, *actions):
        """Sealed (kind, payload), in their order."""
        found = []
        for seq, (kind, payload) in enumerate(actions, 1):
            header = json.dumps(
                {
                    "id": str(uuid.uuid4()),
                    "assignment": self.ids["entry"],
                    "seq": seq,
                    "kind": kind,
                    "clock": self.clock(),
                }
            )
            sealed = self.seal(header, payload, self.ids["key"]["point"])
            sealed = {"key": self.ids["key"]["id"], **sealed}
            found.append({"header": header, "sealed": sealed})
        return found

    def clock(self):
        return int(datetime.now(UTC).timestamp() * 1000)

    def sync(self, messages):
        """What the endpoint does."""

        def call(env):
            env = env(user=self.ids["user"], su=True)
            device = env["hcc.field.device"].browse(self.ids["device"])
            results = env["hcc.field.action"]._receive(device, messages, self.clock())
            device._note_contact()
            return [row["status"] for row in results]

        return call

    def reassign(self, env):
        visit = env["hcc.appointment"].browse(self.ids["visit"])
        entry = env["hcc.assignment"].browse(self.ids["entry"])
        visit._reassign(entry, env["hcc.collaborator"].browse(self.ids["other"]))
        return "reassigned"

    def read(self, query, *values):
        with self.rush.registry.cursor() as cr:
            cr.execute(query, values)
            return cr.fetchall()


def visit_actions():
    paper = {"filed": "online", "code": "H26.1-261125-0001"}
    return (
        ("note", {"text": "By the yard"}),
        ("dossier", paper),
        ("checklist", {}),
        ("note", {"text": "Second floor"}),
    )


def test_the_same_actions_at_once(rush, field):
    """A device that was cut off sends again while the first is still at work."""
    messages = field.messages(*visit_actions())
    before = rush.count_deadlocks()
    outcomes = rush.run([field.sync(messages)] * 5)
    assert outcomes == [["applied"] * 4] * 5, outcomes
    assert field.read("SELECT count(*), count(DISTINCT uid) FROM hcc_field_action") == [
        (4, 4)
    ]
    assert field.read(
        "SELECT count(*) FROM hcc_dossier WHERE appointment_id = %s",
        field.ids["visit"],
    ) == [(1,)]
    assert rush.count_deadlocks() == before


def test_parts_of_a_visit_at_once(rush, field):
    """Two tabs send different actions of one visit."""
    messages = field.messages(*visit_actions(), *visit_actions())
    outcomes = rush.run([field.sync([message]) for message in messages])
    assert outcomes == [["applied"]] * 8, outcomes
    # the same code is one dossier, whoever came first
    assert field.read(
        "SELECT count(*) FROM hcc_dossier WHERE appointment_id = %s",
        field.ids["visit"],
    ) == [(1,)]


def test_dossier_that_came_after_the_look(rush, field, caplog):
    """Who looked before the other was done begins anew, and sees the dossier; nothing
    is tried that the database has to refuse."""
    paper = ("dossier", {"filed": "online", "code": "H26.1-261125-0001"})
    first, second = field.messages(paper), field.messages(paper)
    looks = []

    def late(env):
        env.cr.execute("SELECT count(*) FROM hcc_dossier")
        looks.append(env.cr.fetchone())
        if len(looks) == 1:
            assert rush.run([field.sync(first)]) == [["applied"]]
        return field.sync(second)(env)

    assert rush.run([late]) == [["applied"]]
    assert len(looks) == 2
    refused = [row.name for row in caplog.records if row.levelname == "ERROR"]
    assert refused == []
    assert field.read(
        "SELECT count(*) FROM hcc_dossier WHERE appointment_id = %s",
        field.ids["visit"],
    ) == [(1,)]


def test_reassigned_at_the_same_moment(rush, field):
    """Either the device was first, or the office was: never half of each."""
    messages = field.messages(
        ("note", {"text": "By the yard"}),
        ("dossier", {"filed": "online", "code": "H26.1-261125-0001"}),
    )
    before = rush.count_deadlocks()
    sync, office = rush.run([field.sync(messages), field.reassign])
    assert office == "reassigned", office
    [(state,)] = field.read(
        "SELECT state FROM hcc_assignment WHERE id = %s", field.ids["entry"]
    )
    assert state == "released"
    [(dossiers,)] = field.read(
        "SELECT count(*) FROM hcc_dossier WHERE appointment_id = %s",
        field.ids["visit"],
    )
    assert (sync, dossiers) in (
        (["applied", "applied"], 1),
        (["attached", "attached"], 0),
    ), (sync, dossiers)
    assert rush.count_deadlocks() == before


def test_lost_at_the_same_moment(rush, field):
    """What arrives with the report of a loss is applied or waits, and is there."""
    messages = field.messages(("note", {"text": "By the yard"}))

    def lose(env):
        env["hcc.field.device"].browse(field.ids["device"])._end("lost")
        return "lost"

    sync, office = rush.run([field.sync(messages), lose])
    assert office == "lost", office
    assert sync in (["applied"], ["attached"]), sync
    assert field.read("SELECT status FROM hcc_field_action") == [(sync[0],)]
