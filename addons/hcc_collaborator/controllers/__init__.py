from . import equipment
