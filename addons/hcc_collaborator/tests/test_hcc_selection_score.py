from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .selection_common import SelectionCase

MODEL = "hcc.selection.score"


@tagged("security")
class TestHccSelectionScore(SelectionCase):
    """Scores are given blindly, whoever asks and however they ask."""

    # Blindness

    def _read_in_every_way(self, user):
        """Return what a user finds of scores of the applicant, by each way."""
        Score = self.env[MODEL].with_user(user)
        person = self.applicant.with_user(user)
        domain = [("collaborator_id", "=", self.applicant.id)]
        Person = person.browse().search([("id", "=", self.applicant.id)])
        return {
            "search": Score.search(domain).ids,
            "count": Score.search_count(domain),
            "name_search": [
                row[0]
                for row in Score.name_search("", domain)
                if row[0] in self._all_ids()
            ],
            "read_group": Score._read_group(
                domain, ["assessor_id"], ["score:sum", "__count"]
            ),
            "formatted": Score.formatted_read_group(
                domain, ["criterion_id"], ["score:avg"]
            ),
            "relation": person.score_ids.ids,
            "web_read": person.web_read({"score_ids": {"fields": {"score": {}}}})[0][
                "score_ids"
            ],
            "export": [
                row
                for row in person.export_data(["score_ids/score"])["datas"]
                if row[0] not in ("", False)
            ],
            "by_points": Person.search(
                [("id", "=", self.applicant.id), ("score_ids.score", "=", 5)]
            ).ids,
            "by_assessor": Person.search(
                [
                    ("id", "=", self.applicant.id),
                    ("score_ids.assessor_id", "!=", user.id),
                    ("score_ids", "!=", False),
                ]
            ).ids,
        }

    def _all_ids(self):
        return self.env[MODEL].search([("collaborator_id", "=", self.applicant.id)]).ids

    def test_nobody_reads_scores_of_others_before_all_are_in(self):
        self._score(self.user_trainer, points=5)
        (self.user_coordinator | self.user_administrator).group_ids += self.env.ref(
            "base.group_allow_export"
        )
        self.env.flush_all()
        self.env.invalidate_all()
        for user in (
            self.user_coordinator,
            self.user_administrator,
            self.user_data_officer,
            self.user_clerk,
        ):
            if user == self.user_clerk or user == self.user_data_officer:
                user.group_ids += self.env.ref("base.group_allow_export")
            for way, found in self._read_in_every_way(user).items():
                with self.subTest(user=user.login, way=way):
                    self.assertFalse(found)
            score = self.env[MODEL].search(
                [("collaborator_id", "=", self.applicant.id)], limit=1
            )
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                score.with_user(user).read(["score"])
        self.assertEqual(self.applicant.assessor_count, 1)
        self.assertFalse(self.applicant.character_average, "no average either")
        self.assertFalse(self.applicant.ability_average)

    def test_own_scores_are_read(self):
        self._score(self.user_trainer, points=5)
        own = self.env[MODEL].with_user(self.user_trainer).search([])
        self.assertEqual(set(own.mapped("score")), {5})
        self.assertTrue(self.applicant.with_user(self.user_trainer).is_scored_by_me)
        other = self.applicant.with_user(self.user_coordinator)
        self.assertFalse(other.is_scored_by_me)
        mine = [("is_scored_by_me", "=", True)]
        self.assertEqual(
            other.with_user(self.user_trainer).search(mine), self.applicant
        )
        self.assertNotIn(self.applicant, other.search(mine))

    def test_all_are_shown_once_enough_are_in(self):
        self._score(self.user_trainer, points=5)
        self._score(self.user_coordinator, points=2)
        self.env.invalidate_all()
        seen = self.env[MODEL].with_user(self.user_coordinator).search([])
        self.assertEqual(sorted(set(seen.mapped("score"))), [2, 5])
        self.assertTrue(self.applicant.is_scored)
        self.assertEqual(self.applicant.character_average, 3.5)
        self.assertEqual(self.applicant.ability_average, 3.5)
        # those who only assess keep to their own
        own = self.env[MODEL].with_user(self.user_trainer).search([])
        self.assertEqual(set(own.mapped("score")), {5})
        # another branch sees nothing of it
        foreign = self.env[MODEL].with_user(self.user_coordinator_b).search([])
        self.assertFalse(foreign)

    def test_nothing_is_added_or_changed_once_all_are_shown(self):
        self._score_enough()
        for user in (self.user_clerk, self.user_coordinator):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._score(user, points=1)

    def test_own_set_may_change_while_hidden(self):
        self._score(self.user_trainer, points=5)
        self._score(self.user_trainer, points=3, note="Thought again")
        self.assertEqual(self.applicant.assessor_count, 1)
        own = self.env[MODEL].search([("collaborator_id", "=", self.applicant.id)])
        self.assertEqual(set(own.mapped("score")), {3})
        self.assertEqual(len(own), len(self.criteria))

    def test_number_of_assessors_is_a_setting(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("hcc_collaborator.assessors", "3")
        self._score_enough()
        self.assertFalse(self.applicant.is_scored)
        self._score(self.user_clerk)
        self.assertTrue(self.applicant.is_scored)
        self.assertEqual(self.applicant.assessor_count, 3)

    # Who scores

    def test_scores_are_written_by_nobody_by_hand(self):
        self._score(self.user_coordinator)
        score = self.env[MODEL].search(
            [("collaborator_id", "=", self.applicant.id)], limit=1
        )
        values = {
            "collaborator_id": self.applicant.id,
            "criterion_id": self.criteria[0].id,
            "assessor_id": self.user_clerk.id,
            "score": 5,
        }
        for user in (self.user_coordinator, self.user_administrator):
            own = score.with_user(user)
            for change in (
                lambda own=own: own.write({"score": 1}),
                lambda own=own: own.write({"is_revealed": True}),
                lambda own=own: own.unlink(),
                lambda own=own: own.create(values),
            ):
                with self.assertRaises(AccessError):
                    change()

    def test_averages_and_counts_are_written_by_nobody_by_hand(self):
        person = self.applicant.with_user(self.user_administrator)
        for name, value in (
            ("is_scored", True),
            ("assessor_count", 2),
            ("ability_average", 5),
            ("decided_by_id", self.user_clerk.id),
            ("application_reference", "UV-AAAA-AAAA"),
            ("cv", b"eA=="),
            ("decision_reason", "Because"),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                person.write({name: value})

    def test_a_set_is_whole(self):
        person = self.applicant.with_user(self.user_clerk)
        for scores in (
            {},
            {self.criteria[0].id: (3, "")},
            dict.fromkeys(self.criteria.ids, (0, "")),
            dict.fromkeys(self.criteria.ids, (6, "")),
        ):
            with self.assertRaises(UserError):
                person._submit_scores(scores)

    def test_who_may_score(self):
        for user in (self.user_manager, self.user_collaborator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._score(user)
        with self.assertRaises(AccessError):
            self._score(self.user_coordinator_b)

    def test_nobody_scores_themselves_or_a_relative(self):
        helper = self.c_a1_2
        helper.user_id = self.user_clerk
        person = self.applicant
        cases = {
            "the own account": lambda: person.write({"user_id": self.user_clerk.id}),
            "the own e-mail": lambda: person.write({"email": self.user_clerk.email}),
            "the own telephone": lambda: person.write({"phone": helper.phone}),
            "a relative of the applicant": lambda: person.write(
                {"relative_ids": [Command.create({"name": self.user_clerk.name})]}
            ),
            "a relative of the assessor": lambda: helper.write(
                {"relative_ids": [Command.create({"name": person.name})]}
            ),
        }
        for why, make in cases.items():
            with self.subTest(why=why):
                savepoint = self.env.cr.savepoint()
                self.user_clerk.email = "clerk@example.com"
                make()
                self.assertTrue(person._is_close(self.user_clerk))
                with self.assertRaises(UserError):
                    self._score(self.user_clerk)
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        self.assertFalse(person._is_close(self.user_clerk))

    # The form

    def test_form_hands_in_a_set(self):
        Scoring = self.env["hcc.selection.scoring"].with_user(self.user_clerk)
        form = Scoring.with_context(default_collaborator_id=self.applicant.id).create(
            {}
        )
        self.assertEqual(form.line_ids.criterion_id, self.criteria)
        with self.assertRaises(UserError):
            form.action_confirm()
        form.line_ids.points = "4"
        form.action_confirm()
        self.assertEqual(self.applicant.assessor_count, 1)
        again = Scoring.with_context(default_collaborator_id=self.applicant.id).create(
            {}
        )
        self.assertEqual(set(again.line_ids.mapped("points")), {"4"})
        # of another branch nobody opens it, with whatever the client says
        with self.assertRaises(AccessError):
            Scoring.with_user(self.user_coordinator_b).create(
                {"collaborator_id": self.applicant.id}
            )

    def test_scoring_costs_the_same_for_the_second(self):
        self._score(self.user_trainer)
        self.env.flush_all()
        with self.assertQueryCount(40):
            self._score(self.user_coordinator)
            self.env.flush_all()
