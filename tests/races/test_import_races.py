"""The same list sent by two coordinators at once: everybody comes once."""

import base64

PEOPLE = 30
CLIENTS = 4


def make_list(env):
    """A list for one ward, as base64; its team is there."""
    ward = env["hcc.ward"].search([], limit=1)
    if not ward.team_id:
        env["hcc.team"].create({"name": "Race", "ward_id": ward.id})
    rows = [f"Race Runner {n};0978{n:06d};{ward.code}" for n in range(PEOPLE)]
    return base64.b64encode("\n".join(["Họ tên;SĐT;Mã xã", *rows]).encode())


def test_same_list_from_several_at_once(rush, cloned_registry):
    from odoo import SUPERUSER_ID, api

    with cloned_registry.cursor() as cr:
        content = make_list(api.Environment(cr, SUPERUSER_ID, {}))

    def send(env):
        admin = env(user=env.ref("base.user_admin"), su=False)
        form = admin["hcc.collaborator.import"].create({"file": content})
        form.action_import()
        return form.good_count

    outcomes = rush.run([send] * CLIENTS)
    assert sorted(map(str, outcomes)) == ["0"] * (CLIENTS - 1) + [str(PEOPLE)]
    with cloned_registry.cursor() as cr:
        people = api.Environment(cr, SUPERUSER_ID, {})["hcc.collaborator"]
        assert people.search_count([("name", "=like", "Race Runner%")]) == PEOPLE
