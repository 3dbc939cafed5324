import json
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.hcc_booking.tests.common import AT_HOME, AT_POINT, BookingCase
from odoo.addons.hcc_dispatch import board_news

DAY = "2026-11-25"


class BoardCase(BookingCase):
    """The Wednesday of the small city, with a visit at the point and one at home."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.board = cls.env["hcc.dispatch.board"].with_user(cls.user_coordinator)

    def _book_home(self, **changes):
        values = self._home_values(**changes)
        # the later the hour, the later the visit; each of somebody else
        number = self.env["hcc.request"].search_count([])
        values["submit_token"] = f"token-{number}"
        values["name"] = f"Nguyễn Văn Thử {number}"
        request = self.env["hcc.booking"]._submit(values)
        request._decide_home("approved")
        return request.appointment_ids

    def _get_row(self, board, person):
        rows = [row for row in board["helpers"] if row["id"] == person.id]
        self.assertEqual(len(rows), 1)
        return rows[0]


@tagged("post_install", "-at_install")
class TestBoard(BoardCase):
    def test_shows_the_day(self):
        at_point = self._submit().appointment_ids
        at_home = self._book_home()
        board = self.board.get_board({"day": DAY, "area": f"ward:{self.ward_a1.id}"})

        self.assertEqual(board["day"], DAY)
        self.assertEqual(board["window"], {"start": 360, "stop": 1260})
        self.assertEqual(board["channels"], [f"hcc_dispatch.board:{self.ward_a1.id}"])
        names = [row["name"] for row in board["helpers"]]
        self.assertNotIn(self.c_b1_1.name, names)
        row = self._get_row(board, at_point.lead_id)
        self.assertEqual(row["shifts"][0]["start"], 8 * 60)
        self.assertEqual(row["shifts"][0]["place"], self.point_a1.name)
        block = row["visits"][0]
        self.assertEqual((block["start"], block["stop"]), (540, 570))
        self.assertEqual(block["reference"], at_point.reference)
        self.assertEqual(block["state"], "offered")
        self.assertEqual(block["where"], self.point_a1.name)
        home = self._get_row(board, at_home.lead_id)["visits"]
        self.assertIn(at_home.id, [one["visit_id"] for one in home])
        self.assertFalse(board["unassigned"])

    def test_without_anybody_it_stands_beside(self):
        visit = self._book_home()
        for _helper in range(5):
            for entry in visit.assignment_ids.filtered("is_live"):
                entry.action_hand_back()
        self.assertTrue(visit.needs_hand)
        board = self.board.get_board({"day": DAY})
        [left] = board["unassigned"]
        self.assertEqual(left["visit_id"], visit.id)
        self.assertEqual(left["lacking"], 1)
        self.assertFalse(left["assignment_id"])

    def test_no_citizen_is_on_it(self):
        request = self._submit_home(latitude=21.033333, longitude=105.821111)
        request._decide_home("approved")
        text = json.dumps(self.board.get_board({"day": DAY}), ensure_ascii=False)
        for secret in (request.citizen_id.name, "345 678", "345678", "12 Test street"):
            self.assertNotIn(secret, text)
        # the home is a spot of some two hundred metres
        self.assertNotIn("21.0333", text)
        self.assertIn('"lat": 21.034', text)

    def test_other_wards_show_times_alone(self):
        """Of a helper's visit in a ward of others no more than the time is shown."""
        user = self._new_role_user("coordinator", ward=self.ward_a2, login="test_a2")
        visit = self._book_home()
        self.shifts.filtered(
            lambda shift: shift.collaborator_id == visit.lead_id
            and shift.kind == "on_call"
        ).branch_wide = True
        board = self.board.with_user(user).get_board({"day": DAY})
        row = self._get_row(board, visit.lead_id)
        self.assertTrue(row["visits"][0]["is_elsewhere"])
        self.assertNotIn(visit.reference, json.dumps(board))

    def test_ways_between_visits(self):
        first = self._book_home()
        second = self._book_home(
            start=AT_HOME + timedelta(minutes=90), collaborator_id=first.lead_id.id
        )
        self.assertEqual(first.lead_id, second.lead_id)
        board = self.board.get_board({"day": DAY})
        [gap] = self._get_row(board, first.lead_id)["gaps"]
        self.assertEqual(gap["start"], 14 * 60 + 30)
        self.assertGreater(gap["minutes"], 0)
        self.assertEqual(gap["late"], 0)

    def test_coverage_and_shares(self):
        self._submit()
        board = self.board.get_board({"day": DAY, "area": f"ward:{self.ward_a1.id}"})
        hours = {row["hour"]: row for row in board["coverage"]}
        self.assertEqual((hours[9]["duty"], hours[9]["need"]), (2, 1))
        self.assertEqual((hours[7]["duty"], hours[7]["need"]), (0, 0))
        self.assertEqual(hours[9]["points"], 1)
        self.assertFalse(hours[9]["empty"])
        # open in the afternoon, and nobody on duty there
        self.assertEqual(hours[14]["empty"], [self.point_a1.name])
        fair = board["fairness"]
        self.assertEqual((fair["low"], fair["high"], fair["mean"]), (0, 30, 10))
        self.assertEqual(len(fair["helpers"]), 3)

    def test_who_is_away_is_not_on_duty(self):
        self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_2.id,
                "start": AT_POINT - timedelta(hours=2),
                "stop": AT_POINT + timedelta(hours=1),
            }
        )
        board = self.board.get_board({"day": DAY, "area": f"ward:{self.ward_a1.id}"})
        hours = {row["hour"]: row for row in board["coverage"]}
        self.assertEqual(hours[9]["duty"], 1)
        self.assertEqual(hours[11]["duty"], 2)
        [away] = self._get_row(board, self.c_a1_2)["absences"]
        self.assertEqual(away, {"start": 420, "stop": 600})

    def test_wrong_options_are_none(self):
        for options in (None, [], {"day": "31/12", "area": 7}, {"day": 5, "area": "x"}):
            board = self.board.get_board(options)
            self.assertEqual(board["day"], "2026-11-23")
            self.assertEqual(board["area"], "mine")
        elsewhere = f"ward:{self.ward_b1.id}"
        self.assertEqual(self.board.get_board({"area": elsewhere})["area"], "mine")

    def test_queries_do_not_grow_with_the_day(self):
        """As many queries for thirty helpers with visits as for three."""

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            board = self.board.get_board({"day": DAY})
            return self.env.cr.sql_log_count - before, len(board["helpers"])

        visit = self._book_home()
        count()
        few, rows = count()
        people = self.env["hcc.collaborator"].create(
            [
                self._prepare_collaborator(f"New {number}", f"{number}", team, 0)
                | {"phone": f"+84913{number:06}"}
                for number in range(20, 50)
                for team in [self.team_a1 if number % 2 else self.team_a2]
            ]
        )
        self.env["hcc.shift"].create(
            [
                {
                    "collaborator_id": person.id,
                    "kind": "on_call",
                    "start": AT_POINT,
                    "stop": AT_HOME + timedelta(hours=4),
                }
                for person in people
            ]
        )
        for number, person in enumerate(people):
            self._book_home(
                start=visit.start + timedelta(minutes=30 * (number % 4)),
                collaborator_id=person.id,
            )
        many, more_rows = count()
        self.assertGreaterEqual(more_rows, rows + 30)
        self.assertEqual(many, few)
        with self.assertQueryCount(few):
            self.env.invalidate_all()
            self.board.get_board({"day": DAY})


@tagged("post_install", "-at_install")
class TestBoardMove(BoardCase):
    def setUp(self):
        super().setUp()
        self.visit = self._book_home()
        self.entry = self.visit.assignment_ids
        self.old = self.visit.lead_id
        self.new = (self.c_a1_2 | self.c_a1_3) - self.old

    def _assert_refused(self, words, *ids):
        answer = self.board.move(*ids)
        self.assertFalse(answer["is_done"])
        self.assertIn(words, answer["words"])

    def test_another_goes_at_the_promised_time(self):
        start = self.visit.start
        answer = self.board.move(self.visit.id, self.entry.id, self.new.id)
        self.assertTrue(answer["is_done"])
        self.assertIn(self.new.name, answer["words"])
        self.assertEqual(self.visit.lead_id, self.new)
        self.assertEqual(self.visit.start, start)
        self.assertEqual(self.entry.state, "released")
        self.assertTrue(self._get_messages(self.visit.request_id, "helper_changed"))

    def test_says_why(self):
        """Whoever plans the day may say why; without a plan nothing is said."""
        board = self.board
        entries = type(self.entry)
        with patch.object(entries, "_explain", lambda entry: "", create=True):
            answer = board.get_candidates(self.visit.id, self.entry.id)
        self.assertEqual(answer["why"], "")
        with patch.object(entries, "_explain", lambda entry: "Nearest", create=True):
            answer = board.get_candidates(self.visit.id, self.entry.id)
            self.assertEqual(answer["why"], "Nearest")
            self.assertEqual(board.get_candidates(self.visit.id)["why"], "")

    def test_candidates_and_reasons(self):
        ids = (self.c_a1_1 | self.old | self.new | self.c_a2_1 | self.c_b1_1).ids
        answer = self.board.get_candidates(self.visit.id, self.entry.id, ids)
        self.assertEqual(answer["candidates"][0]["id"], self.new.id)
        self.assertTrue(answer["candidates"][0]["is_best"])
        reasons = {row["id"]: row["reason"] for row in answer["others"]}
        self.assertIn("no shift", reasons[self.c_a1_1.id])
        # of another branch: neither a name nor a reason
        self.assertNotIn(self.c_b1_1.id, reasons)
        self.assertNotIn(self.old.id, reasons)

    def test_refused_leaves_all_as_it_was(self):
        self._assert_refused("no shift", self.visit.id, self.entry.id, self.c_a1_1.id)
        self.env.invalidate_all()
        self.assertEqual(self.entry.state, "offered")
        self.assertEqual(self.visit.lead_id, self.old)
        self.assertEqual(len(self.visit.assignment_ids), 1)

    def test_busy_helper_is_refused(self):
        other = self._book_home(collaborator_id=self.new.id)
        self.assertEqual(other.lead_id, self.new)
        answer = self.board.get_candidates(self.visit.id, self.entry.id, self.new.ids)
        self.assertNotIn(self.new.id, [row["id"] for row in answer["candidates"]])
        self.assertIn("another visit", answer["others"][0]["reason"])
        self._assert_refused("another visit", self.visit.id, self.entry.id, self.new.id)
        self.assertEqual(self.entry.state, "offered")

    def test_twice_is_refused(self):
        self.board.move(self.visit.id, self.entry.id, self.new.id)
        self._assert_refused("any more", self.visit.id, self.entry.id, self.new.id)

    def test_what_nobody_has_is_given(self):
        while entry := self.visit.assignment_ids.filtered("is_live"):
            entry.action_hand_back()
        self.assertTrue(self.visit.needs_hand)
        self.board.move(self.visit.id, False, self.new.id)
        self.assertFalse(self.visit.needs_hand)

    def test_foreign_and_missing_get_one_answer(self):
        ours, self.board = self.board, self.board.with_user(self.user_coordinator_b)
        for visit_id in (self.visit.id, 2**31 - 1, 0, "7", None, [1], True):
            with self.assertRaisesRegex(UserError, "not there any more"):
                self.board.get_candidates(visit_id)
            self._assert_refused("not there any more", visit_id, False, self.new.id)
        self.board = ours
        visit, entry = self.visit.id, self.entry.id
        for helper_id in (self.c_b1_1.id, 2**31 - 1, "7", None):
            self._assert_refused("another branch", visit, entry, helper_id)
        self._assert_refused("any more", visit, 2**31 - 1, self.new.id)
        self.assertEqual(self.entry.state, "offered")

    def test_nobody_but_coordinators(self):
        for user in (
            self.user_clerk,
            self.user_collaborator,
            self.user_manager,
            self.user_trainer,
            self.user_data_officer,
            self.user_portal,
        ):
            board = self.board.with_user(user)
            for call in (
                board.get_board,
                lambda board=board: board.get_candidates(self.visit.id),
                lambda board=board: board.move(self.visit.id, False, self.new.id),
            ):
                with self.assertRaises(AccessError):
                    call()


@tagged("post_install", "-at_install")
class TestBoardNews(BoardCase):
    def _subscribe(self, user, names):
        """:return: the channels that the user gets beside those of core"""
        socket = self.env["ir.websocket"].with_user(user)
        # core asks the request for its session, and there is none in a test
        with patch(
            "odoo.addons.bus.models.ir_websocket.IrWebsocket._build_bus_channel_list",
            lambda self, channels: channels,
        ):
            return socket._build_bus_channel_list(list(names))

    def test_coordinators_hear_of_their_wards(self):
        names = [
            f"hcc_dispatch.board:{ward.id}" for ward in self.ward_a1 | self.ward_b1
        ] + ["hcc_dispatch.board:x", "hcc_dispatch.board:", "else"]
        ours = (self.ward_a1, "hcc_board")
        self.assertEqual(self._subscribe(self.user_coordinator, names), ["else", ours])
        for user in (self.user_clerk, self.user_collaborator, self.user_portal):
            self.assertEqual(self._subscribe(user, names), ["else"])

    def _run_after(self):
        """Let the transaction be over, and the moment pass.

        :return: what is on the bus then
        """
        sent = []
        bus = type(self.env["bus.bus"])
        with (
            patch.object(bus, "_sendone", lambda self, *note: sent.append(note)),
            patch.object(board_news.threading, "Timer") as timer,
            self.enter_registry_test_mode(),
        ):
            self.env.cr.postcommit.run()
            # what is changed in the meantime is told with the rest
            board_news.tell_soon(self.env.registry, {self.ward_a1.id})
            [[_moment, tell, values], _options] = timer.call_args
            timer.assert_called_once()
            tell(*values)
        return sent

    def test_one_note_for_a_ward(self):
        """With ids alone, for the whole transaction and what comes right after it."""
        after = self.env.cr.postcommit
        after.clear()
        visit = self._book_home()
        self._submit()
        new = (self.c_a1_2 | self.c_a1_3) - visit.lead_id
        self.board.move(visit.id, visit.assignment_ids.id, new.id)
        self.assertEqual(after.data["hcc_dispatch.board"], {self.ward_a1.id})
        [(channel, kind, payload)] = self._run_after()
        self.assertEqual(channel, (self.ward_a1, "hcc_board"))
        self.assertEqual(kind, "hcc_dispatch.board")
        self.assertEqual(payload, {"ward_id": self.ward_a1.id})

    def test_shifts_and_absences_are_news(self):
        after = self.env.cr.postcommit
        after.clear()
        self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a2_1.id,
                "start": AT_POINT,
                "stop": AT_HOME,
            }
        )
        self.shifts[-1].action_cancel()
        wards = self.ward_a2 | self.ward_b1
        self.assertEqual(after.data["hcc_dispatch.board"], set(wards.ids))
        after.clear()


@tagged("post_install", "-at_install")
class TestBoardSettings(BoardCase):
    def test_address_of_pictures(self):
        settings = self.env["res.config.settings"]
        self.assertFalse(self.board.get_board()["tiles"])
        for bad in (
            "http://tiles.example/{z}/{x}/{y}.png",
            "https://tiles.example/{z}/{x}.png",
            "https://{x}.example/{z}/{y}.png",
            "javascript:alert(1)//{z}{x}{y}",
            'https://tiles.example/{z}/{x}/{y}.png" onload="x',
        ):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                settings.create({"hcc_tile_url": bad}).execute()
        good = "https://tiles.example/{z}/{x}/{y}.png"
        settings.create(
            {"hcc_tile_url": good, "hcc_tile_attribution": "© Example"}
        ).execute()
        self.assertEqual(
            self.board.get_board()["tiles"], {"url": good, "attribution": "© Example"}
        )
