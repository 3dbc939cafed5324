// What the kinds of actions are called on the list of what is not sent yet. A part
// names its own: addKinds({mandate: _t("Consent")}).

import {_t} from "@hcc_field/field/core/words";

const names = {
    accept: _t("Visit taken"),
    start: _t("Visit begun"),
    note: _t("Note"),
    checklist: _t("Papers seen"),
    photo: _t("Picture"),
    dossier: _t("Dossier"),
    done: _t("Visit done"),
    no_show: _t("Nobody there"),
    return_visit: _t("Return visit"),
};

export function addKinds(more) {
    Object.assign(names, more);
}

export function nameKind(kind) {
    return names[kind] || kind;
}
