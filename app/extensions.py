"""Extensions, not yet bound to an application."""

from flask_alembic import Alembic
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import Security
from flask_security.datastore import FSQLALiteUserDatastore
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect

from models.base import Base
from models.user import RoleName, User

db = SQLAlchemy()
alembic = Alembic(run_mkdir=False, metadatas=Base.metadata)
babel = Babel()
compress = Compress()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address)
security = Security(datastore=FSQLALiteUserDatastore(db, User, RoleName))
