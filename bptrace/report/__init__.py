"""Reports: one trace, many documents. `lesson` lays a trace out as a document; each writer walks it in its own format."""
