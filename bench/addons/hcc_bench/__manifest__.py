{
    "name": "HCC Bench",
    "summary": "What the measurements compare with; never part of the service",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "HCC",
    "license": "LGPL-3",
    "depends": ["hcc_booking"],
    "data": ["security/ir.model.access.csv", "views/hcc_bench_templates.xml"],
}
