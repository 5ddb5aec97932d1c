# The judge of the scrubber: its own tests, and a modest run of it against the built program.
sotto_check(scrubber.judge ${Python3_EXECUTABLE} -m unittest discover -s tests/scrubber -p "*_test.py")

# The gate holds what the scrubber reaches today in both parts; a class that meets its target needs
# no number.
if(TARGET sotto_program AND NOT SOTTO_SANITIZE)
  sotto_check(scrubber.score ${Python3_EXECUTABLE} tests/scrubber/score.py $<TARGET_FILE:sotto_program>
    --cases 600 --megabytes 1
    --gate shaped=0.97,keyed,personal=0.97,hosts,hidden,benign=0.99,prose=10,code=2)
endif()
