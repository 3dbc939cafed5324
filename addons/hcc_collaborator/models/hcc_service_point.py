from odoo import fields, models


class HccServicePoint(models.Model):
    """A fixed place where citizens meet collaborators."""

    _name = "hcc.service.point"
    _description = "Service Point"
    _inherit = ["hcc.ward.scoped.mixin"]
    _order = "ward_id, name, id"

    name = fields.Char(required=True)
    branch_id = fields.Many2one(related="ward_id.branch_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("ward_office", "Ward office"),
            ("cultural_house", "Cultural house"),
            ("community_room", "Community room"),
            ("apartment_block", "Apartment block"),
            ("mall", "Mall"),
            ("supermarket", "Supermarket"),
            ("post_office", "Post office"),
            ("other", "Other"),
        ],
        required=True,
        default="ward_office",
    )
    address = fields.Char()
    directions = fields.Char(help="How to find the table once there.")
    latitude = fields.Float(digits=(9, 6), aggregator=None)
    longitude = fields.Float(digits=(9, 6), aggregator=None)
    calendar_id = fields.Many2one(
        "resource.calendar", string="Opening Hours", ondelete="restrict"
    )
    desks = fields.Integer(default=1, required=True)
    phone = fields.Char()
    active = fields.Boolean(default=True)

    _desks_check = models.Constraint(
        "CHECK (desks >= 1)", "A service point has at least one desk."
    )

    def _opening_intervals(self, start, stop):
        """Return when the points are open, holidays considered.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :return: dict of point id to list of (start, stop), naive UTC; a point
            without opening hours is never open by itself
        """
        opened = self.env["hcc.office.hours"]._get_open_intervals(
            self.calendar_id, start, stop
        )
        pairs = {
            calendar_id: [(opens, closes) for opens, closes, _records in intervals]
            for calendar_id, intervals in opened.items()
        }
        return {point.id: pairs.get(point.calendar_id.id, []) for point in self}
