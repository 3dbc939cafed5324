from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import ormcache

from ..tools.seal import Unreadable, load, new_pair

#: how long devices get a key, and how long what they sealed with it can be opened
GIVEN = timedelta(days=30)
OPENED = timedelta(days=120)


class HccFieldKey(models.Model):
    """A key pair to which devices seal what they send.

    Nobody but the system reads it. A pair is given to devices for a month; what
    was sealed with it is opened for three more, then its private half is gone.
    """

    _name = "hcc.field.key"
    _description = "Key of the Field Page"
    _order = "id desc"
    _rec_name = "id"

    point = fields.Char("Public Point", required=True, readonly=True)
    private = fields.Text(
        readonly=True, groups="base.group_system", prefetch=False, copy=False
    )

    @api.model
    def _get_current(self):
        """The pair that devices are given now, in sudo."""
        # sudo: hcc.field.key - devices get the public half
        keys_sudo = self.sudo()
        key_sudo = keys_sudo.search([], limit=1)
        if not key_sudo:
            key_sudo = keys_sudo._make()
        return key_sudo

    @api.model
    def _make(self):
        pair = new_pair()
        key = self.create({"point": pair.point, "private": pair.private})
        self.env.registry.clear_cache()
        return key

    @api.model
    def _get_public(self):
        """What a device is given to seal with."""
        key_sudo = self._get_current()
        return {"id": key_sudo.id, "point": key_sudo.point}

    @api.model
    def _get_private(self, number):
        """The private half.

        :return: a key of ``cryptography``, or nothing when it is gone
        """
        try:
            return self._load_private(number)
        except Unreadable:
            return None

    @api.model
    @ormcache("number")
    def _load_private(self, number):
        """Read from its text once; a number that is none is looked up each time, since
        it may become one.

        :raises Unreadable: when it is gone, or not there yet
        """
        # sudo: hcc.field.key - the server opens what was sealed to it
        key_sudo = self.sudo().browse(number).exists()
        if not key_sudo.private:
            raise Unreadable
        return load(key_sudo.private)

    @api.model
    def _cron_rotate(self):
        """Make a new pair in time; take away the halves that nobody needs."""
        now = fields.Datetime.now()
        if self._get_current().create_date < now - GIVEN:
            self._make()
        old = self.search(
            [("create_date", "<", now - OPENED), ("private", "!=", False)]
        )
        old -= self._get_current()
        if old:
            old.write({"private": False})
            self.env.registry.clear_cache()
