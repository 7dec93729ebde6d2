// tiny-loop-ticks-test 1 of 4: What a callback adds waits for the next one
// The batch goes on as long as anything is ready.
// cell: tiny-loop
class TinyLoop extends LoopParts {
    void readyDueTimers() {
        while (!timers.isEmpty() && timers.peek().at() <= now) ready.add(timers.poll().what());
    }
    void runReadyBatch() {
        while (!ready.isEmpty()) {
            try { ready.poll().run(); } catch (Throwable problem) { report(problem); }
        }
    }
}
