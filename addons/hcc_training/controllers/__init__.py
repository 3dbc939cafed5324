from . import certificate, exam, training
