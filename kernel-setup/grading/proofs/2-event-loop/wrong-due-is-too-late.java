// tiny-loop-test 1 of 3: When is a timer due?
// also tiny-loop-ticks-test 3 of 4
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
