from odoo import models

from ..tools.item import Rule


class HccFieldRules(models.AbstractModel):
    """The kinds of actions that devices send, and how each is treated.

    A part of the field page brings an abstract model that inherits this one, says
    what its kinds are like in :meth:`_get_kind_rules` and carries them out in a method
    for each: ``_apply_<kind>(self, items)``. It gets all actions of one kind of one
    visit together (see ``hcc.field.sync``) and may

    * do nothing else: they are applied;
    * call ``item.refuse(words)`` or ``item.attach(words)``, ``item.text = …`` for what
      the office reads of it;
    * raise ``UserError``: nothing of it happened, it is refused with these words;
      ``FieldConflict`` (a UserError): attached with these words.

    ``self.env`` is the helper's (or of the coordinator who takes over,
    ``item.forced``), ``item.entry`` the assignment in sudo.
    """

    _name = "hcc.field.rules"
    _description = "Kinds of Actions in the Field"

    def _get_kind_rules(self):
        """Return what is special about kinds of actions.

        :rtype: dict of ``Rule``
        """
        return {}

    def _get_kind_rule(self, kind):
        return self._get_kind_rules().get(kind) or Rule()
