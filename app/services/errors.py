"""What services raise; the web and the command line put it into words."""


class ServiceError(Exception):
    """A command that cannot be carried out. Its subclasses say why."""
