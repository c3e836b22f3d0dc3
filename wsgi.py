"""What gunicorn serves, and where the `flask` command finds the application."""

from app import create_app

app = create_app()
