from textwrap import shorten

from odoo import api, fields, models, tools
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date
from odoo.addons.hcc_collaborator.tools.text import fold

from ..tools.procedure_finder import Candidate, rank

#: official names run to hundreds of characters
NAME_WIDTH = 120
#: what a helper may not do at a citizen's home
NOT_AT_HOME = ("accompany_in_person", "official_mobile_service")


class HccProcedure(models.Model):
    """An administrative procedure that citizens are helped with.

    Everybody of the service reads it; administrators alone change it. Codes come
    and go by decision, so a procedure is ended (``valid_to``) and replaced, never
    deleted.
    """

    _name = "hcc.procedure"
    _description = "Administrative procedure"
    _inherit = ["hcc.import.mixin", "hcc.procedure.refresher"]
    _order = "sector, name, id"
    _rec_names_search = ["name", "code", "search_key"]

    code = fields.Char(required=True, help="Official code, for example 1.001193.")
    name = fields.Char(required=True)
    sector = fields.Char(index=True)
    group = fields.Char(index=True, help="Key that procedures are counted by.")
    level = fields.Char(help="Level of the authorities that handle it.")
    decision = fields.Char(help="Decision that published it.")
    active = fields.Boolean(default=True)
    # How it may be filed
    channel_online = fields.Boolean(string="Online")
    channel_direct = fields.Boolean(string="In person")
    channel_post = fields.Boolean(string="By post")
    # How a helper may help
    home_assist = fields.Selection(
        selection=[
            ("guide_online", "Guide the online filing"),
            ("guide_or_paper", "Guide the filing online or on paper"),
            ("inform_and_guide", "Inform and guide"),
            ("accompany_in_person", "Accompany the person to the authority"),
            ("official_mobile_service", "Mobile service of the authority itself"),
        ],
        string="Help at home",
        required=True,
        default="guide_online",
    )
    home_possible = fields.Boolean(
        string="Can be helped at home",
        compute="_compute_home_possible",
        store=True,
        precompute=True,
    )
    home_advice = fields.Text(compute="_compute_home_advice")
    minutes = fields.Integer(default=30, required=True)
    qualification_type_id = fields.Many2one(
        "hcc.qualification.type",
        string="Qualification needed",
        ondelete="restrict",
        index="btree_not_null",
    )
    document_ids = fields.One2many(
        "hcc.procedure.document", "procedure_id", string="Documents to bring", copy=True
    )
    original_needed = fields.Boolean(
        string="Originals needed",
        compute="_compute_original_needed",
        store=True,
        precompute=True,
    )
    needs_device = fields.Boolean(
        "Needs a tablet",
        help="At a support point, too. A visit at home needs one by itself, if the "
        "settings say so.",
    )
    is_discreet = fields.Boolean(
        "Discreet",
        help="Messages and slips about it do not say what it is about.",
    )
    processing_days = fields.Integer(
        "Working days until there is news",
        help="How long the authority usually takes. 0: as the settings say.",
    )
    portal_url = fields.Char(
        "Page on the portal", help="Address of the procedure, beginning with https://."
    )
    defaults_confirmed = fields.Boolean(
        string="Checked",
        help="Minutes, documents and qualification are not public. Tick this when "
        "an administrator has checked them.",
    )
    # Validity
    valid_from = fields.Date()
    valid_to = fields.Date(help="Last valid day.")
    replaced_by_id = fields.Many2one(
        "hcc.procedure", index="btree_not_null", ondelete="restrict"
    )
    # Search
    synonym_ids = fields.One2many(
        "hcc.procedure.synonym", "procedure_id", string="Everyday words", copy=True
    )
    search_key = fields.Char(
        compute="_compute_search_key", store=True, precompute=True, index="trigram"
    )

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "This procedure code already exists."
    )
    _minutes_positive = models.Constraint(
        "CHECK (minutes BETWEEN 5 AND 480)",
        "A procedure takes between 5 and 480 minutes.",
    )
    _processing_days_sane = models.Constraint(
        "CHECK (processing_days BETWEEN 0 AND 90)",
        "An authority takes between 0 and 90 days.",
    )
    _portal_url_safe = models.Constraint(
        r"CHECK (portal_url IS NULL OR portal_url ~ '^https://[^[:space:]]+$')",
        "The address of a page begins with https://.",
    )
    _validity_ordered = models.Constraint(
        "CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)",
        "The last valid day cannot be before the first.",
    )

    @api.depends("home_assist")
    def _compute_home_possible(self):
        for procedure in self:
            procedure.home_possible = procedure.home_assist not in NOT_AT_HOME

    @api.depends("document_ids.original_needed")
    def _compute_original_needed(self):
        for procedure in self:
            documents = procedure.document_ids
            procedure.original_needed = any(documents.mapped("original_needed"))

    @api.depends("home_assist")
    @api.depends_context("lang")
    def _compute_home_advice(self):
        advice = self._get_home_advice()
        for procedure in self:
            procedure.home_advice = advice.get(procedure.home_assist, "")

    @api.depends("code", "name", "synonym_ids.search_key")
    def _compute_search_key(self):
        for procedure in self:
            parts = [fold(procedure.code or ""), fold(procedure.name or "")]
            parts += [key for key in procedure.synonym_ids.mapped("search_key") if key]
            procedure.search_key = " | ".join(parts)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for procedure in self:
            procedure.display_name = shorten(
                procedure.name or "", NAME_WIDTH, placeholder="…"
            )

    @api.model_create_multi
    def create(self, vals_list):
        procedures = super().create(vals_list)
        self.env.registry.clear_cache()
        return procedures

    def write(self, vals):
        result = super().write(vals)
        if {"code", "active", "valid_from", "valid_to"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _find(self, text, limit=12):
        """Find procedures the way a citizen asks for them.

        By code, by words of the name or by everyday words, with or without
        diacritics; only those valid today.

        :param str text: what was typed
        :param int limit: how many at most
        :return: ``hcc.procedure`` recordset, best match first
        """
        folded = fold((text or "")[:200])
        words = list(dict.fromkeys(folded.split()))[:12]
        if not words:
            return self.browse()
        domain = self._get_valid_domain() & Domain.OR(
            Domain("search_key", "like", word) for word in words
        )
        found = self.search_fetch(domain, ["code", "name", "search_key"])
        synonyms = self.env["hcc.procedure.synonym"].search_fetch(
            [("procedure_id", "in", found.ids)], ["procedure_id", "search_key"]
        )
        keys = {}
        for synonym in synonyms:
            keys.setdefault(synonym.procedure_id.id, []).append(synonym.search_key)
        candidates = [
            Candidate(
                key=procedure.id,
                code=fold(procedure.code),
                name=fold(procedure.name),
                synonyms=tuple(keys.get(procedure.id, ())),
            )
            for procedure in found
        ]
        return self.browse(rank(folded, candidates, limit))

    @api.model
    @tools.ormcache()
    def _list_codes(self):
        """All that may be asked for; each page of a booking looks one up.

        :return: {code: (id, first day or False, last day or False)}
        """
        # sudo: hcc.procedure - the list of procedures is public
        procedures_sudo = self.sudo().with_context(active_test=True)
        found = procedures_sudo.search_fetch([], ["code", "valid_from", "valid_to"])
        return {one.code: (one.id, one.valid_from, one.valid_to) for one in found}

    @api.model
    def _find_code(self, code):
        """The procedure with this code, if it is valid today."""
        day = local_date(fields.Datetime.now())
        number, since, until = self._list_codes().get(code, (False, False, False))
        if (since and since > day) or (until and until < day):
            number = False
        return self.browse(number or [])

    @api.model
    def _get_valid_domain(self, day=None):
        """Domain of the procedures valid on a local day (today by default)."""
        day = day or local_date(fields.Datetime.now())
        return (
            Domain("active", "=", True)
            & (Domain("valid_from", "=", False) | Domain("valid_from", "<=", day))
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", day))
        )

    @api.model
    def _get_home_advice(self):
        """What a helper can do at the citizen's home, in plain words."""
        return {
            "guide_online": self.env._(
                "A helper can come to your home and guide you through the online "
                "application."
            ),
            "guide_or_paper": self.env._(
                "A helper can come to your home and help you prepare the application, "
                "online or on paper."
            ),
            "inform_and_guide": self.env._(
                "A helper can come to your home, explain what is needed and help you "
                "prepare the papers. The authority may still ask to see you in person."
            ),
            "accompany_in_person": self.env._(
                "This cannot be done at home: you must be present yourself at the "
                "authority. A helper can prepare the papers with you at a support "
                "point and go with you."
            ),
            "official_mobile_service": self.env._(
                "The ward's own officer comes to your home for this. A helper at a "
                "support point arranges the visit with the officer for you."
            ),
        }
