// tiny-loop-test 4 of 7: When is a timer due?
// A timer that is due just now is left in the heap, and the clock stands still.
// cell: tiny-loop
class TinyLoop extends LoopParts {
    void readyDueTimers() {
        while (!timers.isEmpty() && timers.peek().at() < now) ready.add(timers.poll().what());
    }
    void runReadyBatch() {
        for (int batch = ready.size(); batch > 0; batch--) {
            try { ready.poll().run(); } catch (Throwable problem) { report(problem); }
        }
    }
}
