from odoo import api, models

CHOICE_COLUMNS = ("category", "gender", "travel_mode")
# wards that one message names
MAX_NAMED = 12


class HccPeopleListWords(models.AbstractModel):
    """Says in the user's language what a list has and what is wrong with it."""

    _name = "hcc.people.list.words"
    _description = "Words About a List of People"

    @api.model
    def _get_columns(self):
        """:return: {column: its heading in the user's language}"""
        return {
            "name": self.env._("Full name"),
            "phone": self.env._("Phone"),
            "email": self.env._("Email"),
            "ward": self.env._("Ward or commune"),
            "ward_code": self.env._("Ward code"),
            "category": self.env._("Category"),
            "gender": self.env._("Gender"),
            "languages": self.env._("Languages besides Vietnamese"),
            "travel_mode": self.env._("Travel mode"),
            "experience": self.env._("Education and certificates"),
        }

    @api.model
    def _get_choices(self, column):
        """:return: list of (value, label in the user's language)"""
        field = self.env["hcc.collaborator"]._fields[column]
        return field._description_selection(self.env)

    @api.model
    def _get_ward_names(self, lines):
        """:return: {ward id: name} of the wards that the problems of lines name"""
        wanted = {
            number
            for line in lines
            for problem in line.problems
            for number in problem.values.get("wards", ())
        }
        wards = self.env["hcc.ward"].browse(wanted)
        return {ward.id: f"{ward.full_name} ({ward.code})" for ward in wards}

    @api.model
    def _describe(self, line, wards):
        """Say in one text what is wrong with a line."""
        return " ".join(self._describe_one(one, wards) for one in line.problems)

    @api.model
    def _describe_one(self, problem, wards):
        """Say what is wrong, and what would be right.

        :param wards: names by id, of :meth:`_get_ward_names`
        """
        if problem.column == "ward":
            return self._describe_ward(problem, wards)
        if problem.code in ("twice", "known", "known_elsewhere"):
            return self._describe_known(problem, wards)
        value = problem.values.get("value", "")
        match problem.code:
            case "no_name":
                return self.env._("The name is missing.")
            case "bad_name":
                return self.env._("“%(value)s” is not a name.", value=value)
            case "no_phone":
                return self.env._("The telephone number is missing.")
            case "bad_phone":
                return self.env._(
                    "%(phone)s is not a telephone number that can be called.",
                    phone=value,
                )
            case "bad_email":
                return self.env._("“%(value)s” is not an e-mail address.", value=value)
            case _:
                labels = [label for _value, label in self._get_choices(problem.column)]
                return self.env._(
                    "“%(value)s” is not known. Known are: %(choices)s.",
                    value=value,
                    choices=", ".join(labels),
                )

    @api.model
    def _describe_known(self, problem, wards):
        match problem.code:
            case "twice":
                return self.env._(
                    "The same person stands in row %(row)s.",
                    row=problem.values["row"],
                )
            case "known":
                (ward_id,) = problem.values["wards"]
                return self.env._(
                    "This person is there already: %(ward)s.", ward=wards[ward_id]
                )
            case _:
                return self.env._("This person is there already, in another area.")

    @api.model
    def _describe_ward(self, problem, wards):
        value = problem.values.get("value", "")
        meant = [wards[number] for number in problem.values.get("wards", ())]
        names = ", ".join(meant[:MAX_NAMED])
        if len(meant) > MAX_NAMED:
            names = self.env._(
                "%(wards)s and %(count)s more",
                wards=names,
                count=len(meant) - MAX_NAMED,
            )
        match problem.code:
            case "no_ward":
                return self.env._("The ward is missing.")
            case "several_wards":
                return self.env._(
                    "“%(value)s” may be several wards of today: %(wards)s. "
                    "Write the one that is meant.",
                    value=value,
                    wards=names,
                )
            case "foreign_ward":
                return self.env._("“%(value)s” is not in your area.", value=value)
            case _ if names:
                return self.env._(
                    "There is no ward “%(value)s”. The nearest names are: %(wards)s.",
                    value=value,
                    wards=names,
                )
            case _:
                return self.env._("There is no ward “%(value)s”.", value=value)

    @api.model
    def _describe_file(self, error):
        """Say why a file cannot be read."""
        match error.code:
            case "empty":
                return self.env._("The file is empty.")
            case "too_large":
                return self.env._(
                    "The file has more than %(megabytes)s MB. Please send it in parts.",
                    **error.values,
                )
            case "too_large_inside":
                return self.env._(
                    "The file is too large once it is unpacked. Please delete empty "
                    "rows, pictures and other sheets, or send it in parts."
                )
            case "too_many_rows":
                return self.env._(
                    "The list has more than %(rows)s rows. Please send it in parts.",
                    rows=f"{error.values['rows']:,}",
                )
            case "old_format":
                return self.env._(
                    "This is an old Excel file, or one with a password. Please save "
                    "it as .xlsx without a password."
                )
            case "no_heading":
                labels = self._get_columns()
                return self.env._(
                    "No row with the headings was found. Missing: %(columns)s. "
                    "The empty list to download has them.",
                    columns=", ".join(labels[name] for name in error.values["missing"]),
                )
            case "no_spreadsheet":
                return self.env._("This is not a list. Please send an .xlsx or .csv.")
            case _:
                return self.env._(
                    "The file is damaged. Please open it, save it anew and try again."
                )
