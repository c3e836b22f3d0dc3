"""What a service refuses to do. Pages and commands put these into words."""


class ServiceError(Exception):
    """A command was refused, and nothing was changed."""


class NotFoundError(ServiceError):
    """What the command was to act on is not there, or not the actor's."""


class StaleError(ServiceError):
    """Somebody else changed the same thing meanwhile; `version` is the one that stands."""

    def __init__(self, version: int) -> None:
        super().__init__(f"changed meanwhile; the version is now {version}")
        self.version = version


class InvalidError(ServiceError):
    """What was entered breaks rules of the domain: pairs of a field's name and what is wrong."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(", ".join(f"{field}: {problem}" for field, problem in problems))
        self.problems = problems
