"""What the public reads of the figures: a page and two files for each month."""

from odoo.http import request, route

from odoo.addons.hcc_collaborator.controllers.base import PUBLIC, HccPublic

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
#: shown only; not read-only for the database, which counts the tries
READ = {**PUBLIC, "methods": ["GET"]}
#: a correction is on everybody's screen after that many seconds
KEPT = 3600


class HccPublicFigures(HccPublic):
    """Published figures alone; nothing is counted here, and nobody is named."""

    @route("/hcc/figures", **{**READ, "sitemap": True})
    def public_figures(self, **_params):
        months = request.env["hcc.public.figure"]._get_months()
        return self._figures_page(months[0].strftime("%Y-%m") if months else "", months)

    @route("/hcc/figures/<string:month>", **READ)
    def public_figures_month(self, month, **_params):
        return self._figures_page(month, request.env["hcc.public.figure"]._get_months())

    @route(
        ["/hcc/figures/<string:month>.csv", "/hcc/figures/<string:month>.json"],
        type="http",
        auth="public",
        methods=["GET"],
        # the same for everybody: no cookie, or nobody between may keep a copy
        save_session=False,
    )
    def public_figures_file(self, month, **_params):
        """Answer a file as it was published; or that it has not changed."""
        notice = self._wait_notice("figures")
        if notice:
            return request.make_response(notice, status=429)
        figure_sudo = request.env["hcc.public.figure"]._get_published(month)
        if not figure_sudo:
            words = request.env._("The figures of this month are not published.")
            plain = [("Content-Type", "text/plain; charset=utf-8")]
            return request.make_response(words, headers=plain, status=404)
        kind = request.httprequest.path.rpartition(".")[2]
        content, mark = figure_sudo._get_file(kind)
        response = request.make_response(
            content,
            headers=[
                ("Content-Type", TYPES[kind]),
                (
                    "Content-Disposition",
                    f'attachment; filename="hcc-figures-{month}.{kind}"',
                ),
                ("X-Content-Type-Options", "nosniff"),
                # anybody's program may read what is for everybody
                ("Access-Control-Allow-Origin", "*"),
                ("Cache-Control", f"public, max-age={KEPT}"),
            ],
        )
        response.set_etag(mark)
        return response.make_conditional(request.httprequest.environ)

    def _figures_page(self, month, months):
        notice = self._wait_notice("figures")
        if notice:
            title = request.env._("Figures of the service")
            values = {"notice": notice, "figure": None, "figures_title": title}
            return self._page(
                "hcc_reporting.public_figures", values, status=429, personal=True
            )
        figure_sudo = request.env["hcc.public.figure"]._get_published(month)
        if month and not figure_sudo:
            return self._not_found()
        values = {
            "notice": "",
            "figures_title": request.env._("Figures of the service"),
            "figure": None,
            "months": [
                {
                    "key": day.strftime("%Y-%m"),
                    "name": day.strftime("%m/%Y"),
                    "is_shown": day == figure_sudo.month,
                }
                for day in months
            ],
        }
        if figure_sudo:
            values["figure"] = {
                "key": month,
                "title": figure_sudo._get_title(),
                "versions": figure_sudo._get_version_words(),
                "is_corrected": figure_sudo.version > 1,
                "columns": figure_sudo._get_column_words(),
                "licence": figure_sudo._get_licence(),
                "source": figure_sudo._get_source(),
                "hiding": figure_sudo._get_hiding_words(),
                "has_hidden": bool(figure_sudo.hidden_count),
                **figure_sudo._get_page_rows(),
            }
        return self._page("hcc_reporting.public_figures", values)
