"""A fresh database: languages, time zone, the administrator's password, assets."""

from _database import environment, result

from odoo.tools import SQL

LANGUAGE = "vi_VN"
TIME_ZONE = "Asia/Ho_Chi_Minh"


# installs itself with mail; sends what people type to a service abroad
UNWANTED = ["partner_autocomplete"]
# tells the publisher how many users there are
UNWANTED_CRON = "mail.ir_cron_module_update_notification"


def uninstall(env):
    """:return: an environment that knows what is left"""
    modules = env["ir.module.module"].search(
        [("name", "in", UNWANTED), ("state", "=", "installed")]
    )
    if modules:
        modules.button_immediate_uninstall()
        env.transaction.reset()
    return env


def generate(env, bundles):
    """Style sheets and programs, so that no first page has to wait for them."""
    for name in bundles:
        bundle = env["ir.qweb"]._get_asset_bundle(name, css=True, js=True)
        if bundle.stylesheets:
            bundle.css()
        if bundle.javascripts:
            bundle.js()


def main():
    with environment() as (values, env):
        env = uninstall(env)
        cron = env.ref(UNWANTED_CRON, raise_if_not_found=False)
        if cron:
            cron.active = False
        languages = env["res.lang"].with_context(active_test=False)
        for code in ("en_US", LANGUAGE):
            language = languages.search([("code", "=", code)])
            if not language.active:
                language.action_unarchive()
        env["ir.default"].set("res.partner", "lang", LANGUAGE)
        env["ir.default"].set("res.partner", "tz", TIME_ZONE)
        users = env["res.users"].with_context(active_test=False).search([])
        users -= env.ref("base.user_root")
        users.write({"tz": TIME_ZONE, "lang": LANGUAGE})
        env["res.company"].search([]).partner_id.write(
            {"tz": TIME_ZONE, "lang": LANGUAGE}
        )
        codes = []
        administrator = env.ref("base.user_admin")
        if values.get("admin_password"):
            administrator.password = values["admin_password"]
        if "hcc_paper_codes" in env["res.users"]._fields:
            if values.get("easy_sign_in"):
                env["res.users"]._relax_sign_in()
            elif values.get("admin_password") and administrator._mfa_type():
                # there is no e-mail yet that a code could be sent to
                codes = administrator._make_paper_codes()
        if values.get("attachments_in_database"):
            env["ir.config_parameter"].set_param("ir_attachment.location", "db")
            env["ir.attachment"].force_storage()
        generate(env, values.get("bundles", ()))
        # Compiling the many small expressions of a figure takes longer than reading it.
        env.cr.execute(
            SQL("ALTER DATABASE %s SET jit = off", SQL.identifier(env.cr.dbname))
        )
        env.cr.commit()
    result({"codes": codes})


main()
