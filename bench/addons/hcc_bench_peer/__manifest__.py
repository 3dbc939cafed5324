{
    "name": "HCC Bench: Peer",
    "summary": "The same resources for a peer; never part of the service",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "HCC",
    "license": "AGPL-3",
    "depends": ["hcc_bench", "resource_booking"],
}
