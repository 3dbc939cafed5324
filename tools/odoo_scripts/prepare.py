"""A fresh database: languages, time zone, the administrator's password."""

from _database import environment, result

LANGUAGE = "vi_VN"
TIME_ZONE = "Asia/Ho_Chi_Minh"


def main():
    with environment() as (values, env):
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
        if values.get("admin_password"):
            env.ref("base.user_admin").password = values["admin_password"]
        if values.get("attachments_in_database"):
            env["ir.config_parameter"].set_param("ir_attachment.location", "db")
            env["ir.attachment"].force_storage()
        env.cr.commit()
    result({})


main()
