"""Call one method of a model as superuser, and keep what it did.

Values: `model`, `method`, `arguments` {name: value}. Gives back what it returns.
"""

from _database import environment, result


def main():
    with environment() as (values, env):
        method = getattr(env[values["model"]], values["method"])
        answer = method(**values["arguments"])
        env.cr.commit()
        result(answer)


main()
