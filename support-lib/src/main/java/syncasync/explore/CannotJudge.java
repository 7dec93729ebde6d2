package syncasync.explore;

/** The program does something that no schedule controls, so nothing can be said about it. The message is the reason. */
final class CannotJudge extends Error {
    CannotJudge(String reason) {
        super(reason, null, false, false);
    }
}
