// tiny-loop-ticks-test 3 of 4: Nothing was observed as "one throws": the code throws AssertionError: burnt
// A callback may throw an Error, too: a check that fails does.
// cell: tiny-loop
class TinyLoop extends LoopParts {
    void readyDueTimers() {
        while (!timers.isEmpty() && timers.peek().at() <= now) ready.add(timers.poll().what());
    }
    void runReadyBatch() {
        for (int batch = ready.size(); batch > 0; batch--) {
            try { ready.poll().run(); } catch (Exception problem) { report(problem); }
        }
    }
}
