import {odooExceptionTitleMap, WarningDialog} from "@web/core/errors/error_dialogs";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

// The web client knows errors by the name of their class: without this, what a
// person must hear would look like a failure of the program.
for (const name of ["BookingError", "HelperNotFit", "HelperTaken", "SlotTaken"]) {
    const path = `odoo.addons.hcc_booking.exceptions.${name}`;
    odooExceptionTitleMap.set(path, _t("Please look again"));
    registry.category("error_dialogs").add(path, WarningDialog);
}
