from . import models, solver, wizard
