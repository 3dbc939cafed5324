from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from ..tools import people_list, people_xlsx, ward_names
from ..tools.sheet_rows import SheetError
from .hcc_people_list_words import CHOICE_COLUMNS

# people made together; what they leave in memory is then forgotten
BATCH = 1000
# what is said of somebody who is there already: nothing to mend
KNOWN = ("known", "known_elsewhere", "twice")
# names that nothing has, for which the nearest are looked up
MAX_NEAREST = 100


class Outcome(NamedTuple):
    """What a list says, line by line, checked against what there is."""

    list: object  # tools.people_list.PeopleList
    good: list  # lines to be taken
    known: list  # lines of people who are there already
    bad: list  # lines with something wrong
    wards: dict  # what stands in the list -> id of the ward
    former: dict  # what stands in the list -> id of the ward, by a former name

    @property
    def refused(self):
        return sorted(self.known + self.bad, key=lambda line: line.number)


class HccPeopleList(models.AbstractModel):
    """Reads lists of people that wards send, and takes in those who are right.

    Whatever the length of the list, its wards, teams and people are looked up
    together. Nothing is written but by :meth:`_take_in`.
    """

    _name = "hcc.people.list"
    _description = "List of People from a Ward"
    _inherit = ["hcc.people.list.words"]

    # -------------------------------------------------------------------------
    # READING
    # -------------------------------------------------------------------------

    @api.model
    def _check(self, content):
        """Read a list and compare it with what there is; nothing is written.

        :param bytes content: XLSX or CSV
        :return: :class:`Outcome`
        :raises UserError: when the file is no list of people
        """
        try:
            opened = people_list.open_list(content, *self._get_words())
            lines = list(opened.lines)
        except SheetError as error:
            raise UserError(self._describe_file(error)) from None
        if not lines:
            raise UserError(self.env._("Below its heading the list is empty."))
        wards, former = self._resolve_wards(lines)
        people_list.find_duplicates(lines)
        self._find_known(lines, wards)
        good, known, bad = [], [], []
        for line in lines:
            if not line.problems:
                good.append(line)
            elif all(problem.code in KNOWN for problem in line.problems):
                known.append(line)
            else:
                bad.append(line)
        return Outcome(opened, good, known, bad, wards, former)

    @api.model
    def _get_words(self):
        """Headings and choices in the languages of the service.

        :return: (headings, choices) as ``open_list`` takes them
        """
        headings, choices = [], []
        for lang, _name in self.env["res.lang"].get_installed():
            translated = self.with_context(lang=lang)
            headings += [
                (label, column) for column, label in translated._get_columns().items()
            ]
            for column in CHOICE_COLUMNS:
                for value, label in translated._get_choices(column):
                    choices += [(column, label, value), (column, value, value)]
        return headings, choices

    @api.model
    def _resolve_wards(self, lines):
        """Find the ward of each line, each name once; add what is wrong.

        :return: ({name: ward id}, {former name: ward id})
        """
        index = self.env["hcc.ward"]._find_index()
        mine = set(self.env.user.hcc_coordinator_ward_ids.ids)
        answers, near = {}, {}
        for line in lines:
            name = line.ward
            if not name:
                continue
            if name not in answers:
                answers[name] = ward_names.resolve(index, name)
            answer = answers[name]
            if answer.matches:
                problem = "several_wards", answer.matches
            elif not answer.ward_id:
                if name not in near and len(near) < MAX_NEAREST:
                    near[name] = ward_names.nearest(index, name)
                problem = "no_such_ward", near.get(name, ())
            elif answer.ward_id not in mine:
                problem = "foreign_ward", ()
            else:
                continue
            values = {"value": name[:100], "wards": [one.ward_id for one in problem[1]]}
            line.problems.append(people_list.Problem("ward", problem[0], values))
        found = {name: one for name, one in answers.items() if one.ward_id in mine}
        return (
            {name: answer.ward_id for name, answer in found.items()},
            {name: answer.ward_id for name, answer in found.items() if answer.former},
        )

    @api.model
    def _find_known(self, lines, wards):
        """Add a problem to each line that is right, of somebody who is there already.

        People of other areas count as well: that they are there is said, not where.
        """
        right = [line for line in lines if not line.problems]
        self.env["hcc.collaborator"].flush_model(["name", "phone", "ward_id"])
        phones = [line.values["phone"] for line in right]
        rows = self.env.execute_query(
            SQL(
                "SELECT phone, name, ward_id FROM hcc_collaborator"
                " WHERE phone = ANY(%s)",
                phones,
            )
        )
        mine = set(self.env.user.hcc_coordinator_ward_ids.ids)
        known = {}
        for phone, name, ward_id in rows:
            key = people_list.person_key({"phone": phone, "name": name})
            known[key] = ward_id if ward_id in mine else None
        for line in right:
            key = people_list.person_key(line.values)
            if key in known:
                ward_id = known[key]
                line.problems.append(
                    people_list.Problem(
                        "name",
                        "known" if ward_id else "known_elsewhere",
                        {"wards": [ward_id] if ward_id else []},
                    )
                )

    @api.model
    def _get_known_codes(self):
        return KNOWN

    # -------------------------------------------------------------------------
    # TAKING IN
    # -------------------------------------------------------------------------

    @api.model
    def _take_in(self, outcome, state="applied"):
        """Make the people of the good lines, in teams that are made where missing.

        :param Outcome outcome: of :meth:`_check` in this transaction
        :param str state: in which they arrive
        :return: (first id, last id) of those who were made, or (0, 0)
        """
        teams = self._get_teams({outcome.wards[line.ward] for line in outcome.good})
        self._take_turns(teams)
        first = last = 0
        people = self.env["hcc.collaborator"]
        for lines in split_every(BATCH, outcome.good):
            made = people.create(
                [
                    self._prepare_person(line, teams[outcome.wards[line.ward]], state)
                    for line in lines
                ]
            )
            if state == "approved":
                made._number_badges()
            first, last = first or made[0].id, made[-1].id
            # a list of a country would stay in memory as a whole
            self.env.invalidate_all()
        return first, last

    @api.model
    def _prepare_person(self, line, team_id, state):
        """Return the values of a new person, as far as there are fields for them."""
        fields = self.env["hcc.collaborator"]._fields
        values = {
            name: value
            for name, value in line.values.items()
            if value and name in fields
        }
        return {**values, "team_id": team_id, "state": state}

    @api.model
    def _get_teams(self, ward_ids):
        """:return: {ward id: id of its team}, teams made where there are none"""
        Team = self.env["hcc.team"].with_context(active_test=False)
        teams = Team.search_fetch([("ward_id", "in", list(ward_ids))], ["ward_id"])
        missing = self.env["hcc.ward"].browse(sorted(ward_ids - set(teams.ward_id.ids)))
        teams += Team.create(
            [
                {
                    "ward_id": ward.id,
                    "name": self.env._("Team of %(ward)s", ward=ward.full_name),
                }
                for ward in missing
            ]
        )
        return {team.ward_id.id: team.id for team in teams}

    @api.model
    def _take_turns(self, teams):
        """Let two imports into one ward happen one after the other.

        The second, which did not see the people of the first, fails here and is
        started anew by Odoo; then it sees them.
        """
        if teams:
            self.env["hcc.team"].flush_model()
            self.env.execute_query(
                SQL(
                    """UPDATE hcc_team SET write_date = write_date
                        WHERE id IN (SELECT id FROM hcc_team WHERE id = ANY(%s)
                                      ORDER BY id FOR NO KEY UPDATE)""",
                    sorted(teams.values()),
                )
            )

    # -------------------------------------------------------------------------
    # FILES TO TAKE AWAY
    # -------------------------------------------------------------------------

    @api.model
    def _write_template(self):
        """Return an empty list with the choices that the user has."""
        wards = self.env.user.hcc_coordinator_ward_ids.filtered_domain(
            self.env["hcc.ward"]._get_valid_domain()
        )
        names = wards.sorted("full_name").grouped("full_name")
        offered = {
            "ward": [
                name if len(same) == 1 else f"{ward.code} {name}"
                for name, same in names.items()
                for ward in same
            ]
        }
        for column in CHOICE_COLUMNS:
            offered[column] = [label for _value, label in self._get_choices(column)]
        return people_xlsx.write_template(
            self.env._("List of people"),
            [
                (label, 30 if column in ("name", "ward", "email") else 20, choices)
                for column, label in self._get_columns().items()
                for choices in [offered.get(column, [])]
                if column != "ward_code"
            ],
            self.env._("Choices"),
        )

    @api.model
    def _write_refused(self, outcome):
        """Return the rows that were not taken, as they came, with the reasons."""
        headings = [*outcome.list.headings, self.env._("What is wrong")]
        wards = self._get_ward_names(outcome.refused)
        return people_xlsx.write_returned(
            self.env._("Rows to correct"),
            headings,
            ((line.cells, self._describe(line, wards)) for line in outcome.refused),
        )
