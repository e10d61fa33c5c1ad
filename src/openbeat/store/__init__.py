"""The store: DuckDB, one writer, published by rename. All its SQL lies in ``sql/``."""
