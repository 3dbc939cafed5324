from . import exam
