{
    "name": "HCC Bench: in the field",
    "summary": "Visits for the field page's measurements; never part of the service",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "HCC",
    "license": "LGPL-3",
    "depends": ["hcc_bench", "hcc_field"],
}
