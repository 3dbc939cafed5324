from odoo import api, models
from odoo.tools import SQL, consteq, hmac

from ..tools.signature import check_signature
from ..tools.visit_code import make_code, make_slip, read_slip, read_typed

#: so many wrong numbers of one visit are looked at, and no more
MOST_WRONG = 6
MOMENTS = ("start", "finish")
HOWS = ("code", "slip", "signature", "none")
_SCOPE = "hcc_field.visit_code"


class HccVisitProofGiving(models.AbstractModel):
    """Takes proofs, looks whether they are right, and keeps each.

    The numbers are made out of the visit and the key of this database: none is
    stored, and the codes that a citizen has besides (of the rating, of the page)
    are not shown to helpers, who could rate themselves with them.
    """

    _name = "hcc.visit.proof.giving"
    _description = "Giving a Proof of a Visit"

    # -------------------------------------------------------------------------
    # NUMBERS
    # -------------------------------------------------------------------------

    @api.model
    def _get_code(self, visit, moment):
        """The number with which the citizen shows that the visit began, or ended.

        :param visit: ``hcc.appointment``
        :param str moment: ``start`` or ``finish``
        """
        env = self.sudo().env  # sudo: ir.config_parameter - the key of signatures
        return make_code(hmac(env, _SCOPE, (visit.id, moment)))

    @api.model
    def _get_slip_text(self, visit):
        """What the QR code of the slip holds."""
        codes = [self._get_code(visit, moment) for moment in MOMENTS]
        # sudo: hcc.appointment - its reference, which stands beside it
        return make_slip(visit.sudo().reference, codes)

    # -------------------------------------------------------------------------
    # GIVING
    # -------------------------------------------------------------------------

    @api.model
    def _give(self, entry, proofs):
        """Keep what was given at one visit; nothing is lost, what is wrong is marked.

        :param entry: one ``hcc.assignment``; the caller checked whose it is
        :param list proofs: dicts with ``moment``, ``how``, ``at`` and, as they came,
            ``code``, ``signature`` and ``device`` (``hcc.field.device``)
        :return: state of each
        """
        entry_sudo = entry.sudo()  # sudo: hcc.assignment - see above
        self._lock(entry_sudo)
        wrong, states, rows = entry_sudo.proof_wrong, [], []
        # sudo: hcc.visit.proof - made by this method alone
        proofs_sudo = self.env["hcc.visit.proof"].sudo()
        right = {
            (proof.moment, proof.how)
            for proof in proofs_sudo.search_fetch(
                [("assignment_id", "=", entry_sudo.id), ("state", "=", "ok")],
                ["moment", "how"],
            )
        }
        for proof in proofs:
            state, signature = self._look_at(entry_sudo, proof, wrong)
            wrong += state == "wrong" and proof["how"] in ("code", "slip")
            states.append(state)
            if state == "ok" and (proof["moment"], proof["how"]) in right:
                continue
            if state == "ok":
                right.add((proof["moment"], proof["how"]))
            rows.append(
                {
                    "assignment_id": entry_sudo.id,
                    "moment": proof["moment"],
                    "how": proof["how"],
                    "state": state,
                    "at": proof["at"],
                    "device_id": proof["device"].id if proof.get("device") else False,
                    "signature": signature or False,
                }
            )
        made = proofs_sudo.create(rows)
        for state, same in made.grouped("state").items():
            same._journal("proof_given", state=state)
        if wrong != entry_sudo.proof_wrong:
            # whoever tries at once is started anew by this, and so is counted
            entry_sudo._write_guarded({"proof_wrong": wrong})
        entry_sudo.appointment_id._count_proofs()
        return states

    def _look_at(self, entry, proof, wrong):
        """Whether a proof is right.

        :param int wrong: how many were wrong before
        :return: (state, signature to keep)
        """
        how = proof["how"]
        if how == "none":
            return "none", ""
        if how == "signature":
            signature, fault = check_signature(proof.get("signature"))
            return ("wrong", "") if fault else ("ok", signature)
        if wrong >= MOST_WRONG:
            return "limited", ""
        visit = entry.appointment_id
        expected = self._get_code(visit, proof["moment"])
        if how == "slip":
            reference, codes = read_slip(proof.get("code"))
            if reference != visit.reference:
                return "wrong", ""
        else:
            codes = [read_typed(proof.get("code"))]
        is_right = any(consteq(code, expected) for code in codes)
        return ("ok" if is_right else "wrong"), ""

    def _lock(self, entry):
        self.env.execute_query(
            SQL(
                "SELECT id FROM hcc_assignment WHERE id = %s FOR NO KEY UPDATE",
                entry.id,
            )
        )
