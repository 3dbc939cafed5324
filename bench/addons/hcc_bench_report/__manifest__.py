{
    "name": "HCC Bench: Figures",
    "summary": "A million requests to count; never part of the service",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "HCC",
    "license": "LGPL-3",
    "depends": ["hcc_reporting"],
}
