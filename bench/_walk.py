"""Opens every public page of a city, with the cookies that it needs."""

import re
from html import unescape
from urllib.parse import urlencode, urlsplit

from _load import Browser, hidden_values

BOOKING = "/hcc/book/slots"
START = re.compile(r'name="start"[^>]*value="([^"]+)"')
COMPLAINT = re.compile(r"PA-[0-9A-Z-]+")
#: made for programs, not pages; answered without HTML
FILES = ("/hcc/manifest.webmanifest", "/hcc/sw.js", "/hcc/theme.css", "/hcc/logo")


class Walk:
    """Opens each page with the cookies that it needs."""

    def __init__(self, server, city):
        self.base_url = server.base_url
        self.city = city
        self.citizen = Browser(server.port)

    def paths(self):
        """
        :return: ({rule: address} of the pages, rules of those that did not open)
        """
        self.ask_for_access()
        found, unseen = {"a page that is not there": "/hcc/book/nothing"}, set()
        for rule in self.city["rules"]:
            path = self.path(rule)
            answer = self.citizen.get(path) if path else None
            if answer and answer.status == 200 and "<html" in answer.text:
                found[rule] = path
            elif rule not in FILES and not (answer and answer.location):
                unseen.add(rule)
        held = self.hold()
        if held:
            found["details of a held time"] = held
        return found, unseen

    def cookies(self):
        """What a browser of the same visitor keeps."""
        return [
            {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}
            for name, value in self.citizen.cookies.items()
        ]

    def path(self, rule):
        """An address of the rule; none when the city has nothing to fill it with."""
        parts = rule.split("/")
        for index, part in enumerate(parts):
            if part.startswith("<"):
                values = self.city["values"]
                variable = part.strip("<>").split(":")[-1]
                value = values.get(rule) or values.get(f"{parts[2]}/{variable}")
                if not value:
                    return None
                parts[index] = str(value)
        query = {**self.city["choices"], "ref": self.city["requests"][0]["reference"]}
        return f"{'/'.join(parts)}?{urlencode(query)}"

    def ask_for_access(self):
        """Pages open to who knows reference and telephone, or sent a complaint."""
        form = hidden_values(self.citizen.get("/hcc/find").text)
        for request in self.city["requests"]:
            self.citizen.post("/hcc/find", {**form, **request})
        reference = self.city["requests"][0]["reference"]
        path = f"/hcc/complain/money?ref={reference}"
        form = hidden_values(self.citizen.get(path).text)
        answer = self.citizen.post("/hcc/complain/money", {"ref": reference, **form})
        found = COMPLAINT.search(answer.location)
        self.city["values"]["complain/reference"] = found and found[0]

    def hold(self):
        """The address of the form after a time was chosen."""
        page = self.citizen.get(f"{BOOKING}?{urlencode(self.city['choices'])}")
        start = START.search(page.text)
        if not start:
            return ""
        form = {**hidden_values(page.text), "start": unescape(start[1])}
        answer = self.citizen.post("/hcc/book/hold", form)
        target = urlsplit(answer.location)
        return f"{target.path}?{target.query}" if "details" in target.path else ""
