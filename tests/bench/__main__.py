"""All benchmarks: `make bench`."""

from tests.bench import (
    bulletin,
    example_schemes,
    issuing,
    landing_a_month,
    large_files,
    page_functions,
    scoring_a_province,
)

ALL = (
    landing_a_month,
    page_functions,
    bulletin,
    issuing,
    large_files,
    scoring_a_province,
    example_schemes,
)

for benchmark in ALL:
    print(f"\n{benchmark.__doc__}\n")
    benchmark.main()
