from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.phone import parse_phone
from odoo.addons.hcc_collaborator.tools.text import fold, nfc

PERSONAL_GROUPS = (
    "hcc_collaborator.group_hcc_clerk,hcc_collaborator.group_hcc_data_officer"
)


class HccCitizen(models.Model):
    """A person who asks for help, or for whom somebody asks.

    Clerks, coordinators and data officers of the ward read it; collaborators
    never do: what they need of it they see on their assignment, from acceptance
    to closing. A phone is often shared by a family, so it never identifies.
    """

    _name = "hcc.citizen"
    _description = "Citizen"
    _inherit = [
        "hcc.citizen.contact",
        "hcc.citizen.doubles",
        "hcc.citizen.erasure",
        "hcc.citizen.reads",
        "hcc.ward.scoped.mixin",
        "hcc.journal.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["search_key", "phone"]

    name = fields.Char(required=True)
    search_key = fields.Char(
        compute="_compute_search_key",
        store=True,
        precompute=True,
        index="trigram",
        export_string_translation=False,
    )
    phone = fields.Char(index="btree_not_null")
    email = fields.Char()
    address = fields.Char()
    address_note = fields.Char(
        "How to Find the Door", help="The alley, the floor, what it is near to."
    )
    birth_year = fields.Integer()
    identity_number = fields.Char(groups=PERSONAL_GROUPS)
    disability = fields.Selection(
        [
            ("none", "None"),
            ("mild", "Mild"),
            ("severe", "Severe"),
            ("very_severe", "Very severe"),
        ],
        groups=PERSONAL_GROUPS,
    )
    poverty = fields.Selection(
        [("none", "None"), ("poor", "Poor"), ("near_poor", "Near-poor")],
        groups=PERSONAL_GROUPS,
    )
    partner_id = fields.Many2one(
        "res.partner", "Portal Account", index="btree_not_null", ondelete="set null"
    )
    request_ids = fields.One2many("hcc.request", "citizen_id", "Requests")
    asked_request_ids = fields.One2many(
        "hcc.request", "requester_id", "Requests for Others"
    )
    consent_ids = fields.One2many("hcc.consent", "citizen_id", "Consents")

    @api.depends("name")
    def _compute_search_key(self):
        for citizen in self:
            citizen.search_key = fold(citizen.name or "")

    @api.constrains("birth_year")
    def _check_birth_year(self):
        dated = self.filtered("birth_year")
        this_year = fields.Date.context_today(self).year if dated else 0
        for citizen in dated:
            if not 1900 <= citizen.birth_year <= this_year:
                raise ValidationError(
                    self.env._(
                        "The year of birth must be between 1900 and %(year)s.",
                        year=this_year,
                    )
                )

    @api.constrains("identity_number")
    def _check_identity_number(self):
        for citizen in self:
            number = citizen.identity_number
            if number and not (len(number) == 12 and number.isdigit()):
                raise ValidationError(
                    self.env._("An identity number has exactly 12 digits.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise(vals) for vals in vals_list])

    def write(self, vals):
        res = super().write(self._normalise(vals))
        # which facts changed, and by whom; never the facts
        self._journal("citizen_updated", fields=sorted(vals))
        return res

    @api.model
    def _similar(self, phone, name):
        """Known people who may be the one at the counter.

        :param str phone: as typed, may be empty or wrong
        :param str name: as typed, may be empty
        :return: at most ten people of the wards that the user reads, those with
            the same phone first; they are offered, never forced
        :rtype: recordset of ``hcc.citizen``
        """
        try:
            number = parse_phone(phone) if phone else False
        except ValueError:
            number = False
        key = fold(name or "")
        domain = Domain.FALSE
        if number:
            domain |= Domain("phone", "=", number)
        if len(key) > 2:
            domain |= Domain("search_key", "=", key)
        people = self.search(domain, limit=50)
        words = set(key.split())
        nearest = people.sorted(
            lambda person: (
                person.phone == number if number else False,
                len(words.intersection((person.search_key or "").split())),
                person.id,
            ),
            reverse=True,
        )[:10]
        if nearest or number:
            self.env["hcc.read.log"]._note(nearest, "phone")
        return nearest

    @api.model
    def _normalise(self, vals):
        vals = dict(vals)
        for name in ("name", "address", "address_note"):
            if vals.get(name):
                vals[name] = nfc(vals[name]).strip()
        if vals.get("phone"):
            try:
                vals["phone"] = parse_phone(vals["phone"])
            except ValueError as error:
                raise ValidationError(
                    self.env._("This is not a phone number that can be called.")
                ) from error
        return vals
