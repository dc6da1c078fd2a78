"""USE CASES: what people and programs may do; sees only domain and ports."""
