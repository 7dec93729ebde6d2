package syncasync.explore;

/** What an exploration comes to. There is no fourth. */
public enum Answer {
    /** There is a schedule in which the program fails, or accesses that nothing orders. */
    WRONG,
    /** No schedule with up to so many switches breaks it. */
    RIGHT,
    /** It does something that no schedule controls, or there are too many schedules. */
    CANNOT_JUDGE
}
