from odoo import api, models
from odoo.tools import SQL


class HccJournalSeal(models.Model):
    _inherit = "hcc.journal.seal"

    @api.model
    def _find_problems(self, result):
        return [*super()._find_problems(result), *self._find_changed_mandates()]

    @api.model
    def _find_changed_mandates(self):
        """Consents that are not what the journal says that was agreed to.

        The sealed row holds the digest of what was shown and the end; who changes a
        consent past Odoo changes no seal.
        """
        self.env["hcc.mandate"].flush_model()
        [(count, first)] = self.env.execute_query(
            SQL(
                """
                SELECT count(DISTINCT mandate.id), min(mandate.id)
                  FROM hcc_mandate mandate
                  LEFT JOIN hcc_journal given
                    ON given.model = 'hcc.mandate' AND given.res_id = mandate.id
                   AND given.action = 'mandate_given'
                 WHERE mandate.digest <> encode(
                        sha256(convert_to(mandate.body_shown, 'UTF8')), 'hex')
                    OR given.details->>'digest' IS DISTINCT FROM mandate.digest
                    OR given.details->>'ends_at' IS DISTINCT FROM to_char(
                        mandate.ends_at, 'YYYY-MM-DD"T"HH24:MI:SS')
                """
            )
        )
        if not count:
            return []
        # its number, no name of a person
        reference = self.env["hcc.mandate"].browse(first).reference
        return [{"kind": "mandate", "reference": reference, "count": count}]

    @api.model
    def _say_mandate(self, problem):
        return self.env._(
            "Consents to be helped are not what was agreed to: %(count)s. The first "
            "is %(reference)s.",
            count=problem["count"],
            reference=problem["reference"],
        )
