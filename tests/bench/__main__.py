"""All benchmarks: `make bench`."""

from tests.bench import landing_a_month, large_files, page_functions, scoring_a_province

for benchmark in (landing_a_month, large_files, page_functions, scoring_a_province):
    print(f"\n{benchmark.__doc__}\n")
    benchmark.main()
