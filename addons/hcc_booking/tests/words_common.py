from datetime import timedelta

from .common import AT_POINT, BookingCase

HOTLINE = "024 3824 1234"
#: what nobody may learn from a discreet message
TELLING = (
    "birth certificate",
    "identity",
    "Test point",
    "help",
    "free of charge",
    "hỗ trợ",
    "ho tro",
    "miễn phí",
    "mien phi",
    "dịch vụ",
    "dich vu",
    "hành chính",
    "hanh chinh",
    "cộng tác viên",
    "/hcc",
    "http",
)


class WordsCase(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ward_a1.branch_id.hotline = "+842438241234"
        cls.env["hcc.procedure.document"].create(
            {"procedure_id": cls.procedure.id, "name": "The old paper"}
        )

    def _get_citizen_kinds(self):
        """Every kind that a citizen may get; a new one is tested by itself."""
        messages = self.env["hcc.message"]
        kinds = dict(messages._fields["kind"].selection)
        return [kind for kind in kinds if kind not in messages._get_staff_kinds()]

    def _dossier_of(self, request):
        """A dossier of the request, with the longest of codes."""
        visit = request.current_appointment_id
        return request.sudo().dossier_ids[:1] or visit.sudo()._record_dossiers(
            [
                {
                    "code": "000.00.00.123.H26-251123-0000000000001",
                    "outcome": "supplement",
                    "supplement_deadline": self.now.date(),
                }
            ]
        )

    def _make(self, kind, request):
        """A message of that kind as the methods of the model make it."""
        messages = self.env["hcc.message"].sudo()
        if kind == "call_back":
            return messages._ask_call(request)
        if kind.startswith("complaint"):
            return messages._tell_person(
                kind,
                request.ward_id,
                reference="PA-2345-6789",
                phone="+84912345678",
                request=request,
                deadline=self.now + timedelta(days=3),
                link="https://hcc.example.com/hcc/complain/find",
            )
        values = {
            "on_the_way": {"at": self.now},
            "earlier_offer": {
                "start": AT_POINT - timedelta(hours=1),
                "place": "point",
                "point": request.service_point_id,
                "expires_at": self.now + timedelta(hours=1),
            },
        }.get(kind, {})
        if kind.startswith("dossier"):
            values = {"dossier": self._dossier_of(request)}
        reason = "Birth certificate at a support point" if kind == "refused" else False
        return messages._tell_citizens(kind, request, reason, **values)
