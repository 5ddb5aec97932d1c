sotto_tests(telemetry_test SOURCES telemetry_series_test.cpp telemetry_track_test.cpp)
    sotto_tests(telemetry_threads_test LABELS threads SOURCES
                    pipeline_shard_test.cpp telemetry_accounting_test.cpp)
