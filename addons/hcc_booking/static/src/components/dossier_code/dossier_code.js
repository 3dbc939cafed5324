import {registry} from "@web/core/registry";
import {_t} from "@web/core/l10n/translation";
import {CharField, charField} from "@web/views/fields/char/char_field";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {scanBarcode} from "@web/core/barcode/barcode_dialog";

/**
 * The code of a dossier: typed, or read from the slip of the portal by the camera.
 * The server tidies what comes, so that a whole address may stand in the picture.
 */
export class DossierCodeField extends CharField {
    static template = "hcc_booking.DossierCodeField";

    get canScan() {
        return !this.props.readonly && isBarcodeScannerSupported();
    }

    get scanLabel() {
        return _t("Scan the code with the camera");
    }

    async onScan() {
        let scanned = "";
        try {
            scanned = await scanBarcode(this.env);
        } catch {
            this.env.services.notification.add(
                _t("The camera cannot be used: please type the code."),
                {type: "warning"},
            );
            return;
        }
        const code = await this.env.services.orm.call("hcc.dossier", "find_code", [
            scanned,
        ]);
        await this.props.record.update({[this.props.name]: code});
    }
}

registry.category("fields").add("hcc_dossier_code", {
    ...charField,
    component: DossierCodeField,
    displayName: _t("Code of a dossier"),
    supportedTypes: ["char"],
});
