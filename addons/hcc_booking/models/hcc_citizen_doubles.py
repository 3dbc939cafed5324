from odoo import api, fields, models
from odoo.exceptions import UserError

#: facts that the kept record takes over where it has none
FACTS = (
    "phone",
    "email",
    "address",
    "address_note",
    "birth_year",
    "identity_number",
    "disability",
    "poverty",
    "partner_id",
)
#: two different ones are two different people, or an error to look at first
UNIQUE_FACTS = ("identity_number", "partner_id")


class HccCitizenDoubles(models.AbstractModel):
    """One record for one person: what belongs to the others goes to it.

    Who was merged stays as an empty, archived row that names the kept one, so that
    what the journal says of it can still be followed.
    """

    _name = "hcc.citizen.doubles"
    _description = "Citizens Who Are Known Twice"

    active = fields.Boolean(default=True, readonly=True)
    merged_into_id = fields.Many2one(
        "hcc.citizen",
        "Same Person As",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="This record was emptied: everything is with that one.",
    )
    double_ids = fields.Many2many(
        "hcc.citizen", compute="_compute_double_ids", string="Perhaps the Same Person"
    )

    @api.depends("phone", "search_key")
    def _compute_double_ids(self):
        found = self.env["hcc.citizen"].search(
            [
                ("phone", "in", [phone for phone in self.mapped("phone") if phone]),
                ("search_key", "in", self.mapped("search_key")),
            ]
        )
        for citizen in self:
            citizen.double_ids = found.filtered(
                lambda other, one=citizen: (
                    other.id != one.id
                    and other.phone == one.phone
                    and other.search_key == one.search_key
                )
            )

    def _merge(self, gone):
        """Make one person of two.

        :param gone: the other ``hcc.citizen``; it is emptied and archived
        :raises UserError: when they cannot be one person
        """
        self.ensure_one()
        gone.ensure_one()
        (self | gone).check_access("write")
        if self == gone:
            raise UserError(self.env._("Choose two different people."))
        # sudo: hcc.citizen and all that points to it - checked above; the requests
        # of a person may be in other wards
        keep_sudo, gone_sudo = self.sudo(), gone.sudo()
        (keep_sudo | gone_sudo).lock_for_update()
        if not (keep_sudo.active and gone_sudo.active):
            raise UserError(self.env._("One of them was merged already."))
        for name in UNIQUE_FACTS:
            first, second = keep_sudo[name], gone_sudo[name]
            if first and second and first != second:
                raise UserError(
                    self.env._(
                        "They cannot be one person: %(field)s differs.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        facts = keep_sudo._get_missing_facts(gone_sudo)
        gone_sudo._hand_over_to(keep_sudo)
        gone_sudo._empty(keep_sudo)
        if facts:
            keep_sudo.write(facts)
        keep_sudo._journal("citizen_merged", merged_id=gone_sudo.id)
        gone_sudo._journal("citizen_emptied", kept_id=keep_sudo.id)

    def _get_missing_facts(self, other):
        """Values that this record does not have and the other one has."""
        facts = {}
        for name in FACTS:
            if other[name] and not self[name]:
                value = other[name]
                facts[name] = value.id if isinstance(value, models.BaseModel) else value
        # discretion asked for once is kept
        if other.discreet and not self.discreet:
            facts["discreet"] = True
        return facts

    def _hand_over_to(self, keep_sudo):
        """Let everything that points to this person point to the kept one."""
        # sudo: ir.model.fields - which fields name a citizen
        pointers_sudo = (
            self.env["ir.model.fields"]
            .sudo()
            .search(
                [
                    ("relation", "=", "hcc.citizen"),
                    ("ttype", "=", "many2one"),
                    ("store", "=", True),
                ]
            )
        )
        for pointer in pointers_sudo:
            model = self.env.get(pointer.model)
            if model is None or not model._auto or model._abstract or model._transient:
                continue
            field = model._fields[pointer.name]
            if field.related or field.compute:
                continue
            records_sudo = model.sudo().with_context(active_test=False)
            records_sudo = records_sudo.search([(pointer.name, "=", self.id)])
            write = getattr(records_sudo, "_write_guarded", records_sudo.write)
            if records_sudo:
                write({pointer.name: keep_sudo.id})

    def _empty(self, keep_sudo):
        """Keep nothing of the person here but where to look."""
        self.write(
            {
                **dict.fromkeys(FACTS, False),
                "name": "–",
                "active": False,
                "merged_into_id": keep_sudo.id,
            }
        )
