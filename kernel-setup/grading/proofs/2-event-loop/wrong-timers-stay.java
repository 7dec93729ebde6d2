// tiny-loop-test 0 of 3: 10,000 ticks, and no end
// also tiny-loop-ticks-test 1 of 4
// Who fired stays in the heap.
// cell: tiny-loop
class TinyLoop extends LoopParts {
    void readyDueTimers() {
        timers.stream().filter(timer -> timer.at() <= now).sorted().forEach(timer -> ready.add(timer.what()));
    }
    void runReadyBatch() {
        for (int batch = ready.size(); batch > 0; batch--) {
            try { ready.poll().run(); } catch (Throwable problem) { report(problem); }
        }
    }
}
