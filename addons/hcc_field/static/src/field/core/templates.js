/** @odoo-module alias=@web/core/templates default=false */
// Odoo's asset bundle hands every template to the module of this name. Odoo's own
// one can also inherit templates and is as large as half of this page: this one keeps
// the texts, and Owl makes templates of those that are shown.

const texts = new Map();

export function registerTemplate(name, _url, text) {
    texts.set(name, text);
}

export function registerTemplateExtension(name) {
    throw new Error(`Templates of the field page are not extended: ${name}`);
}

export function checkPrimaryTemplateParents(names) {
    throw new Error(`Templates of the field page are not inherited: ${names.join()}`);
}

/** For Owl: the template of this name. */
export function getTemplate(name) {
    return texts.get(name);
}
