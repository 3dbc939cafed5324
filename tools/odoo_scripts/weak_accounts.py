"""Accounts whose password is one of those that everybody tries first."""

from _database import environment, result


def main():
    with environment() as (values, env):
        env.cr.execute(
            "SELECT id, login, password FROM res_users"
            " WHERE active AND password IS NOT NULL ORDER BY id LIMIT 20"
        )
        context = env["res.users"]._crypt_context()
        logins = []
        for _id, login, kept in env.cr.fetchall():
            words = {*values["passwords"], login}
            if kept and any(context.verify(word, kept) for word in words):
                logins.append(login)
    result({"logins": logins})


main()
