from . import models, solver
