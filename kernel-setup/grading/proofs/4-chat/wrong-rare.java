// failing-schedules-test 1 of 3: There are six orders. In which have both looked before one sits?
// It fails only in the one order that was shown (M10).
// cell: failing-schedules
int failingSchedule() {
    int number = 1;
    while (seatedAfter(schedules.get(number - 1)) < 2) number++;
    return number;
}
int howManyFail() { return 1; }
