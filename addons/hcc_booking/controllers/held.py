"""What a page knows of the time that its browser holds."""

from odoo.http import request

from odoo.addons.hcc_collaborator.controllers.visitor import visitor
from odoo.addons.hcc_collaborator.tools.web_input import clean

from ..slots.local_time import to_local

HOLD_PURPOSE = "hold"


def read_hold(params):
    """Token and visitor of a hold, as a form carries them.

    They come from the form and not from the session, so that a form outlives it.

    :return: both, or two empty texts
    """
    token, _dot, key = clean(params.get("hold"), 200).partition(".")
    return token, key


def find_hold(params):
    """The hold that a form carries.

    :return: ``hcc.slot.hold`` in sudo, or none
    """
    return request.env["hcc.slot.hold"]._get(*read_hold(params))


def my_hold(choice=None):
    """What this browser holds now.

    :param choice: only if it is the hold of these choices
    :return: ``hcc.slot.hold`` in sudo, or none
    """
    held_sudo = request.env["hcc.slot.hold"]._get_mine(visitor())
    if not held_sudo or not choice:
        return held_sudo
    is_same = (
        held_sudo.ward_id == choice.ward
        and held_sudo.place == choice.place
        and held_sudo.service_point_id == choice.point
        and held_sudo.start == choice.start
        and held_sudo.procedure_ids == choice.procedure
    )
    return held_sudo if is_same else held_sudo.browse()


def my_entries():
    """Assignments that keep others away, not this browser; ``None`` without any."""
    if not visitor():
        return None
    return my_hold()._get_entries() or None


def hold_values(held_sudo):
    """What a page shows and sends of a hold; ``None`` when there is none."""
    if not held_sudo:
        return None
    until = f"{to_local(held_sudo.expires_at):%H:%M}"
    return {
        "value": f"{held_sudo.token}.{held_sudo.visitor}",
        "seconds": held_sudo._get_seconds_left(),
        "text": request.env._("This time is held for you until %(time)s.", time=until),
    }
