package syncasync.loop;

/** What a suspended task waits for: says so in words ({@code toString}), and can be told that nobody waits any more. */
interface Waiting {
    /** The task was cancelled: never wake it for this. */
    void forget();

    /** Waits for nothing but its turn. */
    Waiting NEXT_TURN = new Waiting() {
        @Override
        public void forget() {}

        @Override
        public String toString() {
            return "its next turn";
        }
    };
}
