from odoo.exceptions import UserError


def pre_init_hook(env):
    """Make sure that PostgreSQL can exclude overlapping times.

    :raises UserError: when the extension is missing and may not be created
    """
    env.cr.execute("SELECT 1 FROM pg_extension WHERE extname = 'btree_gist'")
    if env.cr.fetchone():
        return
    env.cr.execute(
        """SELECT r.rolsuper OR (
                      has_database_privilege(current_database(), 'CREATE')
                      AND COALESCE(bool_or(v.trusted), FALSE))
             FROM pg_roles r
        LEFT JOIN pg_available_extension_versions v ON v.name = 'btree_gist'
            WHERE r.rolname = current_user
         GROUP BY r.rolsuper"""
    )
    allowed = env.cr.fetchone()
    if not allowed or not allowed[0]:
        raise UserError(
            env._(
                "The database needs the PostgreSQL extension btree_gist. Ask its "
                "administrator to run: CREATE EXTENSION btree_gist;"
            )
        )
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
