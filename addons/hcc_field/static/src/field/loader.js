// @odoo-module ignore

// Odoo's own loader of modules, without what it says to developers of a page that does
// not load: a twentieth of this page. The bundle shortens the names of our modules and
// leaves out which others each needs, see models/ir_qweb.py; here the names are whole.
(function () {
    "use strict";
    // put together here: the bundle would shorten it as well
    const ours = ["@hcc_field", "field", ""].join("/");
    const whole = (name) => name.replace(/^@f\//, ours);
    const modules = new Map();
    const waiting = new Map();

    /** The module of this name; it is made when it is asked for first. */
    function get(short) {
        const name = whole(short);
        const make = waiting.get(name);
        if (make) {
            waiting.delete(name);
            modules.set(name, make(get));
        }
        return modules.get(name);
    }

    globalThis.odoo = {
        loader: {modules, waiting},
        define(name, _needs, make) {
            waiting.set(whole(name), make);
            // when all of them are known
            globalThis.queueMicrotask(() => get(name));
        },
    };
})();
