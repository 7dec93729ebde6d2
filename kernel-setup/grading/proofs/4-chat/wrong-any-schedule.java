// failing-schedules-test 2 of 3: only one sits down. Who must look before the other sits?
// One of the two that are in a row (M10).
// cell: failing-schedules
int failingSchedule() {
    for (int i = 0; i < 3; i++) if (seatedAfter(schedules.get(i)) == 1) return i + 1;
    return 0;
}
int howManyFail() { return 4; }
