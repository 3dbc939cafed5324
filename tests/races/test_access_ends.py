"""Whoever stops working is signed out, whatever else is asked at that very moment."""

import pytest

SID = "s" * 84


@pytest.fixture
def transact(cloned_registry):
    """`with transact() as env`: a transaction of its own, committed at the end."""
    from contextlib import contextmanager

    from odoo import SUPERUSER_ID, api

    @contextmanager
    def begin():
        with cloned_registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    return begin


def make_person(env):
    """A collaborator with an account; their ids."""
    branch = env["hcc.branch"].create({"name": "Race", "code": "RACE"})
    ward = env["hcc.ward"].create(
        {
            "name": "Race",
            "full_name": "Phường Race",
            "code": "RACE",
            "branch_id": branch.id,
            "priority_class": "dense",
        }
    )
    person = env["hcc.collaborator"].create(
        {
            "name": "Leaver",
            "badge_number": "CTV-RACE-01",
            "team_id": env["hcc.team"].create({"name": "Race", "ward_id": ward.id}).id,
            "user_id": env["res.users"]
            .create({"login": "race-leaver", "name": "Leaver"})
            .id,
            "state": "active",
        }
    )
    return person.id, person.user_id.id


def test_request_before_the_commit_keeps_no_session(transact):
    """It finds the session as it was, and must not leave that to those who follow."""
    with transact() as env:
        person, user = make_person(env)

    def token(env):
        return env["res.users"].browse(user)._compute_session_token(SID)

    with transact() as env:
        before = token(env)
    with transact() as office:
        office["hcc.collaborator"].browse(person)._end_access()
        office.flush_all()
        with transact() as own:
            assert token(own) == before
    with transact() as env:
        assert token(env) != before
