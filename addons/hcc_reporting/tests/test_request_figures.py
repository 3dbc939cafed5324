from datetime import datetime

from .common import ReportingCase


class TestRequestFigures(ReportingCase):
    """Pivot, graph and list on the requests: means of what is there, no person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for citizen, rating in ((cls.citizens[0], 4), (cls.citizens[1], 0)):
            request = cls._new_request(cls.ward_a1, citizen, cls.procedures[0])
            cls._new_visit(request, datetime(2026, 11, 20, 3, 0))
            request._write_guarded(
                {
                    "rating_value": rating,
                    "first_contact_at": datetime(2026, 11, 20, 5, 0),
                }
            )
        cls.env.flush_all()

    def test_means_of_what_is_there(self):
        requests = self.env["hcc.request"].with_user(self.user_committee)
        measures = ("contact_hours", "wait_days", "rating_mean")
        for name, description in requests.fields_get(measures).items():
            self.assertEqual(description.get("aggregator"), "avg", name)
        [group] = requests.formatted_read_group(
            [("ward_id", "=", self.ward_a1.id)],
            ["ward_id"],
            ["__count", *(f"{name}:avg" for name in measures)],
        )
        self.assertEqual(group["__count"], 2)
        self.assertEqual(group["contact_hours:avg"], 2)
        # who gave no rating takes no part in the mean
        self.assertEqual(group["rating_mean:avg"], 4)

    def test_views_hold_no_person(self):
        action = self.env.ref("hcc_reporting.hcc_request_figures_action")
        requests = self.env["hcc.request"].with_user(self.user_committee)
        views = [(view.view_id.id, view.view_mode) for view in action.view_ids]
        views.append((action.search_view_id.id, "search"))
        for kind, view in requests.get_views(views)["views"].items():
            with self.subTest(kind=kind):
                self.assertNotIn("citizen", view["arch"])
                self.assertNotIn("requester", view["arch"])
